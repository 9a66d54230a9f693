import type { KeyTable } from '../key-definition.js';

/** OCPP 1.6 §9.4, smart charging. */
export const smartChargingKeys = {
  ChargeProfileMaxStackLevel: { type: 'integer', required: true, readOnly: true, minimum: 0 },
  ChargingScheduleAllowedChargingRateUnit: { type: 'text', required: true, readOnly: true, default: 'Current,Power' },
  ChargingScheduleMaxPeriods: { type: 'integer', required: true, readOnly: true, default: 1440, minimum: 0 },
  ConnectorSwitch3to1PhaseSupported: { type: 'boolean', readOnly: true },
  MaxChargingProfilesInstalled: { type: 'integer', required: true, readOnly: true, default: 500, minimum: 0 },
} as const satisfies KeyTable;
