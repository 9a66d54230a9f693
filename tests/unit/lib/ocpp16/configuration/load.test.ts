import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { silentLogger } from '../../../../../lib/log/logger.js';
import { ConfigurationInvalid } from '../../../../../lib/ocpp16/configuration/index.js';
import { ConfigFolder, configured, minimalConfig } from './config-bench.js';

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

/** The message of the refusal to start. */
async function refusal(): Promise<string> {
  try {
    await folder.load();
    return 'was accepted';
  } catch (error) {
    return error instanceof ConfigurationInvalid ? error.message : `not ConfigurationInvalid: ${String(error)}`;
  }
}

describe('files that cannot be used', () => {
  test.each<[string, string, Record<string, unknown>]>([
    ['a missing required key', 'Core.HeartbeatInterval', { HeartbeatInterval: undefined }],
    ['an unknown key', 'Core.Heartbeat', { Heartbeat: 1 }],
    ['a wrong type', 'Core.HeartbeatInterval', { HeartbeatInterval: '5' }],
    ['a value below its minimum', 'Core.HeartbeatInterval', { HeartbeatInterval: -1 }],
    ['a fraction for an integer', 'Core.HeartbeatInterval', { HeartbeatInterval: 1.5 }],
    ['an unknown profile', 'Core.SupportedFeatureProfiles', { SupportedFeatureProfiles: 'Core,Coffee' }],
    ['a profile with a blank', 'Core.SupportedFeatureProfiles', { SupportedFeatureProfiles: 'Core, Reservation' }],
    ['profiles without Core', 'Core.SupportedFeatureProfiles', { SupportedFeatureProfiles: 'Reservation' }],
    ['an unknown measurand', 'Core.StopTxnSampledData', { StopTxnSampledData: 'Taste' }],
    ['a measurand that is not supported', 'Core.MeterValuesAlignedData', { MeterValuesAlignedData: 'RPM' }],
  ])('%s is fatal and named with file and key', async (_, key, core) => {
    const config = minimalConfig();
    folder.writeMain({ ...config, Core: { ...config.Core, ...core } });

    expect(await refusal()).toContain(`${folder.main}: ${key}: `);
  });

  test.each(['Internal', 'Core', 'Security'])('section %s is required', async (section) => {
    folder.writeMain({ ...minimalConfig(), [section]: undefined });

    expect(await refusal()).toContain(`${folder.main}: ${section}: section is missing`);
  });

  test('an unknown section, too long texts and unknown SupportedMeasurands are fatal', async () => {
    const config = minimalConfig();
    folder.writeMain({ ...config, Extra: {}, Internal: { ...config.Internal, ChargePointModel: 'x'.repeat(21) } });
    const first = await refusal();
    folder.writeMain({ ...config, Internal: { ...config.Internal, SupportedMeasurands: 'SoC,Taste' } });

    expect(first).toContain('Extra: unknown section');
    expect(first).toContain('Internal.ChargePointModel: has 21 characters, 20 are allowed');
    expect(await refusal()).toContain('Internal.SupportedMeasurands: unknown measurand "Taste"');
  });

  test('all problems are listed in one run', async () => {
    const config = minimalConfig();
    folder.writeMain({ ...config, Core: { ...config.Core, HeartbeatInterval: 'x', ConnectionTimeOut: -1 } });

    expect((await refusal()).split('\n')).toHaveLength(2);
  });

  test('a wrong value of the user file is reported there', async () => {
    folder.writeMain(minimalConfig());
    folder.writeUser({ Core: { HeartbeatInterval: 'x' } });

    expect(await refusal()).toContain(`${folder.user}: Core.HeartbeatInterval: `);
  });

  test.each([
    ['main', '{'],
    ['main', '[]'],
    ['user', '{'],
  ] as const)('a %s file with %s is fatal', async (file, text) => {
    folder.writeMain(file === 'main' ? text : minimalConfig());
    if (file === 'user') folder.writeUser(text);

    expect(await refusal()).toContain(folder[file]);
  });

  test('a missing main file is fatal', async () => {
    expect(await refusal()).toContain(folder.main);
  });

  test.each(['Internal.json', 'Core.json', 'Custom.json'])(
    'a schema file %s that does not parse is fatal',
    async (name) => {
      folder.writeMain(minimalConfig());
      folder.writeSchema(name, '{');

      await expect(folder.load({ schemaDirectory: folder.schemas })).rejects.toThrow(name);
    },
  );

  test('Custom without Custom.json is fatal, and is validated against it', async () => {
    folder.writeMain({ ...minimalConfig(), Custom: { Level: 'high' } });
    folder.writeSchema('Core.json', {});
    await expect(folder.load({ schemaDirectory: folder.schemas })).rejects.toThrow('Custom: section needs a schema');
    folder.writeSchema('Custom.json', { type: 'object', properties: { Level: { type: 'integer', readOnly: false } } });

    await expect(folder.load({ schemaDirectory: folder.schemas })).rejects.toThrow(/Custom: .*Level must be integer/);
  });
});

describe('files that are fine', () => {
  test('unknown keys are tolerated in Security, PnC and CostAndPrice and not shown', async () => {
    const configuration = await configured(folder, {
      Security: { Strange: 1 },
      PnC: { ISO15118PnCEnabled: true, ContractValidationOffline: true, Strange: 1 },
      CostAndPrice: { CustomDisplayCostAndPrice: false, Strange: 1 },
    });

    expect(configuration.getConfiguration(['Strange'])).toEqual({ unknownKey: ['Strange'] });
  });

  test('an absent user file and its folder are made with {}', async () => {
    await configured(folder);

    expect(folder.readUser()).toEqual({});
  });

  test('the number of connected EVSEs replaces NumberOfConnectors', async () => {
    const configuration = await configured(folder, {}, { numberOfConnectors: 4 });

    expect(configuration.get('NumberOfConnectors')).toBe(4);
  });

  test('keys of older files in another case are read, with a warning each', async () => {
    const warnings: object[] = [];
    const warn = (first: object | string): void => void (typeof first === 'object' && warnings.push(first));
    const log = { ...silentLogger, warn };
    const configuration = await configured(folder, { Core: { WebsocketPingInterval: 7 } }, { log });

    expect(configuration.get('WebSocketPingInterval')).toBe(7);
    expect(warnings).toMatchObject([{ path: folder.main, from: 'WebsocketPingInterval', to: 'WebSocketPingInterval' }]);
  });

  test('a blank measurand list is fine', async () => {
    const configuration = await configured(folder, { Core: { MeterValuesSampledData: '' } });

    expect(configuration.measurands('MeterValuesSampledData')).toEqual([]);
  });

  test('defaults stand in for absent keys of present sections only', async () => {
    const configuration = await configured(folder);

    expect(configuration.get('WebsocketPongTimeout')).toBe(5);
    expect(configuration.get('SupportedCiphers13')).toEqual(['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256']);
    expect(configuration.get('DisableSecurityEventNotifications')).toBe(false);
    expect(configuration.get('QueueAllMessages')).toBeUndefined();
    expect(configuration.get('MaxChargingProfilesInstalled')).toBeUndefined();
  });

  test('offered profiles: the listed ones, Security and Internal, and those whose section exists', async () => {
    const pnc = { ISO15118PnCEnabled: true, ContractValidationOffline: true };
    const configuration = await configured(folder, { PnC: pnc, Custom: {} });

    expect([...configuration.profiles].sort()).toEqual([
      'Core',
      'Custom',
      'Internal',
      'LocalAuthListManagement',
      'PnC',
      'RemoteTrigger',
      'Security',
    ]);
    expect(configuration.isActionOffered('TriggerMessage')).toBe(true);
    expect(configuration.isActionOffered('GetLog')).toBe(true);
    expect(configuration.isActionOffered('CancelReservation')).toBe(false);
    expect(configuration.isActionOffered('MakeCoffee')).toBe(false);
  });
});

describe('user file', () => {
  test('overlays the main file; null removes a key, objects merge, arrays are replaced', async () => {
    const price = { priceText: 'a', chargingPrice: { kWhPrice: 1, hourPrice: 2 } };
    folder.writeMain({
      ...minimalConfig(),
      CostAndPrice: { CustomDisplayCostAndPrice: true, DefaultPrice: price },
    });
    folder.writeUser({
      Core: { HeartbeatInterval: 7 },
      Internal: { LogMessagesFormat: ['log'], SupplyVoltage: null },
      Security: { AuthorizationKey: null },
      CostAndPrice: { DefaultPrice: { chargingPrice: { hourPrice: null } } },
    });

    const configuration = await folder.load();

    expect(configuration.get('HeartbeatInterval')).toBe(7);
    expect(configuration.get('LogMessagesFormat')).toEqual(['log']);
    expect(configuration.get('SupplyVoltage')).toBe(230);
    expect(configuration.get('AuthorizationKey')).toBeUndefined();
    expect(configuration.get('DefaultPrice')).toEqual({ priceText: 'a', chargingPrice: { kWhPrice: 1 } });
  });

  test('changes keep their JSON types, survive a restart and leave no other file', async () => {
    const configuration = await configured(folder);
    await configuration.changeConfiguration('heartbeatinterval', '30');
    await configuration.changeConfiguration('LocalPreAuthorize', 'TRUE');
    await configuration.changeConfiguration('ConnectorPhaseRotation', '1.RST');
    configuration.set('MeterPublicKeys', ['k1']);

    const again = await folder.load();

    expect(folder.readUser()).toEqual({
      Core: { HeartbeatInterval: 30, LocalPreAuthorize: true, ConnectorPhaseRotation: '1.RST' },
      Internal: { MeterPublicKeys: ['k1'] },
    });
    expect(again.get('HeartbeatInterval')).toBe(30);
    expect(readdirSync(dirname(folder.user))).toEqual(['user_config.json']);
  });

  test('a file that cannot be written keeps the change in memory', async () => {
    const configuration = await configured(folder);
    folder.writeUser('not JSON');

    const { status } = await configuration.changeConfiguration('HeartbeatInterval', '30');

    expect([status, configuration.get('HeartbeatInterval')]).toEqual(['Accepted', 30]);
    expect(existsSync(`${folder.user}$`)).toBe(false);
  });

  test('the library cannot store what would not load again', async () => {
    const configuration = await configured(folder);

    expect(configuration.set('ChargePointModel', 'x'.repeat(21))).toBe(false);
    expect(configuration.set('ChargePointModel', 'Other')).toBe(true);

    expect(folder.readUser()).toEqual({ Internal: { ChargePointModel: 'Other' } });
  });
});
