import type { YetiSimulator } from '#generated/modules/YetiSimulator';
import type { HardwareCapabilities } from '#generated/types/evse_board_support';

/** What this board tells of itself; only the import limits are configurable. */
export function capabilitiesOf(config: YetiSimulator['config']['module']): HardwareCapabilities {
  return {
    max_current_A_import: config.max_current_A_import,
    min_current_A_import: config.min_current_A_import,
    max_phase_count_import: 3,
    min_phase_count_import: 1,
    max_current_A_export: 16,
    min_current_A_export: 0,
    max_phase_count_export: 3,
    min_phase_count_export: 1,
    supports_changing_phases_during_charging: true,
    supports_cp_state_E: false,
    connector_type: 'IEC62196Type2Cable',
  };
}
