import type { KeyTable } from '../key-definition.js';

/** OCPP 1.6 §9.3, reservation. */
export const reservationKeys = {
  ReserveConnectorZeroSupported: { type: 'boolean', readOnly: true },
} as const satisfies KeyTable;
