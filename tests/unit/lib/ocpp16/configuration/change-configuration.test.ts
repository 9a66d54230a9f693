import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Configuration } from '../../../../../lib/ocpp16/configuration/index.js';
import { ConfigFolder, configured } from './config-bench.js';

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

const everything = {
  Internal: {
    SeccLeafSubjectCommonName: 'DEPNX100001',
    SeccLeafSubjectCountry: 'DE',
    SeccLeafSubjectOrganization: 'Org',
    ConnectorEvseIds: 'DE*PNX*100001',
    IgnoredProfilePurposesOffline: '',
    SwitchSecurityProfileConnectionTimeout: 20,
  },
  Core: { LightIntensity: 50, WebSocketPingInterval: 10 },
  LocalAuthListManagement: { LocalAuthListEnabled: true, LocalAuthListMaxLength: 5, SendLocalListMaxLength: 5 },
  PnC: { ISO15118PnCEnabled: true, ContractValidationOffline: true },
  CostAndPrice: {
    CustomDisplayCostAndPrice: true,
    CustomMultiLanguageMessages: true,
    SupportedLanguages: 'en, de',
    Language: 'en',
    DefaultPrice: { priceText: 'p' },
    TimeOffset: '01:00',
    TimeOffsetNextTransition: '01:00',
    NextTimeOffsetTransitionDateTime: '2026-03-01T00:00:00Z',
    WaitForSetUserPriceTimeout: 0,
  },
};

async function statusOf(configuration: Configuration, key: string, value: string): Promise<string> {
  return (await configuration.changeConfiguration(key, value)).status;
}

describe('ChangeConfiguration', () => {
  test.each([
    // bool
    ['LocalPreAuthorize', 'true', 'Accepted'],
    ['LocalPreAuthorize', 'FALSE', 'Accepted'],
    ['LocalPreAuthorize', '1', 'Rejected'],
    ['LocalPreAuthorize', 'yes', 'Rejected'],
    ['LocalPreAuthorize', '', 'Rejected'],
    // integers from 0
    ['HeartbeatInterval', '+5', 'Accepted'],
    ['HeartbeatInterval', '-0', 'Accepted'],
    ['HeartbeatInterval', '-1', 'Rejected'],
    ['HeartbeatInterval', '+', 'Rejected'],
    ['HeartbeatInterval', '', 'Rejected'],
    ['HeartbeatInterval', '5.0', 'Rejected'],
    ['HeartbeatInterval', ' 5', 'Rejected'],
    ['HeartbeatInterval', '2147483647', 'Accepted'],
    ['HeartbeatInterval', '2147483648', 'Rejected'],
    ['RetryBackoffRepeatTimes', '4', 'Accepted'],
    ['RetryBackoffWaitMinimum', '4', 'Accepted'],
    ['CompositeScheduleDefaultLimitAmps', '32', 'Accepted'],
    ['SupplyVoltage', '230.5', 'Rejected'],
    ['CompositeScheduleDefaultNumberPhases', '3x', 'Accepted'],
    ['CompositeScheduleDefaultNumberPhases', '4', 'Rejected'],
    ['LightIntensity', '100', 'Accepted'],
    ['LightIntensity', '101', 'Rejected'],
    ['OcspRequestInterval', '86399', 'Rejected'],
    ['OcspRequestInterval', '86400', 'Accepted'],
    ['SwitchSecurityProfileConnectionTimeout', '0', 'Rejected'],
    ['WaitForSetUserPriceTimeout', '30001', 'Rejected'],
    ['WaitForSetUserPriceTimeout', '30000', 'Accepted'],
    // measurand lists
    ['MeterValuesSampledData', '', 'Accepted'],
    ['MeterValuesSampledData', 'SoC,,SoC,Voltage', 'Accepted'],
    ['MeterValuesSampledData', 'SoC, Voltage', 'Rejected'],
    ['MeterValuesSampledData', 'RPM', 'Rejected'],
    ['StopTxnAlignedData', 'Taste', 'Rejected'],
    // phase rotation with one connector
    ['ConnectorPhaseRotation', '0.RST, 1 . RTS', 'Accepted'],
    ['ConnectorPhaseRotation', '2.RST', 'Rejected'],
    ['ConnectorPhaseRotation', '1.XYZ', 'Rejected'],
    ['ConnectorPhaseRotation', '1', 'Rejected'],
    // texts
    ['SeccLeafSubjectCommonName', '123456', 'Rejected'],
    ['SeccLeafSubjectCommonName', '1234567', 'Accepted'],
    ['SeccLeafSubjectCountry', 'D', 'Rejected'],
    ['SeccLeafSubjectOrganization', 'x'.repeat(65), 'Rejected'],
    ['ConnectorEvseIds', 'DE*PNX*1,DE*PNX*2', 'Accepted'],
    ['ConnectorEvseIds', 'DE*PNX*1,short', 'Rejected'],
    ['IgnoredProfilePurposesOffline', 'TxProfile,TxDefaultProfile', 'Accepted'],
    ['IgnoredProfilePurposesOffline', 'TxProfile,Nope', 'Rejected'],
    ['CpoName', '', 'Accepted'],
    ['Language', 'de', 'Accepted'],
    ['VerifyCsmsAllowWildcards', 'true', 'Accepted'],
    // times
    ['TimeOffset', '-05:30', 'Accepted'],
    ['TimeOffset', '25:00', 'Rejected'],
    ['TimeOffset', '01:60', 'Rejected'],
    ['TimeOffset', '01:00:00', 'Rejected'],
    ['TimeOffsetNextTransition', '02:00', 'Accepted'],
    ['NextTimeOffsetTransitionDateTime', '2026-10-25T01:00:00Z', 'Accepted'],
    ['NextTimeOffsetTransitionDateTime', '2025-10-25T01:00:00Z', 'Rejected'],
    ['NextTimeOffsetTransitionDateTime', 'tomorrow', 'Rejected'],
    // prices
    ['DefaultPrice', '{"priceText":"x"}', 'Accepted'],
    ['DefaultPrice', '{"text":"x"}', 'Rejected'],
    ['DefaultPrice', 'x', 'Rejected'],
    ['DefaultPriceText,de', '{"priceText":"x"}', 'Accepted'],
    ['DefaultPriceText,fr', '{"priceText":"x"}', 'Rejected'],
    ['DefaultPriceText,de', '{}', 'Rejected'],
    ['DefaultPriceText', '{"priceText":"x"}', 'NotSupported'],
    // existence and read-only
    ['BlinkRepeat', '1', 'NotSupported'],
    ['Nope', '1', 'NotSupported'],
    ['ReserveConnectorZeroSupported', 'true', 'NotSupported'],
    ['NumberOfConnectors', '3', 'Rejected'],
    ['CentralSystemURI', 'x', 'Rejected'],
    ['LocalAuthListEnabled', 'false', 'Accepted'],
    ['LocalAuthListMaxLength', '1', 'Rejected'],
    ['UnlockConnectorOnEVSideDisconnect', 'false', 'Accepted'],
  ])('%s = "%s": %s', async (key, value, status) => {
    const configuration = await configured(folder, everything);
    const before = configuration.getConfiguration();

    expect(await statusOf(configuration, key, value)).toBe(status);

    const hasChanged = JSON.stringify(configuration.getConfiguration()) !== JSON.stringify(before);
    expect(hasChanged && status !== 'Accepted').toBe(false);
  });

  test('names are compared without regard to case, the canonical one is reported', async () => {
    const configuration = await configured(folder);

    expect(await configuration.changeConfiguration('heartbeatINTERVAL', '5')).toEqual({
      status: 'Accepted',
      changed: { key: 'HeartbeatInterval', readonly: false, value: '5' },
      effects: [{ kind: 'heartbeat-interval', intervalS: 5 }],
    });
  });

  test('operators decide about CentralSystemURI and UnlockConnectorOnEVSideDisconnect', async () => {
    folder.writeSchema('Internal.json', { properties: { CentralSystemURI: { readOnly: false } } });
    folder.writeSchema('Core.json', { properties: { UnlockConnectorOnEVSideDisconnect: { readOnly: true } } });
    const configuration = await configured(folder, {}, { schemaDirectory: folder.schemas });

    expect(await configuration.changeConfiguration('CentralSystemURI', 'other:1')).toEqual({
      status: 'RebootRequired',
      effects: [],
    });
    expect(configuration.get('CentralSystemURI')).toBe('other:1');
    expect(await statusOf(configuration, 'UnlockConnectorOnEVSideDisconnect', 'true')).toBe('Rejected');
  });

  test('a price text replaces the one of its language or is added', async () => {
    const configuration = await configured(folder, everything);
    await configuration.changeConfiguration('DefaultPriceText,de', '{"priceText":"a"}');
    await configuration.changeConfiguration('DefaultPriceText, en', '{"priceText":"b"}');
    const { effects } = await configuration.changeConfiguration('DefaultPriceText,de', '{"priceText":"c"}');

    expect(configuration.get('DefaultPriceText')).toEqual({
      priceTexts: [
        { priceText: 'c', language: 'de' },
        { priceText: 'b', language: 'en' },
      ],
    });
    expect(effects).toEqual([{ kind: 'default-price' }]);
  });
});

describe('side effects', () => {
  test.each([
    ['HeartbeatInterval', '0', [{ kind: 'heartbeat-interval', intervalS: 0 }]],
    ['MeterValueSampleInterval', '5', [{ kind: 'sample-interval', intervalS: 5 }]],
    ['ClockAlignedDataInterval', '0', [{ kind: 'aligned-interval', intervalS: 0 }]],
    ['ConnectionTimeOut', '9', [{ kind: 'connection-timeout', timeoutS: 9 }]],
    ['WebSocketPingInterval', '7', [{ kind: 'websocket-ping-interval', intervalS: 7 }]],
    ['ISO15118CertificateManagementEnabled', 'true', [{ kind: 'certificate-management', isEnabled: true }]],
    ['OcspRequestInterval', '86400', [{ kind: 'ocsp-interval', intervalS: 86400 }]],
    [
      'NextTimeOffsetTransitionDateTime',
      '2030-01-01T00:00:00Z',
      [{ kind: 'time-offset-transition', at: '2030-01-01T00:00:00Z' }],
    ],
    ['DefaultPrice', '{"priceText":"x"}', [{ kind: 'default-price' }]],
    ['AuthorizationKey', 'new password', [{ kind: 'reconnect-with-new-password' }]],
    ['TransactionMessageAttempts', '5', []],
    ['LocalPreAuthorize', 'true', []],
  ])('%s', async (key, value, effects) => {
    const configuration = await configured(folder, everything);

    expect((await configuration.changeConfiguration(key, value)).effects).toEqual(effects);
  });

  test('a new password is only stored with security profile 0 or 3', async () => {
    const configuration = await configured(folder, { Security: { SecurityProfile: 0 } });

    expect(await configuration.changeConfiguration('AuthorizationKey', 'new password')).toMatchObject({
      status: 'Accepted',
      effects: [],
    });
  });
});

describe('AuthorizationKey', () => {
  test.each([
    ['3132333435363738', '12345678'],
    ['AABBCCDDEEFFGGHH', 'AABBCCDDEEFFGGHH'],
    ['12345678', '12345678'],
    ['abcdefgh', 'abcdefgh'],
    ['0011223344556677', '0011223344556677'],
  ])('%s is stored as %s', async (given, stored) => {
    const configuration = await configured(folder);

    expect(await statusOf(configuration, 'AuthorizationKey', given)).toBe('Accepted');
    expect(configuration.get('AuthorizationKey')).toBe(stored);
  });

  test.each(['1234567', '', '31323334353637'])('"%s" is too short', async (given) => {
    const configuration = await configured(folder);

    expect(await statusOf(configuration, 'AuthorizationKey', given)).toBe('Rejected');
  });

  test('can be set when there was none', async () => {
    const configuration = await configured(folder, { Security: { AuthorizationKey: undefined, SecurityProfile: 0 } });

    expect(await statusOf(configuration, 'AuthorizationKey', 'password')).toBe('Accepted');
  });
});

describe('SecurityProfile', () => {
  const certificates = { isCsmsRootInstalled: () => true, hasCsmsClientCertificate: () => Promise.resolve(true) };

  test.each([
    ['not an integer', 'high', 1, certificates],
    ['the same', '1', 1, certificates],
    ['lower', '0', 1, certificates],
    ['above 3', '4', 1, certificates],
    ['2 without a root', '2', 1, { ...certificates, isCsmsRootInstalled: () => false }],
    ['3 without a root', '3', 1, { ...certificates, isCsmsRootInstalled: () => false }],
    ['3 without a client certificate', '3', 1, { ...certificates, hasCsmsClientCertificate: () => false }],
  ])('%s is Rejected', async (_, value, current, installed) => {
    const configuration = await configured(
      folder,
      { Security: { SecurityProfile: current } },
      { certificates: installed },
    );

    expect(await statusOf(configuration, 'SecurityProfile', value)).toBe('Rejected');
    expect(configuration.get('SecurityProfile')).toBe(current);
  });

  test('1 or 2 without a password are Rejected', async () => {
    const security = { SecurityProfile: 0, AuthorizationKey: undefined };
    const configuration = await configured(folder, { Security: security }, { certificates });

    expect(await statusOf(configuration, 'SecurityProfile', '1')).toBe('Rejected');
    expect(await statusOf(configuration, 'SecurityProfile', '2')).toBe('Rejected');
    expect(await statusOf(configuration, 'SecurityProfile', '3')).toBe('Accepted');
  });

  test('a rise is stored and reported with both profiles', async () => {
    const configuration = await configured(folder, {}, { certificates });

    expect(await configuration.changeConfiguration('SecurityProfile', '2')).toMatchObject({
      status: 'Accepted',
      effects: [{ kind: 'security-profile', from: 1, to: 2 }],
    });
    expect(folder.readUser()).toEqual({ Security: { SecurityProfile: 2 } });
  });

  test('without a certificate store no TLS profile can be reached', async () => {
    const configuration = await configured(folder);

    expect(await statusOf(configuration, 'SecurityProfile', '2')).toBe('Rejected');
  });
});

describe('custom keys', () => {
  const schema = {
    type: 'object',
    properties: {
      Level: { type: 'integer', readOnly: false, minimum: 1 },
      Factor: { type: 'number', readOnly: false },
      Flag: { type: 'boolean', readOnly: false },
      Name: { type: 'string', readOnly: false, maxLength: 5 },
      Fixed: { type: 'object', readOnly: true },
      Undecided: { type: 'string' },
      HeartbeatInterval: { type: 'string', readOnly: false },
    },
  };
  const Custom = {
    Level: 1,
    Factor: 1,
    Flag: false,
    Name: 'a',
    Fixed: { a: [1] },
    Undecided: 'x',
    NotInSchema: 1,
    HeartbeatInterval: 'mine',
  };

  function load(): Promise<Configuration> {
    folder.writeSchema('Custom.json', schema);
    return configured(folder, { Custom }, { schemaDirectory: folder.schemas });
  }

  test('are shown verbatim or as compact JSON, after all others; undescribed ones are unknown', async () => {
    const configuration = await load();

    expect(configuration.getConfiguration(['Name', 'Fixed', 'Undecided', 'NotInSchema', 'name'])).toEqual({
      configurationKey: [
        { key: 'Name', readonly: false, value: 'a' },
        { key: 'Fixed', readonly: true, value: '{"a":[1]}' },
      ],
      unknownKey: ['Undecided', 'NotInSchema', 'name'],
    });
    expect(configuration.getConfiguration().configurationKey?.at(-1)?.key).toBe('Name');
  });

  test.each([
    ['Level', '5 apples', 5, 'Accepted'],
    ['Level', '0', 1, 'Rejected'],
    ['Level', 'x', 1, 'Rejected'],
    ['Factor', '2.5', 2.5, 'Accepted'],
    ['Flag', 'TRUE', true, 'Accepted'],
    ['Flag', 'yes', false, 'Accepted'],
    ['Name', 'toolong', 'a', 'Rejected'],
    ['Fixed', '{}', { a: [1] }, 'Rejected'],
    ['Undecided', 'y', 'x', 'NotSupported'],
  ])('%s = "%s"', async (key, text, stored, status) => {
    const configuration = await load();

    expect(await statusOf(configuration, key, text)).toBe(status);

    const user = folder.readUser() as { Custom?: Record<string, unknown> };
    expect(user.Custom ?? {}).toEqual(status === 'Accepted' ? { [key]: stored } : {});
  });

  test('standard keys win over custom ones of the same name', async () => {
    const configuration = await load();

    expect(configuration.getConfiguration(['HeartbeatInterval']).configurationKey).toEqual([
      { key: 'HeartbeatInterval', readonly: false, value: '86400' },
    ]);
    const all = configuration.getConfiguration().configurationKey?.map(({ key }) => key) ?? [];
    expect(all.filter((key) => key === 'HeartbeatInterval')).toHaveLength(1);
    await configuration.changeConfiguration('HeartbeatInterval', '5');
    expect(folder.readUser()).toEqual({ Core: { HeartbeatInterval: 5 } });
  });
});
