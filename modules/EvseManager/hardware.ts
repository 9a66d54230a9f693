import type { HardwareCapabilities } from '#generated/types/evse_board_support';

/** What is assumed until the board has told what it can do. */
export const unknownHardware: HardwareCapabilities = {
  max_current_A_import: 0,
  min_current_A_import: 0,
  max_phase_count_import: 1,
  min_phase_count_import: 0,
  max_current_A_export: 0,
  min_current_A_export: 0,
  max_phase_count_export: 0,
  min_phase_count_export: 0,
  supports_changing_phases_during_charging: false,
  supports_cp_state_E: false,
  connector_type: 'IEC62196Type2Cable',
};

/** Active phases after new capabilities: all of them at first, and never more than there are. */
export function activePhasesWith(capabilities: HardwareCapabilities, activePhases: number): number {
  if (activePhases === 0) return capabilities.max_phase_count_import;
  return activePhases > capabilities.max_phase_count_import ? capabilities.min_phase_count_import : activePhases;
}
