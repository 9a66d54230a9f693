import type { KeyTable } from '../key-definition.js';

/** Keys of the application note on ISO 15118 Plug & Charge with OCPP 1.6. */
export const pncKeys = {
  ISO15118CertificateManagementEnabled: { type: 'boolean', readOnly: false, default: false },
  ISO15118PnCEnabled: { type: 'boolean', required: true, readOnly: false },
  CentralContractValidationAllowed: { type: 'boolean', readOnly: false },
  CertSigningWaitMinimum: { type: 'integer', readOnly: false, minimum: 0 },
  CertSigningRepeatTimes: { type: 'integer', readOnly: false, minimum: 0 },
  ContractValidationOffline: { type: 'boolean', required: true, readOnly: false },
} as const satisfies KeyTable;
