import { dateTime, integer, oneOf, optional } from './field.js';
import { chargingRateUnit, chargingSchedule } from './charging-profile.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.7; `duration` in seconds. */
export const getCompositeSchedule = message({
  profile: 'SmartCharging',
  direction: 'to-charge-point',
  request: { connectorId: integer, duration: integer, chargingRateUnit: optional(chargingRateUnit) },
  response: {
    status: oneOf('Accepted', 'Rejected'),
    connectorId: optional(integer),
    scheduleStart: optional(dateTime),
    chargingSchedule: optional(chargingSchedule),
  },
});
