import type { EnergyFlowRequest, FrequencyWattPoint, SetpointType } from '#generated/types/energy';
import { limit, smallerOf, type BothWays, type Limit, type NodeLimits } from './limit.js';

/** A setpoint bounds its own direction and closes the other one. `frequencyHz` is undefined where none is measured. */
export function withSetpoint(limits: BothWays, setpoint: SetpointType, frequencyHz: number | undefined): BothWays {
  const { source } = setpoint;
  if (setpoint.ac_current_A !== undefined) return bound(limits, 'maxA', setpoint.ac_current_A, source);
  if (setpoint.total_power_W !== undefined) return bound(limits, 'powerW', setpoint.total_power_W, source);
  if (setpoint.frequency_table === undefined || frequencyHz === undefined) return limits;
  return bound(limits, 'powerW', powerAt(setpoint.frequency_table, frequencyHz), source);
}

/** The grid frequency that the meter of a node tells, Hz. */
export function measuredFrequencyHz(node: EnergyFlowRequest): number | undefined {
  return node.energy_usage_root?.frequency_Hz?.L1 ?? node.energy_usage_leaves?.frequency_Hz?.L1;
}

/** W at a frequency in Hz; linear between the points of the ascending table, constant beyond its ends. */
export function powerAt(table: readonly FrequencyWattPoint[], frequencyHz: number): number {
  const above = table.find(({ frequency_Hz }) => frequency_Hz > frequencyHz);
  const below = table.findLast(({ frequency_Hz }) => frequency_Hz <= frequencyHz);
  if (above === undefined || below === undefined) return (above ?? below)?.total_power_W ?? 0;
  const share = (frequencyHz - below.frequency_Hz) / (above.frequency_Hz - below.frequency_Hz);
  return below.total_power_W + share * (above.total_power_W - below.total_power_W);
}

function bound(limits: BothWays, key: 'maxA' | 'powerW', value: number, source: string): BothWays {
  const nothing = limit(0, source);
  const open = (side: NodeLimits): Limit | undefined => smallerOf(side[key], limit(Math.abs(value), source));
  return value >= 0
    ? { import: { ...limits.import, [key]: open(limits.import) }, export: { ...limits.export, [key]: nothing } }
    : { import: { ...limits.import, [key]: nothing }, export: { ...limits.export, [key]: open(limits.export) } };
}
