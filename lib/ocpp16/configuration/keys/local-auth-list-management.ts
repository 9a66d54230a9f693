import type { KeyTable } from '../key-definition.js';

/** OCPP 1.6 §9.2, local authorization list. */
export const localAuthListManagementKeys = {
  LocalAuthListEnabled: { type: 'boolean', required: true, readOnly: false },
  LocalAuthListMaxLength: { type: 'integer', required: true, readOnly: true, minimum: 0 },
  SendLocalListMaxLength: { type: 'integer', required: true, readOnly: true, minimum: 0 },
} as const satisfies KeyTable;
