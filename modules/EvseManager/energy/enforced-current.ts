import type { EnforcedLimits } from '#generated/types/energy';

/** The current that the granted limits allow per phase, A; what is negative orders export. */
export function enforcedCurrentA(
  { limits_root_side: limits }: EnforcedLimits,
  { nominalVoltageV, phases }: { readonly nominalVoltageV: number; readonly phases: number },
): number {
  const currentA = limits.ac_max_current_A?.value ?? 0;
  if (limits.total_power_W === undefined) return currentA;
  const byPowerA = limits.total_power_W.value / nominalVoltageV / phases;
  return Math.abs(byPowerA) < Math.abs(currentA) ? byPowerA : currentA;
}

/** The limits as they are published: the cable may carry less than `limitA`. */
export function cappedByCable(limits: EnforcedLimits, limitA: number, ampacityA: number | undefined): EnforcedLimits {
  const granted = limits.limits_root_side.ac_max_current_A;
  if (granted === undefined || ampacityA === undefined) return limits;
  const ac_max_current_A = { ...granted, value: Math.min(limitA, ampacityA) };
  return { ...limits, limits_root_side: { ...limits.limits_root_side, ac_max_current_A } };
}
