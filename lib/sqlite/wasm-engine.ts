import type { RunResult, SqlRow, SqlValue } from './database.js';
import type { Engine, EngineStatement } from './engine.js';

interface WasmStatement {
  run(parameters: SqlValue[]): { readonly changes: number };
  all(parameters: SqlValue[]): readonly SqlRow[];
  finalize(): void;
}

interface WasmDatabase {
  exec(sql: string): void;
  prepare(sql: string): WasmStatement;
  close(): void;
}

/** What `import('node-sqlite3-wasm')` yields. */
export interface WasmSqlite {
  readonly Database: new (path: string) => WasmDatabase;
}

/** SQLite as WebAssembly, for a Node without its own. Its lock is a folder `<file>.lock` that outlives a killed process. */
export function openWasmEngine({ Database }: WasmSqlite, path: string): Engine {
  const database = new Database(path);
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => wrap(database.prepare(sql)),
    close: () => database.close(),
  };
}

function wrap(statement: WasmStatement): EngineStatement {
  const run = (parameters: readonly SqlValue[]): RunResult => ({ changes: statement.run([...parameters]).changes });
  return {
    run,
    // The build's own `get` leaves the statement open, which keeps transactions from ending.
    get: (parameters) => statement.all([...parameters])[0],
    all: (parameters) => statement.all([...parameters]),
    close: () => statement.finalize(),
  };
}
