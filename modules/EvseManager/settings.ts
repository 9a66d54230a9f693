import type { EvseManager } from '#generated/modules/EvseManager';
import type { ChargerSettings } from './charger/model.js';
import type { PilotSettings } from './pilot/model.js';

export type EvseConfig = EvseManager['config']['module'];

export function chargerSettings(config: EvseConfig): ChargerSettings {
  return {
    faultPulseMs: config.state_F_after_fault_ms,
    switchPhasesDelayMs: config.switch_3ph1ph_delay_s * 1000,
    switchPhasesPilot: config.switch_3ph1ph_cp_state,
    overCurrentTolerancePercent: config.soft_over_current_tolerance_percent,
    overCurrentNoiseA: config.soft_over_current_measurement_noise_A,
    overCurrentTimeoutMs: config.soft_over_current_timeout_ms,
    failOnMeterErrors: config.fail_on_powermeter_errors,
    raiseAuthorizationTimeout: config.raise_mrec9,
  };
}

export function pilotSettings(config: EvseConfig): PilotSettings {
  return {
    hasVentilation: config.has_ventilation,
    lockInStateB: config.lock_connector_in_state_b,
    unlockWhenDeauthorized: config.unlock_when_deauthorized,
    limitSimplifiedMode: config.hack_simplified_mode_limit_10A,
  };
}
