import { oneOf } from './field.js';
import { certificateHashData } from './certificate-hash.js';
import { message } from './payload.js';

/** Security WP M04. */
export const deleteCertificate = message({
  profile: 'Security',
  direction: 'to-charge-point',
  request: { certificateHashData },
  response: { status: oneOf('Accepted', 'Failed', 'NotFound') },
});
