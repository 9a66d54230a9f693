import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startModule, type ModuleKit } from 'everest-ts/testing';
import type { PersistentStore } from '#generated/modules/PersistentStore';
import { openDatabase } from '../../../../lib/sqlite/index.js';
import persistentStore from '../../../../modules/PersistentStore/index.js';

let folder = '';
let kits: ModuleKit<PersistentStore>[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  kits = [];
});

afterEach(async () => {
  for (const kit of kits) await kit.close();
  rmSync(folder, { recursive: true });
});

async function start(path = join(folder, 'sub', 'store.db')): Promise<ModuleKit<PersistentStore>> {
  const kit = await startModule<PersistentStore>('PersistentStore', persistentStore, {
    config: { module: { sqlite_db_file_path: path } },
  });
  kits.push(kit);
  return kit;
}

/** A null result and no result are the same on the wire. */
async function loadOf(kit: ModuleKit<PersistentStore>, key: string): Promise<unknown> {
  return (await kit.call('main', 'load', { key })) ?? null;
}

describe('PersistentStore', () => {
  test('keeps values over a restart and creates the folder', async () => {
    const first = await start();
    await first.call('main', 'store', { key: 'Auth.list', value: [{ evse_id: 1 }] });
    await first.close();

    const second = await start();

    await expect(second.call('main', 'load', { key: 'Auth.list' })).resolves.toEqual([{ evse_id: 1 }]);
  });

  test('replaces a value and its type', async () => {
    const kit = await start();
    await kit.call('main', 'store', { key: 'k', value: 1 });

    await kit.call('main', 'store', { key: 'k', value: 'one' });

    await expect(kit.call('main', 'load', { key: 'k' })).resolves.toBe('one');
  });

  test('a missing key loads as null and does not exist, also after loading it', async () => {
    const kit = await start();

    await expect(loadOf(kit, 'k')).resolves.toBeNull();
    await expect(kit.call('main', 'exists', { key: 'k' })).resolves.toBe(false);
  });

  test('a stored null exists', async () => {
    const kit = await start();

    await kit.call('main', 'store', { key: 'k', value: null });

    await expect(kit.call('main', 'exists', { key: 'k' })).resolves.toBe(true);
    await expect(loadOf(kit, 'k')).resolves.toBeNull();
  });

  test('a deleted key is gone, and deleting an unknown one does nothing', async () => {
    const kit = await start();
    await kit.call('main', 'store', { key: 'k', value: true });

    await kit.call('main', 'delete', { key: 'k' });
    await kit.call('main', 'delete', { key: 'k' });

    await expect(kit.call('main', 'exists', { key: 'k' })).resolves.toBe(false);
  });

  test('a key with other characters is refused', async () => {
    const kit = await start();

    const call = kit.call('main', 'store', { key: "k'; DROP TABLE KVS", value: 1 });

    await expect(call).rejects.toMatchObject({ type: 'SchemaValidationError' });
  });

  test('reads what upstream wrote', async () => {
    const path = join(folder, 'upstream.db');
    const database = await openDatabase(path);
    database.exec(`CREATE TABLE KVS (KEY TEXT UNIQUE, VALUE TEXT, TYPE TEXT);
      INSERT INTO KVS VALUES ('d', '0.500000', 'double'), ('o', '{"a":1}', 'Object'), ('n', NULL, 'nullptr_t')`);
    database.close();

    const kit = await start(path);

    await expect(kit.call('main', 'load', { key: 'd' })).resolves.toBe(0.5);
    await expect(kit.call('main', 'load', { key: 'o' })).resolves.toEqual({ a: 1 });
    await expect(loadOf(kit, 'n')).resolves.toBeNull();
  });

  test('writes what upstream reads', async () => {
    const kit = await start();
    await kit.call('main', 'store', { key: 'd', value: 0.5 });
    await kit.close();

    const database = await openDatabase(join(folder, 'sub', 'store.db'));
    const rows = database.all('SELECT KEY, VALUE, TYPE FROM KVS');
    database.close();

    expect(rows).toEqual([{ KEY: 'd', VALUE: '0.500000', TYPE: 'double' }]);
  });

  test('a database that cannot be opened stops the start', async () => {
    await expect(start(folder)).rejects.toThrow();
  });
});
