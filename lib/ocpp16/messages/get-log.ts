import { dateTime, integer, object, oneOf, optional, text } from './field.js';
import { message } from './payload.js';

/** Security WP N01; `retryInterval` in seconds. */
export const getLog = message({
  profile: 'Security',
  direction: 'to-charge-point',
  request: {
    logType: oneOf('DiagnosticsLog', 'SecurityLog'),
    requestId: integer,
    retries: optional(integer),
    retryInterval: optional(integer),
    log: object({
      remoteLocation: text(512),
      oldestTimestamp: optional(dateTime),
      latestTimestamp: optional(dateTime),
    }),
  },
  response: { status: oneOf('Accepted', 'Rejected', 'AcceptedCanceled'), filename: optional(text(255)) },
});
