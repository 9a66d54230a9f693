/** What SQLite stores and returns. Integers beyond 2^53 come back as `bigint`. */
export type SqlValue = null | number | bigint | string | Uint8Array;

export type SqlRow = Readonly<Record<string, SqlValue>>;

export interface RunResult {
  /** Rows inserted, changed or deleted by the statement. */
  readonly changes: number;
}

/** One open SQLite database. Every call is synchronous; a call that throws `StoreFailed` has stored nothing. */
export interface Database {
  /** Absolute file name, or `:memory:`. */
  readonly path: string;
  /** Runs statements without parameters, e.g. a schema. */
  exec(sql: string): void;
  run(sql: string, parameters?: readonly SqlValue[]): RunResult;
  get(sql: string, parameters?: readonly SqlValue[]): SqlRow | undefined;
  all(sql: string, parameters?: readonly SqlValue[]): readonly SqlRow[];
  /** Runs `work` in one transaction: all of it is on disk when this returns, none of it when it throws. Nests. */
  transaction<T>(work: () => T): T;
  /** Ends the use of the file. May be called again. */
  close(): void;
}
