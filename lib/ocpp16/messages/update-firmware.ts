import { dateTime, freeText, integer, optional } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.19; `retryInterval` in seconds. */
export const updateFirmware = message({
  profile: 'FirmwareManagement',
  direction: 'to-charge-point',
  request: { location: freeText, retries: optional(integer), retrieveDate: dateTime, retryInterval: optional(integer) },
  response: {},
});
