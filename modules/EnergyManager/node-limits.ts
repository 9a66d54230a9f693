import type { EnergyFlowRequest, IntegerWithSource, NumberWithSource, ScheduleReqEntry } from '#generated/types/energy';
import { greaterOf, limit, smallerOf, type BothWays, type Limit, type NodeLimits } from './limit.js';
import { measuredFrequencyHz, withSetpoint } from './setpoint.js';
import { resample, type Slots } from './time-slots.js';

/** A direction without any schedule is closed. */
const closed: NodeLimits = { maxA: limit(0, ''), powerW: limit(0, '') };

/** The limits of a node for every slot. */
export function nodeLimits(node: EnergyFlowRequest, slots: Slots): BothWays[] {
  const imports = resample(node.schedule_import, slots);
  const exports = resample(node.schedule_export, slots);
  const setpoints = resample(node.schedule_setpoints, slots);
  const frequencyHz = measuredFrequencyHz(node);
  return slots.map((_, slot) => {
    const limits = { import: seenFromRoot(imports[slot]), export: seenFromRoot(exports[slot]) };
    const setpoint = setpoints[slot]?.setpoint;
    return setpoint === undefined ? limits : withSetpoint(limits, setpoint, frequencyHz);
  });
}

/** Brings the limits of both sides of a node together on its grid side. */
function seenFromRoot(entry: ScheduleReqEntry | undefined): NodeLimits {
  if (entry === undefined) return closed;
  const { limits_to_root: root, limits_to_leaves: leaves } = entry;
  const leavesPowerW = throughConverter(leaves.total_power_W, entry.conversion_efficiency);
  return {
    powerW: smallerOf(single(root.total_power_W), leavesPowerW),
    maxA: smallerOf(single(root.ac_max_current_A), single(leaves.ac_max_current_A)),
    minA: greaterOf(single(leaves.ac_min_current_A), single(root.ac_min_current_A)),
    maxPhases: smallerOf(single(leaves.ac_max_phase_count), single(root.ac_max_phase_count)),
    minPhases: greaterOf(single(leaves.ac_min_phase_count), single(root.ac_min_phase_count)),
    activePhases: root.ac_number_of_active_phases,
  };
}

/** The power that has to enter a converter on the grid side for `power` to leave it. A closed side stays closed. */
function throughConverter(power: NumberWithSource | undefined, efficiency = 1): Limit | undefined {
  if (power === undefined || power.value === 0) return single(power);
  return limit(Math.fround(power.value) / Math.fround(efficiency), power.source);
}

function single(stated: NumberWithSource | IntegerWithSource | undefined): Limit | undefined {
  return stated && limit(stated.value, stated.source);
}
