import { oneOf, text } from './field.js';
import { message } from './payload.js';

/** Security WP A02. */
export const signCertificate = message({
  profile: 'Security',
  direction: 'to-csms',
  request: { csr: text(5500) },
  response: { status: oneOf('Accepted', 'Rejected') },
});
