import type { RunResult, SqlRow, SqlValue } from './database.js';

/** A prepared statement of one of the SQLite builds. */
export interface EngineStatement {
  run(parameters: readonly SqlValue[]): RunResult;
  get(parameters: readonly SqlValue[]): SqlRow | undefined;
  all(parameters: readonly SqlValue[]): readonly SqlRow[];
  close(): void;
}

/** The little that is needed of a SQLite build. Errors are thrown as the build throws them. */
export interface Engine {
  exec(sql: string): void;
  prepare(sql: string): EngineStatement;
  close(): void;
}
