import { renameSync } from 'node:fs';
import type { Logger } from 'everest-ts';
import { openDatabase, StoreFailed, type Database } from '../../lib/sqlite/index.js';
import { ErrorTable } from './error-table.js';

export interface OpenErrorTable {
  readonly database: Database;
  readonly table: ErrorTable;
}

/** Opens the memory. A file that is no database is put aside and the memory begins anew. */
export async function openErrorTable(path: string, log: Logger): Promise<OpenErrorTable> {
  try {
    return await openOnce(path, log);
  } catch (error) {
    if (!(error instanceof StoreFailed) || error.failure !== 'CORRUPT') throw error;
    const aside = `${path}.corrupt`;
    log.error({ path, aside, err: error }, 'error history is unreadable and was put aside');
    renameSync(path, aside);
    return await openOnce(path, log);
  }
}

async function openOnce(path: string, log: Logger): Promise<OpenErrorTable> {
  const database = await openDatabase(path);
  try {
    const table = new ErrorTable(database);
    if (!table.prepare()) log.warn({ path }, 'error history had other columns and was made anew');
    table.markRebooted();
    return { database, table };
  } catch (error) {
    database.close();
    throw error;
  }
}
