import { dateTime, freeText, integer, optional, text } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.9; `retryInterval` in seconds. */
export const getDiagnostics = message({
  profile: 'FirmwareManagement',
  direction: 'to-charge-point',
  request: {
    location: freeText,
    retries: optional(integer),
    retryInterval: optional(integer),
    startTime: optional(dateTime),
    stopTime: optional(dateTime),
  },
  response: { fileName: optional(text(255)) },
});
