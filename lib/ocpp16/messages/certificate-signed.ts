import { oneOf, text } from './field.js';
import { message } from './payload.js';

/** Security WP A02. */
export const certificateSigned = message({
  profile: 'Security',
  direction: 'to-charge-point',
  request: { certificateChain: text(10000) },
  response: { status: oneOf('Accepted', 'Rejected') },
});
