import { StoreFailed, type Database } from '../../lib/sqlite/index.js';
import { columnsOf } from './prepare-tables.js';

/** The column of `MODULE_CONFIG_ACCESS` that says whose configuration a right is about: the one that is nothing else. */
export function otherModuleColumn(database: Database): string {
  const names = [...columnsOf(database, `MODULE_CONFIG_ACCESS`)];
  const others = names.filter((name) => !/^(CONFIG_ID|MODULE_ID|ALLOW_.*)$/.test(name));
  const [name] = others;
  if (name !== undefined && others.length === 1) return name;
  throw new StoreFailed(database.path, 'FAILED', 'table MODULE_CONFIG_ACCESS has no column for the other module');
}
