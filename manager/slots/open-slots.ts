import type { Clock } from '../../lib/clock/clock.js';
import { openDatabase } from '../../lib/sqlite/index.js';
import { prepareTables } from './prepare-tables.js';
import { Slots } from './slots.js';

export interface OpenSlotsOptions {
  readonly clock: Clock;
  /** Whether to wait for another process to let go of the file: those of a killed system take a moment. */
  readonly patient: boolean;
}

/** Opens or makes a configuration database. Throws `StoreFailed` where the file cannot be used. */
export async function openSlots(path: string, { clock, patient }: OpenSlotsOptions): Promise<Slots> {
  const database = await openDatabase(path, patient ? { clock } : {});
  try {
    prepareTables(database);
    return new Slots(database, clock);
  } catch (error) {
    database.close();
    throw error;
  }
}
