import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Clock } from '../clock/clock.js';
import { errorText } from '../errors/everest-error.js';
import type { Database } from './database.js';
import type { Engine } from './engine.js';
import { takeOwnership } from './file-owner.js';
import { migrate } from './migrate.js';
import type { Migration } from './migrate.js';
import { openNodeEngine } from './node-engine.js';
import type { NodeSqlite } from './node-engine.js';
import { SqliteDatabase } from './sqlite-database.js';
import { StoreFailed } from './store-failed.js';
import { storeFailed } from './translate-error.js';
import { openWasmEngine } from './wasm-engine.js';

/** `auto` prefers the SQLite of Node itself and falls back to the WebAssembly build. */
export type SqliteEngine = 'auto' | 'node' | 'wasm';

export interface OpenDatabaseOptions {
  readonly migrations?: readonly Migration[];
  readonly engine?: SqliteEngine;
  /** With it a file in use is waited for: the processes of a killed system take a moment to be gone. */
  readonly clock?: Clock;
}

type OpenEngine = (path: string) => Engine;

const MEMORY = ':memory:';

/** How long another process may take to let go of a file, and how often to look, in ms. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 50;

/** Opens or creates a database (folders too). A file can be open once at a time, in one process. */
export async function openDatabase(path: string, options: OpenDatabaseOptions = {}): Promise<Database> {
  const file = path === MEMORY ? MEMORY : resolve(path);
  const { clock, engine = 'auto', migrations } = options;
  const openEngine = await findEngine(file, engine);
  const release = file === MEMORY ? (): void => undefined : await prepareFile(file, clock);
  let database: SqliteDatabase;
  try {
    database = new SqliteDatabase(file, openEngine(file), release);
  } catch (error) {
    release();
    throw storeFailed(file, error);
  }
  try {
    if (file !== MEMORY) makeDurable(database);
    if (migrations !== undefined) migrate(database, migrations);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * A commit is on the medium when it returns. Exclusive locking comes first: it lets the WebAssembly build, which
 * has no shared memory, use the write-ahead log.
 */
function makeDurable(database: Database): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  database.get('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
}

async function prepareFile(file: string, clock: Clock | undefined): Promise<() => void> {
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch (error) {
    throw new StoreFailed(file, 'CANNOT_OPEN', errorText(error), error);
  }
  const untilMs = (clock?.monotonic() ?? 0) + PATIENCE_MS;
  for (;;) {
    try {
      return takeOwnership(file);
    } catch (error) {
      if (clock === undefined || clock.monotonic() >= untilMs || !isInUse(error)) throw error;
    }
    await clock.sleep(LOOK_AGAIN_MS);
  }
}

function isInUse(error: unknown): boolean {
  return error instanceof StoreFailed && error.failure === 'LOCKED';
}

async function findEngine(file: string, engine: SqliteEngine): Promise<OpenEngine> {
  const builtIn = engine === 'wasm' ? undefined : builtInSqlite();
  if (builtIn !== undefined) return (path) => openNodeEngine(builtIn, path);
  if (engine === 'node') throw new StoreFailed(file, 'CANNOT_OPEN', 'this Node has no SQLite of its own');
  const wasm = await import('node-sqlite3-wasm');
  // Queries without `expand` yield plain rows.
  return (path) => openWasmEngine((wasm.default ?? wasm) as unknown as Parameters<typeof openWasmEngine>[0], path);
}

/** `undefined` where the running Node has no `node:sqlite`, or hides it behind a flag. */
function builtInSqlite(): NodeSqlite | undefined {
  const find: unknown = Reflect.get(process, 'getBuiltinModule');
  if (typeof find !== 'function') return undefined;
  return Reflect.apply(find, process, ['node:sqlite']) as NodeSqlite | undefined;
}
