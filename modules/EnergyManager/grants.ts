import type { EnforcedLimits, LimitsRes } from '#generated/types/energy';
import { boughtBy, type Leaf } from './market.js';
import type { OptimizerSettings } from './settings.js';
import { activeSlot, type Slots } from './time-slots.js';
import type { Trade } from './trade.js';

export interface GrantFacts {
  readonly slots: Slots;
  /** Begin of the run, wall clock in ms. */
  readonly startMs: number;
  readonly settings: Pick<OptimizerSettings, 'validForS'>;
}

/** What the EVSE has bought, as a grant: the slot of now counts, the others are its forecast. */
export function grantFor(leaf: Leaf, { slots, startMs, settings }: GrantFacts): EnforcedLimits {
  const limits = boughtBy(leaf).map(toLimits);
  return {
    uuid: leaf.uuid,
    valid_for: settings.validForS,
    limits_root_side: limits[activeSlot(slots, startMs)] ?? {},
    schedule: slots.map((begin, slot) => ({
      timestamp: new Date(begin).toISOString(),
      limits_to_root: limits[slot] ?? {},
    })),
  };
}

function toLimits({ currentA, powerW, phases }: Trade): LimitsRes {
  return {
    ...(currentA && { ac_max_current_A: currentA }),
    ...(phases && { ac_max_phase_count: phases }),
    ...(powerW && { total_power_W: powerW }),
  };
}
