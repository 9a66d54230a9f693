import { dateTime, object, oneOf, optional, text } from './field.js';
import type { Value } from './payload.js';

/** OCPP 1.6 §7 `IdToken`. */
export const idToken = text(20);

/** OCPP 1.6 §7 `AuthorizationStatus`. */
export const authorizationStatus = oneOf('Accepted', 'Blocked', 'Expired', 'Invalid', 'ConcurrentTx');

/** OCPP 1.6 §7 `IdTagInfo`. */
export const idTagInfo = object({
  expiryDate: optional(dateTime),
  parentIdTag: optional(idToken),
  status: authorizationStatus,
});

export type IdTagInfo = Value<typeof idTagInfo>;
export type AuthorizationStatus = Value<typeof authorizationStatus>;
