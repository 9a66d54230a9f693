import { integer, oneOf, optional } from './field.js';
import { chargingProfilePurpose } from './charging-profile.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.5. */
export const clearChargingProfile = message({
  profile: 'SmartCharging',
  direction: 'to-charge-point',
  request: {
    id: optional(integer),
    connectorId: optional(integer),
    chargingProfilePurpose: optional(chargingProfilePurpose),
    stackLevel: optional(integer),
  },
  response: { status: oneOf('Accepted', 'Unknown') },
});
