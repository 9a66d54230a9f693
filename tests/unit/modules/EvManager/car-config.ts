import type { CarConfig } from '../../../../modules/EvManager/car.js';

/** The defaults of the manifest. */
export function carConfig(changes: Partial<CarConfig> = {}): CarConfig {
  return {
    connector_id: 1,
    auto_enable: false,
    auto_exec: false,
    auto_exec_infinite: false,
    auto_exec_commands: '',
    ac_nominal_voltage: 230,
    dc_max_current_limit: 300,
    dc_max_power_limit: 150_000,
    dc_max_voltage_limit: 900,
    dc_energy_capacity: 60_000,
    dc_target_current: 5,
    dc_target_voltage: 200,
    support_sae_j2847: false,
    dc_discharge_max_current_limit: 300,
    dc_discharge_max_power_limit: 150_000,
    dc_discharge_target_current: 5,
    dc_discharge_v2g_minimal_soc: 20,
    max_current: 16,
    three_phases: true,
    departure_time: 86_400,
    e_amount: 0,
    soc: 30,
    keep_cross_boot_plugin_state: false,
    plugin_commands: '',
    force_payment_option: false,
    ...changes,
  };
}
