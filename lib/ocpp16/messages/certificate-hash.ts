import { object, oneOf, text } from './field.js';
import type { Value } from './payload.js';

/** Security WP §5, `CertificateHashDataType`. */
export const certificateHashData = object({
  hashAlgorithm: oneOf('SHA256', 'SHA384', 'SHA512'),
  issuerNameHash: text(128),
  issuerKeyHash: text(128),
  serialNumber: text(40),
});

/** Security WP §5, `CertificateUseEnumType`. */
export const certificateUse = oneOf('CentralSystemRootCertificate', 'ManufacturerRootCertificate');

export type CertificateHashData = Value<typeof certificateHashData>;
export type CertificateUse = Value<typeof certificateUse>;
