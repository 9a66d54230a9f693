import type { KeyTable } from '../key-definition.js';

/** Security WP §5, security profiles. */
export const securityKeys = {
  AdditionalRootCertificateCheck: { type: 'boolean', readOnly: true },
  AuthorizationKey: { type: 'text', readOnly: false, minLength: 8 },
  CertificateSignedMaxChainSize: { type: 'integer', readOnly: true, maximum: 10000 },
  CertificateStoreMaxLength: { type: 'integer', readOnly: true, minimum: 0 },
  CpoName: { type: 'text', readOnly: false },
  SecurityProfile: { type: 'integer', required: true, readOnly: false, default: 0, minimum: 0, maximum: 3 },
  DisableSecurityEventNotifications: { type: 'boolean', readOnly: false, default: false },
} as const satisfies KeyTable;
