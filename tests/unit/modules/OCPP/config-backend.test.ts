import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLogger } from 'everest-ts';
import { readCustomMappings } from '../../../../modules/OCPP/custom-mappings.js';
import { LogBook } from '../../../support/log-book.js';
import { StationKit, writeConfiguration, type StationOptions } from './support/station-kit.js';

let folder = '';
/** Where relative paths start. */
let share = '';
let station: StationKit | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocpp-'));
  share = join(folder, 'modules', 'OCPP');
  mkdirSync(share, { recursive: true });
  writeConfiguration(folder, {});
});

afterEach(async () => {
  await station?.close();
  station = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(config: NonNullable<StationOptions['config']>, more: StationOptions = {}): Promise<StationKit> {
  station = await StationKit.start({ folder, log: silentLogger, config, ...more });
  return station;
}

const withMigration = { ConfigBackend: 'device_model_with_migration' };

async function keyOf(running: StationKit, key: string): Promise<unknown> {
  const { configuration_keys: keys } = await running.kit.call('main', 'get_configuration_key', { keys: [key] });
  return keys[0]?.value;
}

describe('module-ocpp §2 · ConfigBackend', () => {
  test('device_model_with_migration takes the JSON files once and keeps changes in its database', async () => {
    const first = await start(withMigration);
    expect(await first.csms.call('ChangeConfiguration', { key: 'ConnectionTimeOut', value: '20' })).toEqual({
      status: 'Accepted',
    });
    await first.close();
    rmSync(join(folder, 'ocpp-config.json'));

    const next = await start(withMigration);

    expect(await keyOf(next, 'ConnectionTimeOut')).toBe('20');
    expect(existsSync(join(share, 'device_model_storage.db'))).toBe(true);
  });

  test('DeviceModelDatabasePath says where the database is, device_model uses it without JSON files', async () => {
    const DeviceModelDatabasePath = 'data/model.db';
    await (await start({ ...withMigration, DeviceModelDatabasePath })).close();
    rmSync(join(folder, 'ocpp-config.json'));

    const next = await start({ ConfigBackend: 'device_model', DeviceModelDatabasePath });

    expect(existsSync(join(share, 'data', 'model.db'))).toBe(true);
    expect(await keyOf(next, 'HeartbeatInterval')).toBe('3600');
    expect(await keyOf(next, 'NumberOfConnectors')).toBe('2');
  });

  test('Ocpp16NetworkConfigSlot is the slot of the connection', async () => {
    const running = await start({ ...withMigration, Ocpp16NetworkConfigSlot: 4 });

    expect(await keyOf(running, 'ChargePointId')).toBe('cp001');
    await running.close();
    await expect(start({ ...withMigration, Ocpp16NetworkConfigSlot: -1 })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('Ocpp16NetworkConfigSlot') },
    });
  });

  test('with slot 0 the integrity check fails, as there is no connection', async () => {
    await expect(start({ ...withMigration, Ocpp16NetworkConfigSlot: 0 })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('Internal.CentralSystemURI') },
    });
  });

  test('DeviceModelConfigPath has component files whose values are defaults', async () => {
    mkdirSync(join(share, 'components'));
    const attributes = [{ type: 'Actual', mutability: 'ReadWrite', value: 7 }];
    const properties = { Ping: { variable_name: 'WebSocketPingInterval', attributes } };
    writeFileSync(join(share, 'components', 'Comm.json'), JSON.stringify({ name: 'OCPPCommCtrlr', properties }));

    const running = await start({ ...withMigration, DeviceModelConfigPath: 'components' });

    expect(await keyOf(running, 'WebSocketPingInterval')).toBe('7');
  });

  test('DeviceModelConfigMappings adds keys of the operator', async () => {
    mkdirSync(join(share, 'component_config'));
    const properties = { a: { variable_name: 'Label', attributes: [{ mutability: 'ReadWrite', value: 'Station' }] } };
    writeFileSync(join(share, 'component_config', 'Display.json'), JSON.stringify({ name: 'Display', properties }));
    writeFileSync(
      join(share, 'mappings.yaml'),
      'mappings:\n  - ocpp16_key: Label\n    component: { name: Display }\n    variable: { name: Label }\n',
    );

    const running = await start({ ...withMigration, DeviceModelConfigMappings: 'mappings.yaml' });

    expect(await keyOf(running, 'Label')).toBe('Station');
    expect(await running.csms.call('ChangeConfiguration', { key: 'Label', value: 'Mine' })).toEqual({
      status: 'Accepted',
    });
    expect(await keyOf(running, 'Label')).toBe('Mine');
  });

  test.each(['DeviceModelConfigPath', 'DeviceModelDatabaseMigrationPath', 'DeviceModelConfigMappings'])(
    'a %s that is named has to exist',
    async (key) => {
      await expect(start({ ...withMigration, [key]: 'nowhere' })).rejects.toMatchObject({
        cause: { message: `${key}: ${join(share, 'nowhere')} does not exist` },
      });
    },
  );

  test('device_model without a filled database fails and names what is missing', async () => {
    await expect(start({ ConfigBackend: 'device_model' })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('Core.HeartbeatInterval: is missing') },
    });
  });

  test('with EnableDeviceModelFallbackToLegacyJson the JSON files are used, and no database is left', async () => {
    const book = new LogBook();
    const config = { ConfigBackend: 'device_model', EnableDeviceModelFallbackToLegacyJson: true };

    const running = await start(config, { log: book.logger });

    expect(await keyOf(running, 'HeartbeatInterval')).toBe('3600');
    expect(book.messages('warn')).toContain(
      'device model cannot be used, the configuration is read from the JSON files',
    );
    expect(existsSync(join(share, 'device_model_storage.db'))).toBe(false);
  });

  test('with legacy the fallback means nothing, which is told', async () => {
    const book = new LogBook();

    await start({ EnableDeviceModelFallbackToLegacyJson: true }, { log: book.logger });

    expect(book.messages('warn')).toEqual([
      'EnableDeviceModelFallbackToLegacyJson means nothing with the backend legacy',
    ]);
  });
});

describe('DeviceModelConfigMappings', () => {
  test('names instances where there are some', async () => {
    const path = join(folder, 'mappings.yaml');
    writeFileSync(
      path,
      'mappings: [{ocpp16_key: A, component: {name: C, instance: one}, variable: {name: V, instance: two}}]',
    );

    expect(await readCustomMappings(path)).toEqual([
      { key: 'A', component: 'C', componentInstance: 'one', variable: 'V', instance: 'two' },
    ]);
  });

  test.each([
    ['mappings: 1', 'has no list "mappings"'],
    ['mappings: [{ocpp16_key: A, component: {name: C}}]', 'mappings[0] needs'],
    ['mappings: [', 'mappings.yaml'],
    ['', 'has no list "mappings"'],
  ])('%s is refused', async (text, message) => {
    const path = join(folder, 'mappings.yaml');
    writeFileSync(path, text);

    await expect(readCustomMappings(path)).rejects.toThrow(message);
  });
});
