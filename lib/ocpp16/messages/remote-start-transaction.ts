import { integer, oneOf, optional } from './field.js';
import { idToken } from './id-tag-info.js';
import { chargingProfile } from './charging-profile.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.11. */
export const remoteStartTransaction = message({
  profile: 'Core',
  direction: 'to-charge-point',
  request: { connectorId: optional(integer), idTag: idToken, chargingProfile: optional(chargingProfile) },
  response: { status: oneOf('Accepted', 'Rejected') },
});
