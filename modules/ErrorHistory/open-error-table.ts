import { renameSync } from 'node:fs';
import type { ModuleContext } from 'everest-ts';
import type { ErrorHistory } from '#generated/modules/ErrorHistory';
import { openDatabase, StoreFailed, type Database } from '../../lib/sqlite/index.js';
import { ErrorTable } from './error-table.js';

type Context = Pick<ModuleContext<ErrorHistory>, 'clock' | 'log'>;

export interface OpenErrorTable {
  readonly database: Database;
  readonly table: ErrorTable;
}

/** Opens the memory. A file that is no database is put aside and the memory begins anew. */
export async function openErrorTable(path: string, context: Context): Promise<OpenErrorTable> {
  try {
    return await openOnce(path, context);
  } catch (error) {
    if (!(error instanceof StoreFailed) || error.failure !== 'CORRUPT') throw error;
    const aside = `${path}.corrupt`;
    context.log.error({ path, aside, err: error }, 'error history is unreadable and was put aside');
    renameSync(path, aside);
    return await openOnce(path, context);
  }
}

async function openOnce(path: string, { clock, log }: Context): Promise<OpenErrorTable> {
  const database = await openDatabase(path, { clock });
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
