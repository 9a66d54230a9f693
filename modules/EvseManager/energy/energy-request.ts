import type { EnergyFlowRequest, LimitsReq, ScheduleReqEntry } from '#generated/types/energy';
import type { HardwareCapabilities } from '#generated/types/evse_board_support';
import type { Powermeter } from '#generated/types/powermeter';
import { STATE_FACTS, type ChargerState } from '../charger/states.js';

const HOUR_MS = 3_600_000;

export interface EnergyFacts {
  readonly moduleId: string;
  readonly chargeMode: 'AC' | 'DC';
  /** Undefined before the charger has started. */
  readonly state: ChargerState | undefined;
  readonly hardware: HardwareCapabilities;
  /** 0 before the board has told its capabilities. */
  readonly activePhases: number;
  /** Rating of the cable plugged in, A. */
  readonly ampacityA: number | undefined;
  readonly zeroPowerInIdle: boolean;
  readonly usageRoot: Powermeter | undefined;
  readonly usageLeaves: Powermeter | undefined;
  readonly priority: boolean;
  /** Wall clock, ms. */
  readonly now: number;
}

/** States in which the EVSE asks for power although it requests none in idle. */
const needyStates = new Set<ChargerState>([
  'WaitingForAuthentication',
  'PrepareCharging',
  'Charging',
  'ChargingPausedEV',
  'ChargingPausedEVSE',
]);

/** What this EVSE asks the energy tree for. */
export function energyRequest(facts: EnergyFacts): EnergyFlowRequest {
  const { state } = facts;
  const needy =
    facts.chargeMode === 'AC' && (!facts.zeroPowerInIdle || (state !== undefined && needyStates.has(state)));
  return {
    uuid: facts.moduleId,
    node_type: 'Evse',
    priority_request: facts.priority,
    evse_state: state === undefined ? 'Disabled' : STATE_FACTS[state].energy,
    children: [],
    ...(facts.usageRoot && { energy_usage_root: facts.usageRoot }),
    ...(facts.usageLeaves && { energy_usage_leaves: facts.usageLeaves }),
    schedule_import: [needy ? importEntry(facts) : idleEntry(facts, importLimits(facts, ''))],
    schedule_export: [needy ? exportEntry(facts) : idleEntry(facts, exportLimits(facts, boardSource(facts)))],
    schedule_setpoints: [],
  };
}

function importEntry(facts: EnergyFacts): ScheduleReqEntry {
  const root = importLimits(facts, boardSource(facts));
  const { hardware, ampacityA, moduleId } = facts;
  let maximum = { value: hardware.max_current_A_import, source: boardSource(facts) };
  if (ampacityA !== undefined && ampacityA < maximum.value) {
    maximum = { value: ampacityA, source: `${moduleId}/pp_ampacity` };
  }
  if (facts.zeroPowerInIdle && facts.state === 'ChargingPausedEV') {
    maximum = { value: hardware.min_current_A_import, source: boardSource(facts) };
  }
  return {
    timestamp: new Date(facts.now).toISOString(),
    limits_to_leaves: {
      ac_max_current_A: { value: hardware.max_current_A_import, source: `${moduleId} update_max_current_limit` },
    },
    limits_to_root: { ...root, ac_max_current_A: maximum },
  };
}

function exportEntry(facts: EnergyFacts): ScheduleReqEntry {
  const nothing = { value: 0, source: `${facts.moduleId} set_zero_discharge_limit` };
  const root = exportLimits(facts, boardSource(facts));
  const paused = facts.state === 'ChargingPausedEV';
  const pausedLimit = {
    value: facts.hardware.min_current_A_export,
    source: `${facts.moduleId}/evse_board_support_caps_pause`,
  };
  return {
    timestamp: new Date(facts.now).toISOString(),
    limits_to_leaves: { ac_max_current_A: nothing, total_power_W: nothing },
    limits_to_root: paused ? { ...root, ac_max_current_A: pausedLimit } : root,
  };
}

function idleEntry(facts: EnergyFacts, root: LimitsReq): ScheduleReqEntry {
  const nothing = { value: 0, source: 'Idle' };
  return {
    timestamp: new Date(Math.floor(facts.now / HOUR_MS) * HOUR_MS).toISOString(),
    limits_to_leaves: facts.chargeMode === 'AC' ? { ac_max_current_A: nothing } : { total_power_W: nothing },
    limits_to_root: root,
  };
}

function importLimits(facts: EnergyFacts, source: string): LimitsReq {
  const { hardware } = facts;
  return {
    ac_max_current_A: { value: hardware.max_current_A_import, source },
    ac_min_current_A: { value: hardware.min_current_A_import, source },
    ac_max_phase_count: { value: hardware.max_phase_count_import, source },
    ac_min_phase_count: { value: hardware.min_phase_count_import, source },
    ...phaseFacts(facts),
  };
}

function exportLimits(facts: EnergyFacts, source: string): LimitsReq {
  const { hardware } = facts;
  return {
    ac_max_current_A: { value: hardware.max_current_A_export, source },
    ac_min_current_A: { value: hardware.min_current_A_export, source },
    ac_max_phase_count: { value: hardware.max_phase_count_export, source },
    ac_min_phase_count: { value: hardware.min_phase_count_export, source },
    ...phaseFacts(facts),
  };
}

/** No phase is active before the board has spoken; the member is left out then. */
function phaseFacts({ hardware, activePhases }: EnergyFacts): LimitsReq {
  return {
    ac_supports_changing_phases_during_charging: hardware.supports_changing_phases_during_charging,
    ...(activePhases > 0 && { ac_number_of_active_phases: activePhases }),
  };
}

function boardSource({ moduleId }: EnergyFacts): string {
  return `${moduleId}/evse_board_support_caps`;
}
