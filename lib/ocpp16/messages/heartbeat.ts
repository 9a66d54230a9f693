import { dateTime } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §4.6. */
export const heartbeat = message({
  profile: 'Core',
  direction: 'to-csms',
  request: {},
  response: { currentTime: dateTime },
});
