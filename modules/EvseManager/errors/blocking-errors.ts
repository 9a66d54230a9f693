import type { ErrorObject } from 'everest-ts';

/** Where an error comes from, in the order in which causes are named. */
export const ERROR_ORIGINS = [
  'own',
  'bsp',
  'connector_lock',
  'ac_rcd',
  'imd',
  'powersupply_DC',
  'over_voltage_monitor',
  'powermeter',
  'slac',
  'hlc',
] as const;

export type ErrorOrigin = (typeof ERROR_ORIGINS)[number];

const harmless: Readonly<Record<ErrorOrigin, readonly string[]>> = {
  own: ['evse_manager/Inoperative'],
  bsp: [
    'evse_board_support/MREC3HighTemperature',
    'evse_board_support/MREC18CableOverTempDerate',
    'evse_board_support/VendorWarning',
  ],
  connector_lock: ['connector_lock/VendorWarning'],
  ac_rcd: ['ac_rcd/VendorWarning'],
  imd: ['isolation_monitor/VendorWarning'],
  powersupply_DC: ['power_supply_DC/VendorWarning'],
  over_voltage_monitor: ['over_voltage_monitor/VendorWarning'],
  powermeter: ['generic/VendorWarning', 'powermeter/VendorWarning'],
  slac: ['generic/VendorWarning'],
  hlc: ['generic/VendorWarning'],
};

export type ErrorCause = Pick<ErrorObject, 'type' | 'sub_type' | 'description' | 'severity' | 'vendor_id'>;

/** The active errors that prevent charging, in the order in which they are named. */
export function blockingErrors(active: ReadonlyMap<ErrorOrigin, readonly ErrorCause[]>): ErrorCause[] {
  return ERROR_ORIGINS.flatMap((origin) =>
    (active.get(origin) ?? []).filter(({ type }) => !harmless[origin].includes(type)),
  );
}

/** Causes in one line, each without the name of its interface. */
export function causesText(causes: readonly ErrorCause[]): string {
  return causes.map(causeText).join(', ');
}

function causeText({ type, sub_type: subType, description }: ErrorCause): string {
  const slash = type.indexOf('/');
  const name = slash < 0 ? description : type.slice(slash + 1);
  return subType === '' ? name : `${name}/${subType}`;
}

/** Equal for equal sets of causes. */
export function causesKey(causes: readonly ErrorCause[]): string {
  const names = causes.map(({ type, sub_type: subType }) => `${type} ${subType}`);
  return [...new Set(names)].sort().join('\n');
}
