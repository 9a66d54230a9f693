import { EverestError } from 'everest-ts';
import type { EnergyManager } from '#generated/modules/EnergyManager';

type Config = EnergyManager['config']['module'];

/** What the optimiser may do about the number of phases while a car charges. */
export interface PhaseSwitching {
  /** `Oneway` never returns to the larger number of phases by itself. */
  readonly mode: Config['switch_3ph1ph_while_charging_mode'];
  /** 0 sets no limit. */
  readonly maxSwitches: number;
  /** What counts once a session has no switches left. */
  readonly whenExhausted: Config['switch_3ph1ph_switch_limit_stickyness'];
  /** W above the minimum that lead back to the larger number of phases. */
  readonly powerHysteresisW: number;
  /** For how long they have to be there; 0 does not wait. */
  readonly timeHysteresisS: number;
}

export interface OptimizerSettings {
  /** Phase to neutral, V. */
  readonly voltageV: number;
  readonly sliceA: number;
  readonly sliceW: number;
  /** Length of a regular slot. */
  readonly slotMs: number;
  /** How many regular slots a run looks ahead. */
  readonly slotCount: number;
  /** Validity of grants, s. */
  readonly validForS: number;
  readonly switching: PhaseSwitching;
}

class SettingUnusable extends EverestError {
  constructor(name: string, value: number) {
    super('CFG_ENERGY_MANAGER', `${name} is ${value}, it has to be above 0`);
  }
}

/** Throws where a value would keep the optimiser from ending or from selling anything. */
export function optimizerSettings(config: Config): OptimizerSettings {
  const positive = [
    'nominal_ac_voltage',
    'update_interval',
    'schedule_interval_duration',
    'slice_ampere',
    'slice_watt',
  ] as const;
  for (const name of positive) {
    if (!(config[name] > 0)) throw new SettingUnusable(name, config[name]);
  }
  return {
    voltageV: Math.fround(config.nominal_ac_voltage),
    sliceA: Math.fround(config.slice_ampere),
    sliceW: Math.fround(config.slice_watt),
    slotMs: config.schedule_interval_duration * 60_000,
    slotCount: Math.floor((config.schedule_total_duration * 60) / config.schedule_interval_duration),
    validForS: config.update_interval * 10,
    switching: phaseSwitching(config),
  };
}

function phaseSwitching(config: Config): PhaseSwitching {
  return {
    mode: config.switch_3ph1ph_while_charging_mode,
    maxSwitches: config.switch_3ph1ph_max_nr_of_switches_per_session,
    whenExhausted: config.switch_3ph1ph_switch_limit_stickyness,
    powerHysteresisW: config.switch_3ph1ph_power_hysteresis_W,
    timeHysteresisS: config.switch_3ph1ph_time_hysteresis_s,
  };
}
