import { defineModule } from 'everest-ts';
import type { ErrorHistory } from '#generated/modules/ErrorHistory';
import { ErrorRecorder } from './error-recorder.js';
import { openErrorTable } from './open-error-table.js';

/** Remembers the errors of all modules in an SQLite database. */
export default defineModule<ErrorHistory>(async ({ clock, config, provides, globalErrors, log }) => {
  const { database_path: path } = config.implementations.error_history;
  const { database, table } = await openErrorTable(path, { clock, log });
  const recorder = new ErrorRecorder(table, log);

  provides.error_history.implement({
    get_errors: ({ filters }) => recorder.find(filters),
  });
  globalErrors.onAny({
    raised: (error) => recorder.raised(error),
    cleared: (error) => recorder.cleared(error),
  });

  return {
    shutdown() {
      database.close();
    },
  };
});
