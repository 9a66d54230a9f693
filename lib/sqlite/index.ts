export type { Database, RunResult, SqlRow, SqlValue } from './database.js';
export { openDatabase } from './open-database.js';
export type { OpenDatabaseOptions, SqliteEngine } from './open-database.js';
export { migrate } from './migrate.js';
export type { Migration } from './migrate.js';
export { StoreFailed } from './store-failed.js';
export type { StoreFailure } from './store-failed.js';
