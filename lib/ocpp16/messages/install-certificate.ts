import { oneOf, text } from './field.js';
import { certificateUse } from './certificate-hash.js';
import { message } from './payload.js';

/** Security WP M05. */
export const installCertificate = message({
  profile: 'Security',
  direction: 'to-charge-point',
  request: { certificateType: certificateUse, certificate: text(5500) },
  response: { status: oneOf('Accepted', 'Failed', 'Rejected') },
});
