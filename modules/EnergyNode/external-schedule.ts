import type { LimitsReq, ScheduleReqEntry } from '#generated/types/energy';
import type { Fuse } from './fuse.js';

/**
 * A schedule from outside as this node asks for it: the fuse limits every entry on the grid side. With `enhance`
 * a power limit on the grid side gives a current limit where none is stated.
 */
export function boundByFuse(schedule: readonly ScheduleReqEntry[], fuse: Fuse, enhance: boolean): ScheduleReqEntry[] {
  return schedule.map((entry) => {
    const root = enhance ? withCurrent(entry, fuse) : entry.limits_to_root;
    return { ...entry, limits_to_root: clampPhases(clampCurrent(root, fuse), fuse) };
  });
}

function withCurrent(entry: ScheduleReqEntry, fuse: Fuse): LimitsReq {
  const { limits_to_root: root } = entry;
  const powerW = root.total_power_W?.value ?? 0;
  if (powerW <= 0 || root.ac_max_current_A !== undefined) return root;
  const currentA = powerW / (fuse.nominalVoltageV * phasesOf(entry, fuse));
  return { ...root, ac_max_current_A: { value: currentA, source: fuse.source } };
}

/** The phases that share the power: those of the entry, else those of the fuse, at least one. */
function phasesOf({ limits_to_root: root, limits_to_leaves: leaves }: ScheduleReqEntry, fuse: Fuse): number {
  const stated = [root.ac_max_phase_count?.value, leaves.ac_max_phase_count?.value, fuse.phaseCount];
  return stated.find((count) => count !== undefined && count > 0) ?? 1;
}

function clampCurrent(root: LimitsReq, { limitA, source }: Fuse): LimitsReq {
  const statedA = root.ac_max_current_A?.value;
  if (statedA !== undefined && statedA <= limitA) return root;
  return { ...root, ac_max_current_A: { value: limitA, source } };
}

function clampPhases(root: LimitsReq, { phaseCount, source }: Fuse): LimitsReq {
  const stated = root.ac_max_phase_count?.value;
  if (phaseCount === 0 || (stated !== undefined && stated <= phaseCount)) return root;
  return { ...root, ac_max_phase_count: { value: phaseCount, source } };
}
