import type { Database, RunResult, SqlRow, SqlValue } from './database.js';
import type { Engine, EngineStatement } from './engine.js';
import { StoreFailed } from './store-failed.js';
import { storeFailed } from './translate-error.js';

const MAX_CACHED_STATEMENTS = 100;

/** A database on either SQLite build: statement cache, nested transactions, errors with the file name. */
export class SqliteDatabase implements Database {
  readonly path: string;
  readonly #engine: Engine;
  readonly #closed: () => void;
  readonly #statements = new Map<string, EngineStatement>();
  #depth = 0;
  #isOpen = true;

  /** `closed` runs once, after the file is closed. */
  constructor(path: string, engine: Engine, closed: () => void) {
    this.path = path;
    this.#engine = engine;
    this.#closed = closed;
  }

  exec(sql: string): void {
    this.#attempt(() => this.#engine.exec(sql));
  }

  run(sql: string, parameters: readonly SqlValue[] = []): RunResult {
    return this.#query(sql, (statement) => statement.run(parameters));
  }

  get(sql: string, parameters: readonly SqlValue[] = []): SqlRow | undefined {
    return this.#query(sql, (statement) => statement.get(parameters));
  }

  all(sql: string, parameters: readonly SqlValue[] = []): readonly SqlRow[] {
    return this.#query(sql, (statement) => statement.all(parameters));
  }

  transaction<T>(work: () => T): T {
    const savepoint = this.#depth === 0 ? undefined : `nested_${this.#depth}`;
    this.exec(savepoint === undefined ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${savepoint}`);
    this.#depth += 1;
    try {
      const result = work();
      this.exec(savepoint === undefined ? 'COMMIT' : `RELEASE ${savepoint}`);
      return result;
    } catch (error) {
      this.#rollBack(savepoint);
      throw error;
    } finally {
      this.#depth -= 1;
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      for (const statement of this.#statements.values()) statement.close();
      this.#engine.close();
    } finally {
      this.#closed();
    }
  }

  /** SQLite ends a transaction by itself after some errors; then there is nothing left to undo. */
  #rollBack(savepoint: string | undefined): void {
    try {
      this.#engine.exec(savepoint === undefined ? 'ROLLBACK' : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
    } catch {
      // the error that led here is the one to report
    }
  }

  /** A statement that failed is not used again: the WebAssembly build cannot reset it. */
  #query<T>(sql: string, use: (statement: EngineStatement) => T): T {
    return this.#attempt(() => {
      const statement = this.#prepare(sql);
      try {
        return use(statement);
      } catch (error) {
        this.#statements.delete(sql);
        closeQuietly(statement);
        throw error;
      }
    });
  }

  #prepare(sql: string): EngineStatement {
    const cached = this.#statements.get(sql);
    if (cached !== undefined) return cached;
    const statement = this.#engine.prepare(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > MAX_CACHED_STATEMENTS) this.#dropOldest();
    return statement;
  }

  #dropOldest(): void {
    for (const [sql, statement] of this.#statements) {
      this.#statements.delete(sql);
      statement.close();
      return;
    }
  }

  #attempt<T>(work: () => T): T {
    if (!this.#isOpen) throw new StoreFailed(this.path, 'CLOSED', 'database is closed');
    try {
      return work();
    } catch (error) {
      throw storeFailed(this.path, error);
    }
  }
}

/** Ending a failed statement reports its error a second time. */
function closeQuietly(statement: EngineStatement): void {
  try {
    statement.close();
  } catch {
    // the first report is on its way
  }
}
