import { list, oneOf, optional } from './field.js';
import { certificateHashData, certificateUse } from './certificate-hash.js';
import { message } from './payload.js';

/** Security WP M03. */
export const getInstalledCertificateIds = message({
  profile: 'Security',
  direction: 'to-charge-point',
  request: { certificateType: certificateUse },
  response: { status: oneOf('Accepted', 'NotFound'), certificateHashData: optional(list(certificateHashData)) },
});
