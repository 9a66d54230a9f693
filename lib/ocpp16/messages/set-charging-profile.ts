import { integer, oneOf } from './field.js';
import { chargingProfile } from './charging-profile.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.16. */
export const setChargingProfile = message({
  profile: 'SmartCharging',
  direction: 'to-charge-point',
  request: { connectorId: integer, csChargingProfiles: chargingProfile },
  response: { status: oneOf('Accepted', 'Rejected', 'NotSupported') },
});
