import type { HardwareCapabilities } from '#generated/types/evse_board_support';
import type { EnergyTransferMode } from '#generated/types/iso15118';

/** AC modes that the board can serve, by its numbers of phases. */
export function acTransferModes(hardware: HardwareCapabilities, offerBidirectional: boolean): EnergyTransferMode[] {
  const least = clamp(hardware.min_phase_count_import, 1, 3);
  const most = clamp(hardware.max_phase_count_import, least, 3);
  const byPhases: readonly EnergyTransferMode[] = ['AC_single_phase_core', 'AC_two_phase', 'AC_three_phase_core'];
  const modes = byPhases.filter((_, index) => index + 1 >= least && index + 1 <= most);
  const canExport = hardware.max_current_A_export > 0 && hardware.max_phase_count_export >= 1;
  return offerBidirectional && canExport ? [...modes, 'AC_BPT'] : modes;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
