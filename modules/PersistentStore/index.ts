import { defineModule } from 'everest-ts';
import type { PersistentStore } from '#generated/modules/PersistentStore';
import { openDatabase } from '../../lib/sqlite/index.js';
import { GuardedValues } from './guarded-values.js';
import { ValueTable } from './value-table.js';

/** Keeps values in an SQLite database. A database that cannot be opened stops the start. */
export default defineModule<PersistentStore>(async ({ clock, config, provides, log }) => {
  const database = await openDatabase(config.module.sqlite_db_file_path, { clock });
  const values = new GuardedValues(new ValueTable(database), log);
  log.debug({ path: database.path }, 'store opened');

  provides.main.implement({
    store: ({ key, value }) => values.store(key, value),
    load: ({ key }) => values.load(key),
    delete: ({ key }) => values.delete(key),
    exists: ({ key }) => values.exists(key),
  });

  return {
    shutdown() {
      database.close();
    },
  };
});
