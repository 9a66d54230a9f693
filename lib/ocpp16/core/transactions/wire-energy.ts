const INT32_MAX = 2 ** 31 - 1;

/** Meter values of start and stop are 32-bit integers in Wh: rounded, and clamped. */
export function wireEnergy(energyWh: number): number {
  if (Number.isNaN(energyWh)) return 0;
  return Math.min(Math.max(Math.round(energyWh), -INT32_MAX - 1), INT32_MAX) + 0;
}
