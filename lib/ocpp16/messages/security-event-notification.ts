import { dateTime, optional, text } from './field.js';
import { message } from './payload.js';

/** Security WP A04. */
export const securityEventNotification = message({
  profile: 'Security',
  direction: 'to-csms',
  request: { type: text(50), timestamp: dateTime, techInfo: optional(text(255)) },
  response: {},
});
