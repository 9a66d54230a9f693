import type { Database } from './database.js';
import { StoreFailed } from './store-failed.js';

/** SQL that brings a database from the version before to this one. */
export type Migration = string;

/** Runs what is missing, each with its version number in one transaction. `migrations[0]` leads to version 1. */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  const version = userVersion(database);
  if (version > migrations.length) {
    const reason = `made by a newer version of this software (schema ${version}, known is ${migrations.length})`;
    throw new StoreFailed(database.path, 'FAILED', reason);
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    database.transaction(() => {
      database.exec(migration);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
}

function userVersion(database: Database): number {
  return Number(database.get('PRAGMA user_version')?.['user_version'] ?? 0);
}
