import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Configuration } from '../../../../../lib/ocpp16/configuration/index.js';
import { openDatabase } from '../../../../../lib/sqlite/index.js';
import { LogBook } from '../../../../support/log-book.js';
import { minimalConfig } from './config-bench.js';
import { DeviceModelBench, variable } from './device-model-bench.js';

interface Row {
  readonly profile: string;
  readonly key: string;
  readonly access: string;
  readonly present: unknown;
}

const rows = JSON.parse(
  readFileSync(new URL('../../../../fixtures/ocpp16/configuration-keys.json', import.meta.url), 'utf8'),
) as readonly Row[];

function everything(): Record<string, Record<string, unknown>> {
  const document: Record<string, Record<string, unknown>> = {};
  for (const { key, present, profile } of rows) document[profile] = { ...document[profile], [key]: present };
  return document;
}

let bench: DeviceModelBench;
beforeEach(() => {
  bench = new DeviceModelBench();
});
afterEach(() => bench.remove());

const valueOf = (configuration: Configuration, key: string): string | undefined =>
  configuration.getConfiguration([key]).configurationKey?.[0]?.value;

describe('migration', () => {
  test('GetConfiguration shows the same as with JSON files, for every key', async () => {
    const document = everything();
    bench.folder.writeMain(document);
    const fromFiles = await bench.folder.load();

    const configuration = await bench.open(bench.migration());

    // This one can be changed here.
    const expected = fromFiles
      .getConfiguration()
      .configurationKey!.map((shown) => (shown.key === 'CentralSystemURI' ? { ...shown, readonly: false } : shown));
    expect(configuration.getConfiguration().configurationKey).toEqual(expected);
    expect(configuration.profiles).toEqual(fromFiles.profiles);
    expect(configuration.get('AuthorizationKey')).toBe('AABBCCDDEEFFGGHH');
  });

  test('happens once: later starts do not look at the JSON files', async () => {
    await bench.migrated(minimalConfig());
    bench.end();
    bench.folder.writeMain('no JSON any more');

    const configuration = await bench.open(bench.migration());

    expect(configuration.get('HeartbeatInterval')).toBe(86400);
  });

  test('takes changes of the user file along', async () => {
    bench.folder.writeUser({ Core: { HeartbeatInterval: 77 } });

    expect((await bench.migrated(minimalConfig())).get('HeartbeatInterval')).toBe(77);
  });

  test('values go before those of the component files', async () => {
    bench.writeComponent('OCPPCommCtrlr', [variable('HeartbeatInterval', 5), variable('WebSocketPingInterval', 9)]);

    const configuration = await bench.migrated(minimalConfig());

    expect(configuration.get('HeartbeatInterval')).toBe(86400);
    expect(configuration.get('WebSocketPingInterval')).toBe(9);
  });

  test('an invalid JSON configuration keeps the charge point from starting, and leaves no database', async () => {
    bench.folder.writeMain({ ...minimalConfig(), Core: {} });

    await expect(bench.open(bench.migration())).rejects.toThrow('Core.HeartbeatInterval');
    expect(existsSync(bench.databasePath)).toBe(false);
  });

  test('with slot 0 the connection is left out', async () => {
    bench.writeComponent(
      'NetworkConfiguration',
      [variable('OcppCsmsUrl', 'other:1'), variable('SecurityProfile', 0)],
      '1',
    );
    bench.writeComponent('SecurityCtrlr', [
      variable('Identity', 'fallback'),
      variable('BasicAuthPassword', 'password'),
    ]);

    const configuration = await bench.migrated(minimalConfig(), 0);

    expect(configuration.get('CentralSystemURI')).toBe('other:1');
    expect(configuration.get('ChargePointId')).toBe('fallback');
    expect(configuration.get('AuthorizationKey')).toBe('password');
  });

  test.each([
    ['AllowOfflineTxForUnknownId', 'AuthCtrlr', 'OfflineTxForUnknownIdEnabled', 'true'],
    ['AuthorizeRemoteTxRequests', 'AuthCtrlr', 'AuthorizeRemoteStart', 'true'],
    ['ConnectionTimeOut', 'TxCtrlr', 'EVConnectionTimeOut', '1'],
    ['MeterValuesSampledData', 'SampledDataCtrlr', 'TxUpdatedMeasurands', 'Energy.Active.Import.Register'],
    ['TransactionMessageAttempts', 'OCPPCommCtrlr', 'MessageAttempts', '1'],
    ['ChargingScheduleAllowedChargingRateUnit', 'SmartChargingCtrlr', 'RateUnit', 'A,W'],
    ['RetryBackoffWaitMinimum', 'OCPPCommCtrlr', 'RetryBackOffWaitMinimum', '3'],
    ['SeccLeafSubjectCommonName', 'ISO15118Ctrlr', 'SeccId', 'DEPNX100001'],
    ['CpoName', 'SecurityCtrlr', 'OrganizationName', 'CPO'],
    ['TimeOffsetNextTransition', 'ClockCtrlr', 'TimeOffsetNextTransition', '01:00'],
    ['ConnectorPhaseRotation', 'OCPP16LegacyCtrlr', 'ConnectorPhaseRotation', '0.RST,1.RST'],
    ['DisableSecurityEventNotifications', 'OCPP16LegacyCtrlr', 'DisableSecurityEventNotifications', 'false'],
    ['ChargePointModel', 'InternalCtrlr', 'ChargePointModel', 'Model'],
    ['SupportedCiphers13', 'InternalCtrlr', 'SupportedCiphers13', 'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256'],
    ['CentralSystemURI', 'NetworkConfiguration3', 'OcppCsmsUrl', 'localhost:9000'],
    ['AuthorizationKey', 'NetworkConfiguration3', 'BasicAuthPassword', 'AABBCCDDEEFFGGHH'],
    ['the confirmed security profile', 'SecurityCtrlr', 'SecurityProfile', '1'],
    ['the slot', 'OCPPCommCtrlr', 'ActiveNetworkProfile', '3'],
  ])('%s is kept as %s.%s', async (_, component, name, text) => {
    await bench.migrated(everything(), 3);

    expect(await bench.stored(component, name)).toBe(text);
  });

  test('the database is for the owner only, as it holds the password', async () => {
    await bench.migrated(minimalConfig());

    expect(statSync(bench.databasePath).mode & 0o777).toBe(0o600);
  });
});

describe('changes', () => {
  test('survive the next start, also where a component file has a value', async () => {
    bench.writeComponent('OCPPCommCtrlr', [variable('WebSocketPingInterval', 9)]);
    const configuration = await bench.migrated(minimalConfig());

    await configuration.changeConfiguration('WebSocketPingInterval', '30');
    await configuration.changeConfiguration('LocalPreAuthorize', 'true');
    bench.end();

    const next = await bench.open();
    expect(next.get('WebSocketPingInterval')).toBe(30);
    expect(next.get('LocalPreAuthorize')).toBe(true);
  });

  test('a value of a component file that nobody has changed follows the file', async () => {
    bench.writeComponent('OCPPCommCtrlr', [variable('WebSocketPingInterval', 9)]);
    await bench.migrated(minimalConfig());
    bench.end();
    bench.writeComponent('OCPPCommCtrlr', [variable('WebSocketPingInterval', 12)]);

    expect((await bench.open()).get('WebSocketPingInterval')).toBe(12);
  });

  test('of CentralSystemURI need a reboot', async () => {
    const configuration = await bench.migrated(minimalConfig());

    expect((await configuration.changeConfiguration('CentralSystemURI', 'other:1')).status).toBe('RebootRequired');
    bench.end();

    expect((await bench.open()).get('CentralSystemURI')).toBe('other:1');
  });

  test.each([
    ['RetryBackoffRepeatTimes', '4', 'Accepted'],
    ['RetryBackoffWaitMinimum', '4', 'Accepted'],
    ['BlinkRepeat', '4', 'NotSupported'],
    ['heartbeatinterval', '4', 'NotSupported'],
    ['authorizationkey', 'password', 'NotSupported'],
    ['AuthorizationKey', 'password', 'Accepted'],
    ['NumberOfConnectors', '4', 'Rejected'],
  ])('%s = "%s": %s', async (key, value, status) => {
    const configuration = await bench.migrated(minimalConfig());

    expect((await configuration.changeConfiguration(key, value)).status).toBe(status);
  });

  test('keys count with their case', async () => {
    const configuration = await bench.migrated(minimalConfig());

    expect(configuration.getConfiguration(['heartbeatInterval'])).toEqual({ unknownKey: ['heartbeatInterval'] });
  });

  test('a database that cannot be written is told in the log, the change holds until the end', async () => {
    const book = new LogBook();
    bench.folder.writeMain(minimalConfig());
    const configuration = await bench.open({ ...bench.migration(), log: book.logger });
    bench.end();

    expect((await configuration.changeConfiguration('HeartbeatInterval', '5')).status).toBe('Accepted');
    expect(configuration.get('HeartbeatInterval')).toBe(5);
    expect(book.messages('error')).toEqual(['changed key could not be stored']);
  });
});

describe('integrity', () => {
  test('without component files and migration everything that is required is missing', async () => {
    const opening = bench.open();

    await expect(opening).rejects.toThrow('Core.HeartbeatInterval: is missing');
    await expect(opening).rejects.toThrow('Internal.CentralSystemURI: is missing');
    await expect(opening).rejects.toThrow('Security.SecurityProfile: is missing');
    expect(existsSync(bench.databasePath)).toBe(false);
  });

  test('another number of EVSEs than the database was made for is fatal, and the database stays', async () => {
    await bench.migrated(minimalConfig());
    bench.end();

    await expect(bench.open({ numberOfConnectors: 2 })).rejects.toThrow(
      'Core.NumberOfConnectors: is 1, there are 2 EVSEs',
    );
    expect(existsSync(bench.databasePath)).toBe(true);
  });

  test('an empty URI of the slot is fatal', async () => {
    await bench.migrated(minimalConfig());
    bench.end();
    bench.writeComponent('OCPPCommCtrlr', [variable('NetworkConfigurationPriority', '2')]);
    bench.writeComponent('NetworkConfiguration', [variable('OcppCsmsUrl', ''), variable('SecurityProfile', 0)], '2');

    await expect(bench.open()).rejects.toThrow('Internal.CentralSystemURI');
  });

  test('a value of the wrong type is fatal and names the key', async () => {
    await bench.migrated(minimalConfig());
    bench.end();
    bench.writeComponent('OCPPCommCtrlr', [variable('WebSocketPingInterval', 'often')]);

    await expect(bench.open()).rejects.toThrow('Core.WebSocketPingInterval: must be of type integer');
  });

  test.each(['{', '[]', '{"name":"X"}', '{"name":"X","properties":{"a":1}}'])(
    'the component file %s is fatal and is named',
    async (content) => {
      mkdirSync(bench.components, { recursive: true });
      writeFileSync(join(bench.components, 'X.json'), content);

      await expect(bench.open()).rejects.toThrow('X.json');
    },
  );

  test('a listed profile without its keys is not offered, with a warning, the list stays', async () => {
    const book = new LogBook();
    bench.folder.writeMain(minimalConfig());

    const configuration = await bench.open({ ...bench.migration(), log: book.logger });

    expect(book.messages('warn')).toEqual(['profile lacks keys in the device model and is not offered']);
    expect(configuration.profiles.has('LocalAuthListManagement')).toBe(false);
    expect(valueOf(configuration, 'SupportedFeatureProfiles')).toBe('Core,RemoteTrigger,LocalAuthListManagement');
    expect(configuration.isActionOffered('GetLocalListVersion')).toBe(false);
  });

  test('PnC and CostAndPrice are offered when their keys have values', async () => {
    await bench.migrated(minimalConfig());
    bench.end();
    bench.writeComponent('ISO15118Ctrlr', [variable('PnCEnabled', true), variable('ContractValidationOffline', true)]);

    expect((await bench.open()).profiles.has('PnC')).toBe(false);
    bench.end();
    bench.writeComponent('OCPP16LegacyCtrlr', [
      variable('ISO15118CertificateManagementEnabled', false),
      variable('CustomDisplayCostAndPrice', true),
    ]);

    const { profiles } = await bench.open();
    expect([profiles.has('PnC'), profiles.has('CostAndPrice')]).toEqual([true, true]);
  });
});

describe('device model', () => {
  test('SupportedMeasurands are the possible values of five variables, in order, once each', async () => {
    await bench.migrated(minimalConfig());
    bench.end();
    const lists = { AlignedDataCtrlr: 'Energy.Active.Import.Register,Voltage', SampledDataCtrlr: 'SoC,Voltage' };
    bench.writeComponent('Unrelated', [variable('Anything')]);
    const database = await openDatabase(bench.databasePath);
    for (const [name, list] of Object.entries(lists)) {
      database.run(
        `UPDATE VARIABLE SET VALUES_LIST = ? WHERE COMPONENT_ID = (SELECT ID FROM COMPONENT WHERE NAME = ?)
         AND VALUES_LIST IS NOT NULL`,
        [list, name],
      );
    }
    database.close();

    expect((await bench.open()).get('SupportedMeasurands')).toBe('Energy.Active.Import.Register,Voltage,SoC');
  });

  test('keys of kind "max length" are the limits of variables', async () => {
    await bench.migrated(minimalConfig());
    bench.end();
    bench.writeComponent('LocalAuthListCtrlr', [
      variable('Enabled', true),
      variable('ItemsPerMessage', 3),
      { variable_name: 'Entries', characteristics: { dataType: 'integer', maxLimit: 12 } },
    ]);
    bench.writeComponent('SmartChargingCtrlr', [
      variable('ProfileStackLevel', 4),
      variable('PeriodsPerSchedule', 24),
      variable('RateUnit', ['A', 'W']),
      { variable_name: 'Entries', instance: 'ChargingProfiles', characteristics: { maxLimit: 10 } },
    ]);

    const configuration = await bench.open();

    expect(configuration.get('LocalAuthListMaxLength')).toBe(12);
    expect(configuration.get('MaxChargingProfilesInstalled')).toBe(10);
    expect(configuration.get('ChargingScheduleAllowedChargingRateUnit')).toBe('Current,Power');
  });
});

describe('custom keys', () => {
  const customMappings = [
    { key: 'Brightness', component: 'Display', variable: 'Brightness', instance: 'Main' },
    { key: 'Label', component: 'Display', variable: 'Label' },
    { key: 'Secret', component: 'Display', variable: 'Secret' },
    { key: 'Missing', component: 'Display', variable: 'Missing' },
  ];

  beforeEach(() =>
    bench.writeComponent('Display', [
      variable('Brightness', 5, { instance: 'Main', characteristics: { dataType: 'integer' } }),
      { variable_name: 'Label', attributes: [{ mutability: 'ReadOnly', value: 'Station' }] },
      { variable_name: 'Secret', attributes: [{ mutability: 'WriteOnly', value: 'x' }] },
    ]),
  );

  test('are variables, with their type and access', async () => {
    bench.folder.writeMain(minimalConfig());
    const configuration = await bench.open({ ...bench.migration(), customMappings });

    expect(configuration.profiles.has('Custom')).toBe(true);
    expect(configuration.getConfiguration(['Brightness', 'Label', 'Secret', 'Missing'])).toEqual({
      configurationKey: [
        { key: 'Brightness', readonly: false, value: '5' },
        { key: 'Label', readonly: true, value: 'Station' },
      ],
      unknownKey: ['Secret', 'Missing'],
    });
    expect((await configuration.changeConfiguration('Label', 'x')).status).toBe('Rejected');
    expect((await configuration.changeConfiguration('Brightness', 'x')).status).toBe('Rejected');
    expect((await configuration.changeConfiguration('Brightness', '7')).status).toBe('Accepted');
    bench.end();
    expect(valueOf(await bench.open({ customMappings }), 'Brightness')).toBe('7');
  });

  test('without mappings there is no profile Custom', async () => {
    expect((await bench.migrated(minimalConfig())).profiles.has('Custom')).toBe(false);
  });
});
