import type { EnableDisableSource } from '#generated/types/evse_manager';

/** Wishes of the parties to have the EVSE enabled or disabled, the last one of each. */
export type EnableTable = readonly EnableDisableSource[];

const nobody: EnableDisableSource = {
  enable_source: 'Unspecified',
  enable_state: 'Unassigned',
  enable_priority: 10000,
};

export function withWish(table: EnableTable, wish: EnableDisableSource): EnableTable {
  return [...table.filter((row) => row.enable_source !== wish.enable_source), wish];
}

/** The wish that prevails: the lowest priority number, and Disable among equals. */
export function prevailingWish(table: EnableTable): EnableDisableSource {
  let winner = nobody;
  for (const row of table) {
    if (row.enable_state === 'Unassigned') continue;
    const isBetter =
      winner.enable_state === 'Unassigned' ||
      row.enable_priority < winner.enable_priority ||
      (row.enable_priority === winner.enable_priority && row.enable_state === 'Disable');
    if (isBetter) winner = row;
  }
  return winner;
}

export function isEnabled(wish: EnableDisableSource): boolean {
  return wish.enable_state !== 'Disable';
}
