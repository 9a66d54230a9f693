import type { RunResult, SqlRow, SqlValue } from './database.js';
import type { Engine, EngineStatement } from './engine.js';

/** The part of `node:sqlite` in use; its types are missing where Node has no such module. */
interface NodeStatement {
  run(...parameters: readonly SqlValue[]): { readonly changes: number | bigint };
  get(...parameters: readonly SqlValue[]): SqlRow | undefined;
  all(...parameters: readonly SqlValue[]): readonly SqlRow[];
}

interface NodeDatabase {
  exec(sql: string): void;
  prepare(sql: string): NodeStatement;
  close(): void;
}

/** What `import('node:sqlite')` yields. */
export interface NodeSqlite {
  readonly DatabaseSync: new (path: string) => NodeDatabase;
}

/** SQLite as built into Node (22.5 and later). */
export function openNodeEngine({ DatabaseSync }: NodeSqlite, path: string): Engine {
  const database = new DatabaseSync(path);
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => wrap(database.prepare(sql)),
    close: () => database.close(),
  };
}

function wrap(statement: NodeStatement): EngineStatement {
  const run = (parameters: readonly SqlValue[]): RunResult => ({
    changes: Number(statement.run(...parameters).changes),
  });
  return {
    run,
    get: (parameters) => statement.get(...parameters),
    all: (parameters) => statement.all(...parameters),
    close: () => undefined,
  };
}
