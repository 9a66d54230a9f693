import type { CapabilityLimits, LimitsReq, ScheduleReqEntry } from '#generated/types/energy';

const HOUR_MS = 3_600_000;

/** The rating of this node. */
export interface Fuse {
  /** Per phase, A. */
  readonly limitA: number;
  /** 0 means that the phases are not limited. */
  readonly phaseCount: number;
  /** Phase to neutral, V. */
  readonly nominalVoltageV: number;
  /** What limits of this fuse name as their source. */
  readonly source: string;
}

/** The schedule that holds while nothing is set from outside; `nowMs` is the wall clock. */
export function fuseSchedule(fuse: Fuse, nowMs: number): ScheduleReqEntry[] {
  const timestamp = new Date(Math.floor(nowMs / HOUR_MS) * HOUR_MS).toISOString();
  return [{ timestamp, limits_to_root: fuseLimits(fuse), limits_to_leaves: fuseLimits(fuse) }];
}

/** The current, power and phases that the fuse carries at most; without a phase count as if it were one phase. */
export function fuseCapabilities({ limitA, phaseCount, nominalVoltageV }: Fuse): CapabilityLimits {
  return {
    max_current_A: limitA,
    max_phase_count: phaseCount,
    nominal_voltage_V: nominalVoltageV,
    total_power_W: nominalVoltageV * limitA * Math.max(phaseCount, 1),
  };
}

function fuseLimits({ limitA, phaseCount, source }: Fuse): LimitsReq {
  return {
    ...(phaseCount > 0 && { ac_max_phase_count: { value: phaseCount, source } }),
    ac_max_current_A: { value: limitA, source },
  };
}
