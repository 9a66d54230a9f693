import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { silentLogger } from 'everest-ts';
import { stationPaths } from '../../../../modules/OCPP/paths.js';
import { LogBook } from '../../../support/log-book.js';
import { StationKit, writeConfiguration, type StationOptions } from './support/station-kit.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocpp-'));
  writeConfiguration(folder, {});
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(options: StationOptions): Promise<StationKit> {
  return StationKit.start({ folder, booted: false, log: silentLogger, ...options });
}

test('with an unmapped energy sink the start fails', async () => {
  const starting = start({ connections: { evse_energy_sink: 2 }, mappings: { evse_energy_sink: [{ evse: 0 }] } });

  await expect(starting).rejects.toThrow('evse_energy_sink_1: an evse_energy_sink of OCPP needs a mapping');
});

test('without a configuration file the start fails and names it', async () => {
  await expect(start({ config: { ChargePointConfigPath: '/nonexistent/ocpp.json' } })).rejects.toThrow(
    '/nonexistent/ocpp.json',
  );
});

test('with an unreadable user configuration the start fails and names it', async () => {
  writeFileSync(join(folder, 'user_config.json'), '{ not json');

  await expect(start({})).rejects.toThrow('user_config.json');
});

test('with a log folder that cannot be made the start fails', async () => {
  writeFileSync(join(folder, 'file'), '');

  await expect(start({ config: { MessageLogPath: join(folder, 'file', 'logs') } })).rejects.toThrow('MessageLogPath');
});

test('with an unknown backend the start fails', async () => {
  await expect(start({ config: { ConfigBackend: 'cloud' } })).rejects.toThrow('no backend "cloud"');
});

test('a database that cannot be opened ends the module with a clear word', async () => {
  const book = new LogBook();
  mkdirSync(join(folder, 'database'));
  mkdirSync(join(folder, 'database', 'cp001.db'));

  const station = await start({ log: book.logger, database: 'file' });
  await station.boot();

  expect(book.messages('error')).toContain('database of the charge point cannot be used');
  expect(station.kit.failure).toMatchObject({ path: join(folder, 'database', 'cp001.db') });
  expect(station.csms.received).toEqual([]);
  await station.close();
});

test('relative paths are below the share path, absolute ones stay', () => {
  const config = {
    ChargePointConfigPath: 'config-docker.json',
    UserConfigPath: '../user.json',
    DatabasePath: '/var/lib/ocpp',
    MessageLogPath: 'logs',
    DeviceModelDatabasePath: 'model.db',
    DeviceModelConfigPath: 'components',
    DeviceModelDatabaseMigrationPath: 'device_model_migrations',
    DeviceModelConfigMappings: '/etc/mappings.yaml',
  } as Parameters<typeof stationPaths>[0];

  expect(stationPaths(config, '/usr/share/everest/modules/OCPP')).toEqual({
    config: '/usr/share/everest/modules/OCPP/config-docker.json',
    userConfig: '/usr/share/everest/modules/user.json',
    database: '/var/lib/ocpp',
    messageLog: '/usr/share/everest/modules/OCPP/logs',
    schemas: '/usr/share/everest/modules/OCPP/profile_schemas',
    deviceModel: {
      database: '/usr/share/everest/modules/OCPP/model.db',
      components: '/usr/share/everest/modules/OCPP/components',
      mappings: '/etc/mappings.yaml',
      mustExist: {
        DeviceModelConfigPath: '/usr/share/everest/modules/OCPP/components',
        DeviceModelConfigMappings: '/etc/mappings.yaml',
      },
    },
    version: '/usr/share/everest/version_information.txt',
  });
});
