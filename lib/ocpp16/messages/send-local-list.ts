import { integer, list, object, oneOf, optional } from './field.js';
import { idToken, idTagInfo } from './id-tag-info.js';
import { message, type Value } from './payload.js';

/** OCPP 1.6 §7 `AuthorizationData`. */
export const authorizationData = object({ idTag: idToken, idTagInfo: optional(idTagInfo) });

/** OCPP 1.6 §5.15. */
export const sendLocalList = message({
  profile: 'LocalAuthListManagement',
  direction: 'to-charge-point',
  request: {
    listVersion: integer,
    localAuthorizationList: optional(list(authorizationData)),
    updateType: oneOf('Differential', 'Full'),
  },
  response: { status: oneOf('Accepted', 'Failed', 'NotSupported', 'VersionMismatch') },
});

export type AuthorizationData = Value<typeof authorizationData>;
