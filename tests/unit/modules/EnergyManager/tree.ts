import type { EnergyFlowRequest, LimitsReq, ScheduleReqEntry, ScheduleSetpointEntry } from '#generated/types/energy';
import { optimizerSettings, type OptimizerSettings } from '../../../../modules/EnergyManager/settings.js';
import { optimize, type Memories, type Outcome } from '../../../../modules/EnergyManager/optimizer.js';

export const TEN = '2026-01-05T10:00:00.000Z';
export const TEN_PAST = Date.parse('2026-01-05T10:10:00.000Z');

type Config = Parameters<typeof optimizerSettings>[0];

export const defaults: Config = {
  nominal_ac_voltage: 230,
  update_interval: 1,
  schedule_interval_duration: 60,
  schedule_total_duration: 1,
  slice_ampere: 0.5,
  slice_watt: 500,
  debug: false,
  switch_3ph1ph_while_charging_mode: 'Never',
  switch_3ph1ph_max_nr_of_switches_per_session: 0,
  switch_3ph1ph_switch_limit_stickyness: 'DontChange',
  switch_3ph1ph_power_hysteresis_W: 200,
  switch_3ph1ph_time_hysteresis_s: 600,
};

export function settings(config: Partial<Config> = {}): OptimizerSettings {
  return optimizerSettings({ ...defaults, ...config });
}

export function entry(root: LimitsReq, leaves: LimitsReq = {}, timestamp = TEN): ScheduleReqEntry {
  return { timestamp, limits_to_root: root, limits_to_leaves: leaves };
}

export function setpoints(setpoint: Omit<NonNullable<ScheduleSetpointEntry['setpoint']>, 'priority' | 'source'>) {
  return [{ timestamp: TEN, setpoint: { priority: 0, source: 'setpoint', ...setpoint } }];
}

export interface NodeShape {
  readonly powerW?: number;
  readonly phases?: number;
  readonly exportA?: number;
}

/** A node with a fuse, in A per phase. */
export function node(
  uuid: string,
  fuseA: number,
  children: EnergyFlowRequest[],
  changes: Partial<EnergyFlowRequest> & { readonly powerW?: number } = {},
): EnergyFlowRequest {
  const { powerW, ...others } = changes;
  const source = `${uuid}/module_config`;
  const limits = (): LimitsReq => ({
    ac_max_current_A: { value: fuseA, source },
    ac_max_phase_count: { value: 3, source },
  });
  const power = powerW === undefined ? {} : { total_power_W: { value: powerW, source: `${uuid}/power` } };
  return {
    uuid,
    node_type: 'Generic',
    children,
    schedule_import: [entry({ ...limits(), ...power }, limits())],
    schedule_export: [entry(limits(), limits())],
    schedule_setpoints: [],
    ...others,
  };
}

/** An EVSE for 6 to `maxA` A on one to three phases, three of them active. */
export function evse(uuid: string, maxA: number, changes: Partial<EnergyFlowRequest> = {}): EnergyFlowRequest {
  return {
    uuid,
    node_type: 'Evse',
    evse_state: 'Charging',
    priority_request: false,
    children: [],
    schedule_import: [evseImport(uuid, maxA)],
    schedule_export: [entry(current(uuid, 0))],
    schedule_setpoints: [],
    ...changes,
  };
}

export function evseImport(
  uuid: string,
  maxA: number,
  changes: LimitsReq = {},
  leaves: LimitsReq = {},
): ScheduleReqEntry {
  const source = `${uuid}/evse_board_support_caps`;
  return entry(
    {
      ac_max_current_A: { value: maxA, source },
      ac_min_current_A: { value: 6, source },
      ac_max_phase_count: { value: 3, source },
      ac_min_phase_count: { value: 1, source },
      ac_supports_changing_phases_during_charging: true,
      ac_number_of_active_phases: 3,
      ...changes,
    },
    leaves,
  );
}

export function current(uuid: string, ampere: number): LimitsReq {
  return { ac_max_current_A: { value: ampere, source: `${uuid}/evse_board_support_caps` } };
}

export function run(
  request: EnergyFlowRequest,
  config: Partial<Config> = {},
  { startMs = TEN_PAST, memories = new Map() as Memories } = {},
): Outcome {
  return optimize(request, settings(config), memories, startMs);
}

/** Values of what is granted right now, by uuid: current, power and phases. */
export function granted({ grants }: Outcome): Record<string, { A?: number; W?: number; phases?: number }> {
  return Object.fromEntries(
    grants.map(({ uuid, limits_root_side: limits }) => [
      uuid,
      {
        ...(limits.ac_max_current_A && { A: limits.ac_max_current_A.value }),
        ...(limits.total_power_W && { W: limits.total_power_W.value }),
        ...(limits.ac_max_phase_count && { phases: limits.ac_max_phase_count.value }),
      },
    ]),
  );
}
