import { afterAll, describe, expect, test } from '@jest/globals';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, StoreFailed } from '../../../../lib/sqlite/index.js';
import { openNodeEngine } from '../../../../lib/sqlite/node-engine.js';
import { availableEngines } from './engines.js';

const root = mkdtempSync(join(tmpdir(), 'sqlite-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
function newFile(): string {
  count += 1;
  return join(root, String(count), 'deep', 'a.db');
}

const migrations = ['CREATE TABLE T (K TEXT PRIMARY KEY, V INT)'];
const engines = await availableEngines();

function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof StoreFailed ? error.code : `not a StoreFailed: ${String(error)}`;
  }
  return 'nothing was thrown';
}

describe.each(engines)('a database on the %s engine', (engine) => {
  test('keeps what was written, and folders are made', async () => {
    const file = newFile();
    const first = await openDatabase(file, { engine, migrations });
    expect(first.run('INSERT INTO T VALUES (?, ?)', ['a', 1]).changes).toBe(1);
    first.close();

    const second = await openDatabase(file, { engine, migrations });

    expect(second.get('SELECT * FROM T')).toEqual({ K: 'a', V: 1 });
    expect(second.get('SELECT * FROM T WHERE K = ?', ['b'])).toBeUndefined();
    second.close();
  });

  test('a commit is synced to the medium', async () => {
    const database = await openDatabase(newFile(), { engine });

    expect(database.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    expect(database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    database.close();
  });

  test('a transaction that throws leaves nothing, a nested one only its own', async () => {
    const database = await openDatabase(':memory:', { engine, migrations });

    expect(() =>
      database.transaction(() => {
        database.run("INSERT INTO T VALUES ('a', 1)");
        throw new Error('stop');
      }),
    ).toThrow('stop');
    database.transaction(() => {
      database.run("INSERT INTO T VALUES ('b', 1)");
      const inner = failureOf(() => database.transaction(() => database.run("INSERT INTO T VALUES ('b', 2)")));
      expect(inner).toBe('STORE_FAILED');
      database.run("INSERT INTO T VALUES ('c', 1)");
    });

    expect(database.all('SELECT K FROM T ORDER BY K')).toEqual([{ K: 'b' }, { K: 'c' }]);
  });

  test('what is on disk at the moment of a kill is complete, and its lock does not block the next start', async () => {
    const file = newFile();
    const running = await openDatabase(file, { engine, migrations });
    running.run("INSERT INTO T VALUES ('a', 1)");
    const after = newFile();
    cpSync(join(file, '..'), join(after, '..'), { recursive: true });
    const dead = { ...(JSON.parse(readFileSync(`${after}.owner`, 'utf8')) as object), started: 'another boot/1' };
    writeFileSync(`${after}.owner`, JSON.stringify(dead));
    mkdirSync(`${after}.lock`, { recursive: true });

    const next = await openDatabase(after, { engine, migrations });

    expect(next.all('SELECT * FROM T')).toEqual([{ K: 'a', V: 1 }]);
    next.close();
    running.close();
  });

  test('a full disk is told, and nothing of the transaction is stored', async () => {
    const file = newFile();
    const database = await openDatabase(file, { engine, migrations });
    database.get('PRAGMA max_page_count = 4');
    const big = 'x'.repeat(50_000);

    const code = failureOf(() =>
      database.transaction(() => {
        database.run("INSERT INTO T VALUES ('small', 1)");
        database.run('INSERT INTO T VALUES (?, 2)', [big]);
      }),
    );

    expect(code).toBe('STORE_FULL');
    expect(database.all('SELECT * FROM T')).toEqual([]);
    database.get('PRAGMA max_page_count = 1000');
    expect(database.run('INSERT INTO T VALUES (?, 2)', [big]).changes).toBe(1);
    database.close();
  });

  test('many different statements do not pile up', async () => {
    const database = await openDatabase(':memory:', { engine });

    for (let value = 0; value < 300; value += 1) expect(database.get(`SELECT ${value} AS V`)).toEqual({ V: value });
    database.close();
  });

  test('after close every call says so, and the file is free', async () => {
    const file = newFile();
    const database = await openDatabase(file, { engine, migrations });
    database.close();
    database.close();

    expect(failureOf(() => database.run("INSERT INTO T VALUES ('a', 1)"))).toBe('STORE_CLOSED');
    expect(readdirSync(join(file, '..'))).toEqual(['a.db']);
  });

  test('a database of a newer version is refused', async () => {
    const file = newFile();
    (await openDatabase(file, { engine, migrations: [...migrations, 'SELECT 1'] })).close();

    await expect(openDatabase(file, { engine, migrations })).rejects.toThrow(/newer version.*schema 2, known is 1/);
  });

  test('a migration that fails leaves the version before it', async () => {
    const file = newFile();
    const broken = openDatabase(file, { engine, migrations: [...migrations, 'CREATE TABLE U (A); SELECT nonsense'] });
    await expect(broken).rejects.toBeInstanceOf(StoreFailed);

    const database = await openDatabase(file, { engine, migrations });

    expect(database.get('PRAGMA user_version')).toEqual({ user_version: 1 });
    database.close();
  });
});

describe('who may open a file', () => {
  test('a file that is open already, here or in a live process, is STORE_LOCKED and names the file', async () => {
    const file = newFile();
    const first = await openDatabase(file, { migrations });

    await expect(openDatabase(file)).rejects.toMatchObject({ code: 'STORE_LOCKED', path: file, retryable: true });
    first.run("INSERT INTO T VALUES ('a', 1)");

    expect(first.get('SELECT K FROM T')).toEqual({ K: 'a' });
    first.close();
  });

  test.each([
    ['an owner file cut short', '{"pid":'],
    ['a pid that does not run', JSON.stringify({ pid: 2 ** 22 + 1, started: '' })],
    ['the own pid of an earlier boot', JSON.stringify({ pid: process.pid, started: 'earlier/1' })],
  ])('%s does not block', async (_, owner) => {
    const file = newFile();
    (await openDatabase(file, { migrations })).close();
    writeFileSync(`${file}.owner`, owner);
    mkdirSync(`${file}.lock`);

    const database = await openDatabase(file, { migrations });

    expect(database.run("INSERT INTO T VALUES ('a', 1)").changes).toBe(1);
    database.close();
    expect(existsSync(`${file}.owner`)).toBe(false);
  });

  test('a file that is no database is STORE_CORRUPT', async () => {
    const file = newFile();
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, 'this is no database, but long enough to be looked at closely'.repeat(50));

    await expect(openDatabase(file, { migrations })).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    expect(existsSync(`${file}.owner`)).toBe(false);
  });

  test('a folder that cannot be made is STORE_CANNOT_OPEN', async () => {
    const file = newFile();
    mkdirSync(join(file, '..', '..'), { recursive: true });
    writeFileSync(join(file, '..'), 'a file where a folder should be');

    await expect(openDatabase(file)).rejects.toMatchObject({ code: 'STORE_CANNOT_OPEN' });
  });

  test('asking for the engine of Node where there is none says so', async () => {
    const opening = openDatabase(':memory:', { engine: 'node' }).then((database) => database.close());
    const outcome = await opening.then(
      () => 'opened',
      (error: unknown) => (error as StoreFailed).code,
    );

    expect(outcome).toBe(engines.includes('node') ? 'opened' : 'STORE_CANNOT_OPEN');
  });
});

test('the engine of Node is driven with positional parameters and reports changes as a number', () => {
  const calls: unknown[][] = [];
  class DatabaseSync {
    exec(sql: string): void {
      calls.push(['exec', sql]);
    }
    prepare(sql: string): {
      run: (...values: unknown[]) => { changes: bigint };
      get: () => undefined;
      all: () => never[];
    } {
      const run = (...values: unknown[]): { changes: bigint } => {
        calls.push([sql, ...values]);
        return { changes: 2n };
      };
      return { run, get: () => undefined, all: () => [] };
    }
    close(): void {
      calls.push(['close']);
    }
  }

  const engine = openNodeEngine({ DatabaseSync }, ':memory:');
  engine.exec('A');
  const changes = engine.prepare('B').run([1, 'x']);
  engine.close();

  expect(changes).toEqual({ changes: 2 });
  expect(calls).toEqual([['exec', 'A'], ['B', 1, 'x'], ['close']]);
});

test.each([
  ['attempt to write a readonly database', 'STORE_READ_ONLY'],
  ['database is locked', 'STORE_LOCKED'],
  ['unable to open database file', 'STORE_CANNOT_OPEN'],
  ['something else', 'STORE_FAILED'],
])('SQLite says "%s": %s', async (text, code) => {
  const { storeFailed } = await import('../../../../lib/sqlite/translate-error.js');

  expect(storeFailed('/data/a.db', new Error(text))).toMatchObject({ code, message: `/data/a.db: ${text}` });
});
