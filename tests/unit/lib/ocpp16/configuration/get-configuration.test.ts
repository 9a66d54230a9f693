import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ConfigFolder, configured } from './config-bench.js';

let folder: ConfigFolder;
beforeEach(() => void (folder = new ConfigFolder()));
afterEach(() => folder.remove());

describe('GetConfiguration', () => {
  test('no key and no list are the same: profile order, byte order within, no AuthorizationKey', async () => {
    const configuration = await configured(folder, {
      LocalAuthListManagement: { LocalAuthListEnabled: true, LocalAuthListMaxLength: 5, SendLocalListMaxLength: 5 },
      SmartCharging: {
        ChargeProfileMaxStackLevel: 1,
        ChargingScheduleAllowedChargingRateUnit: 'Current',
        ChargingScheduleMaxPeriods: 1,
        MaxChargingProfilesInstalled: 1,
      },
      Internal: { MeterPublicKeys: ['A', 'B'], LogMessagesFormat: ['log', 'html'] },
    });

    const { configurationKey = [], unknownKey } = configuration.getConfiguration();

    expect(configuration.getConfiguration([])).toEqual({ configurationKey });
    expect(unknownKey).toBeUndefined();
    const names = configurationKey.map(({ key }) => key);
    expect(names.slice(0, 3)).toEqual([
      'AuthorizeConnectorZeroOnConnectorOne',
      'CentralSystemURI',
      'ChargeBoxSerialNumber',
    ]);
    expect(names.indexOf('MeterValueSampleInterval')).toBeLessThan(names.indexOf('MeterValuesAlignedData'));
    expect(names.slice(names.indexOf('MaxMessageSize') + 1).slice(0, 2)).toEqual([
      'MeterPublicKey1',
      'MeterPublicKey2',
    ]);
    expect(names.slice(-5)).toEqual([
      'LocalAuthListEnabled',
      'LocalAuthListMaxLength',
      'SendLocalListMaxLength',
      'DisableSecurityEventNotifications',
      'SecurityProfile',
    ]);
  });

  test('explicit keys in request order, twice if asked twice, canonical names, others unknown', async () => {
    const configuration = await configured(folder);

    expect(
      configuration.getConfiguration([
        'heartbeatINTERVAL',
        'Nope',
        'HeartbeatInterval',
        'AuthorizationKey',
        'BlinkRepeat',
      ]),
    ).toEqual({
      configurationKey: [
        { key: 'HeartbeatInterval', readonly: false, value: '86400' },
        { key: 'HeartbeatInterval', readonly: false, value: '86400' },
      ],
      unknownKey: ['Nope', 'AuthorizationKey', 'BlinkRepeat'],
    });
  });

  test.each([
    ['LocalPreAuthorize', 'false'],
    ['SupportedChargingProfilePurposeTypes', 'ChargePointMaxProfile,TxDefaultProfile,TxProfile'],
    ['SupportedCiphers13', 'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256'],
    ['SupplyVoltage', '230'],
    ['AuthorizeConnectorZeroOnConnectorOne', 'true'],
  ])('%s is shown as %s', async (key, value) => {
    const configuration = await configured(folder);

    expect(configuration.getConfiguration([key]).configurationKey?.[0]?.value).toBe(value);
  });

  test('AuthorizeConnectorZeroOnConnectorOne is false unless there is exactly one connector', async () => {
    const configuration = await configured(folder, {}, { numberOfConnectors: 2 });

    const [key] = configuration.getConfiguration(['AuthorizeConnectorZeroOnConnectorOne']).configurationKey ?? [];
    expect(key?.value).toBe('false');
  });

  test('MeterPublicKey<n> is known from 1 to the number of keys, in this spelling', async () => {
    const configuration = await configured(folder, { Internal: { MeterPublicKeys: ['A', 'B'] } });

    expect(
      configuration.getConfiguration([
        'MeterPublicKey2',
        'MeterPublicKey0',
        'MeterPublicKey3',
        'meterpublickey1',
        'MeterPublicKeys',
      ]),
    ).toEqual({
      configurationKey: [{ key: 'MeterPublicKey2', readonly: true, value: 'B' }],
      unknownKey: ['MeterPublicKey0', 'MeterPublicKey3', 'meterpublickey1', 'MeterPublicKeys'],
    });
  });

  test('DefaultPriceText,<lang> is known for any language with CustomMultiLanguageMessages', async () => {
    const priceTexts = [{ priceText: 'free', language: 'en' }];
    const configuration = await configured(folder, {
      CostAndPrice: {
        CustomDisplayCostAndPrice: true,
        CustomMultiLanguageMessages: true,
        DefaultPriceText: { priceTexts },
      },
    });

    expect(configuration.getConfiguration(['DefaultPriceText,en', 'DefaultPriceText,de', 'DefaultPriceText'])).toEqual({
      configurationKey: [
        { key: 'DefaultPriceText,en', readonly: false, value: JSON.stringify(priceTexts[0], undefined, 2) },
        { key: 'DefaultPriceText,de', readonly: false, value: '' },
      ],
      unknownKey: ['DefaultPriceText'],
    });
    const all = configuration.getConfiguration().configurationKey?.map(({ key }) => key);
    expect(all).toContain('DefaultPriceText,en');
    expect(all).not.toContain('DefaultPriceText');
  });

  test('CpoName is a key without value while unset', async () => {
    const configuration = await configured(folder);

    expect(configuration.getConfiguration(['CpoName'])).toEqual({
      configurationKey: [{ key: 'CpoName', readonly: false }],
    });
  });

  test('values longer than 500 characters are cut', async () => {
    const configuration = await configured(folder, { Internal: { HostName: 'h'.repeat(600) } });

    expect(configuration.getConfiguration(['HostName']).configurationKey?.[0]?.value).toHaveLength(500);
  });

  test('a section whose profile is not offered is not listed', async () => {
    const configuration = await configured(folder, { Reservation: { ReserveConnectorZeroSupported: true } });

    expect(configuration.getConfiguration(['ReserveConnectorZeroSupported'])).toEqual({
      unknownKey: ['ReserveConnectorZeroSupported'],
    });
  });
});
