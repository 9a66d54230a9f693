import { describe, expect, test } from '@jest/globals';
import { silence } from './support/fake-csms.js';
import { Kit } from './support/kit.js';

describe('DataTransfer from the central system', () => {
  const vendorId = 'com.example';

  test('goes to the handler of vendor and message', async () => {
    const kit = await Kit.booted();
    kit.station.handleDataTransfer(vendorId, 'm', ({ data }) => ({ status: 'Accepted', data: `got ${data}` }));
    kit.station.handleDataTransfer(vendorId, undefined, async () => ({ status: 'Rejected' }));

    expect(await kit.csms.call('DataTransfer', { vendorId, messageId: 'm', data: 'x' })).toEqual({
      status: 'Accepted',
      data: 'got x',
    });
    expect(await kit.csms.call('DataTransfer', { vendorId })).toEqual({ status: 'Rejected' });
  });

  test.each([
    ['com.example.unknown', 'm', 'UnknownVendorId'],
    ['com.example', 'unknown', 'UnknownMessageId'],
    ['com.example', 'M', 'UnknownMessageId'],
    ['COM.EXAMPLE', 'm', 'UnknownVendorId'],
  ])('%s %s is %s', async (vendor, messageId, status) => {
    const kit = await Kit.create();
    kit.station.handleDataTransfer(vendorId, 'm', () => ({ status: 'Accepted' }));
    await kit.station.start();
    await kit.clock.settle();

    expect(await kit.csms.call('DataTransfer', { vendorId: vendor, messageId })).toEqual({ status });
  });

  test('what is unknown goes to the general callback, what is refused does not', async () => {
    const kit = await Kit.booted({ callbacks: { dataTransfer: () => ({ status: 'Accepted' }) } });
    kit.station.handleDataTransfer(vendorId, 'm', () => ({ status: 'Rejected' }));

    expect(await kit.csms.call('DataTransfer', { vendorId: 'other' })).toEqual({ status: 'Accepted' });
    expect(await kit.csms.call('DataTransfer', { vendorId, messageId: 'other' })).toEqual({ status: 'Accepted' });
    expect(await kit.csms.call('DataTransfer', { vendorId, messageId: 'm' })).toEqual({ status: 'Rejected' });
  });

  test('an ill-formed request is a FormationViolation', async () => {
    const kit = await Kit.booted();
    kit.csms.say('[2,"a","DataTransfer",{"vendorId":"v","data":{"a":1}}]');
    kit.csms.say('[2,"b","DataTransfer",{"messageId":"m"}]');
    await kit.clock.settle();

    expect(kit.frames().map(({ payload }) => payload)).toEqual([
      { error: 'FormationViolation' },
      { error: 'FormationViolation' },
    ]);
    expect((await kit.questions()).map(([, type]) => type)).toEqual(['InvalidMessages', 'InvalidMessages']);
  });
});

describe('DataTransfer to the central system', () => {
  test('gives the answer, Rejected for an error, nothing while offline or without an answer', async () => {
    const kit = await Kit.booted();
    const request = { vendorId: 'com.example', messageId: 'm', data: 'x' };
    expect(await kit.station.dataTransfer(request)).toEqual({ status: 'Accepted' });
    kit.csms.on('DataTransfer', () => ({ error: 'InternalError' }));
    expect(await kit.station.dataTransfer(request)).toEqual({ status: 'Rejected' });
    kit.csms.on('DataTransfer', () => ({ status: 'Maybe' }));
    expect(await kit.station.dataTransfer(request)).toEqual({ status: 'Rejected' });
    kit.csms.on('DataTransfer', () => silence);
    const unanswered = kit.station.dataTransfer(request);
    await kit.pass(60);
    expect(await unanswered).toBeUndefined();

    kit.csms.lose();

    expect(await kit.station.dataTransfer(request)).toBeUndefined();
  });
});

describe('configuration', () => {
  test('is read by the central system and by the application', async () => {
    const kit = await Kit.booted();
    const expected = { configurationKey: [{ key: 'ResetRetries', readonly: false, value: '1' }], unknownKey: ['X'] };

    expect(await kit.csms.call('GetConfiguration', { key: ['resetretries', 'X'] })).toEqual(expected);
    expect(kit.station.getConfiguration({ key: ['ResetRetries', 'X'] })).toEqual(expected);
  });

  test('a change is told to the application', async () => {
    const kit = await Kit.booted();

    await kit.csms.call('ChangeConfiguration', { key: 'ConnectionTimeOut', value: '30' });
    await kit.csms.call('ChangeConfiguration', { key: 'ConnectionTimeOut', value: '-1' });

    expect(await kit.questions()).toEqual([
      ['setConnectionTimeout', 30],
      ['configurationKeyChanged', { key: 'ConnectionTimeOut', value: '30' }],
    ]);
  });

  test('the application changes keys in the same way', async () => {
    const kit = await Kit.booted();

    expect(await kit.station.setConfigurationKey('ConnectionTimeOut', '30')).toBe('Accepted');
    expect(await kit.station.setConfigurationKey('NumberOfConnectors', '30')).toBe('Rejected');
    expect(await kit.station.setConfigurationKey('Nonsense', '30')).toBe('NotSupported');

    expect((await kit.questions()).map(([name]) => name)).toEqual(['setConnectionTimeout', 'configurationKeyChanged']);
  });

  test('Security WP A01 · the answer to a new AuthorizationKey leaves before the connection is renewed', async () => {
    const kit = await Kit.booted({ keys: { Security: { SecurityProfile: 1, AuthorizationKey: 'DEADBEEFDEADBEEF' } } });

    const answer = await kit.csms.call('ChangeConfiguration', { key: 'AuthorizationKey', value: 'anotherPassword1' });

    expect(answer).toEqual({ status: 'Accepted' });
    await kit.clock.settle();
    expect(kit.csms.reconnects).toBe(1);
    expect((await kit.story()).slice(0, 2)).toEqual([
      '=ChangeConfiguration Accepted',
      'StatusNotification 0 Available',
    ]);
  });

  test('Security WP A05 · a higher security profile is taken back when no connection comes of it', async () => {
    const kit = await Kit.booted({ keys: { Security: { AuthorizationKey: 'DEADBEEFDEADBEEF' } } });
    kit.csms.isReachable = false;
    expect(await kit.csms.call('ChangeConfiguration', { key: 'SecurityProfile', value: '1' })).toEqual({
      status: 'Accepted',
    });
    await kit.clock.settle();
    expect(kit.configuration.get('SecurityProfile')).toBe(1);
    kit.csms.isReachable = false;

    await kit.pass(20);

    expect(kit.configuration.get('SecurityProfile')).toBe(0);
    expect(kit.csms.reconnects).toBe(2);
  });

  test('Security WP A05 · it stays when the connection succeeds', async () => {
    const kit = await Kit.booted({
      keys: {
        Security: { AuthorizationKey: 'DEADBEEFDEADBEEF' },
        Internal: { SwitchSecurityProfileConnectionTimeout: 5 },
      },
    });

    await kit.csms.call('ChangeConfiguration', { key: 'SecurityProfile', value: '1' });
    await kit.pass(30);

    expect(kit.configuration.get('SecurityProfile')).toBe(1);
    expect(kit.csms.reconnects).toBe(1);
  });
});

describe('the switch of the security profile', () => {
  test('Security WP A05 · a connection that came and went again keeps the profile', async () => {
    const kit = await Kit.booted({ keys: { Security: { AuthorizationKey: 'DEADBEEFDEADBEEF' } } });
    await kit.csms.call('ChangeConfiguration', { key: 'SecurityProfile', value: '1' });
    await kit.pass(5);
    kit.csms.lose();

    await kit.pass(60);

    expect(kit.configuration.get('SecurityProfile')).toBe(1);
  });
});

describe('features that the station does not offer', () => {
  test.each([
    ['SetChargingProfile', { connectorId: 0, csChargingProfiles: {} }],
    ['GetDiagnostics', { location: 'ftp://x' }],
    ['CancelReservation', { reservationId: 1 }],
    ['TriggerMessage', { requestedMessage: 'Heartbeat' }],
  ])('%s without its profile is NotSupported', async (action, payload) => {
    const kit = await Kit.booted({ keys: { Core: { SupportedFeatureProfiles: 'Core' } } });
    kit.csms.say(JSON.stringify([2, 'x', action, payload]));
    await kit.clock.settle();

    expect(kit.frames().map((frame) => frame.payload)).toEqual([{ error: 'NotSupported' }]);
  });

  const all = {
    Core: { SupportedFeatureProfiles: 'Core,FirmwareManagement' },
  };

  test.each([
    ['GetDiagnostics', { location: 'ftp://x' }, {}],
    ['GetLog', { logType: 'SecurityLog', requestId: 1, log: { remoteLocation: 'x' } }, { status: 'Rejected' }],
    ['GetInstalledCertificateIds', { certificateType: 'ManufacturerRootCertificate' }, { status: 'NotFound' }],
    [
      'InstallCertificate',
      { certificateType: 'ManufacturerRootCertificate', certificate: 'x' },
      { status: 'Rejected' },
    ],
    ['CertificateSigned', { certificateChain: 'x' }, { status: 'Rejected' }],
  ])('%s with its profile is refused in its own words', async (action, payload, expected) => {
    const kit = await Kit.booted({ keys: all });
    kit.csms.say(JSON.stringify([2, 'x', action, payload]));
    await kit.clock.settle();

    expect(kit.frames().map((frame) => frame.payload)).toEqual([expected]);
  });
});

describe('security events', () => {
  test('Security WP A04 · critical ones are sent, the others are for the log', async () => {
    const logged: unknown[] = [];
    const messageLog = {
      incoming: () => undefined,
      outgoing: () => undefined,
      system: () => undefined,
      securityEvent: (entry: unknown) => void logged.push(entry),
    };
    const kit = await Kit.booted({ options: { messageLog } });
    kit.station.onSecurityEvent({ type: 'TamperDetectionActivated', techInfo: 'x'.repeat(300) });
    kit.station.onSecurityEvent({ type: 'MaintenanceLoginAccepted', timestamp: kit.at(-5) });
    kit.station.onSecurityEvent({ type: 'MaintenanceLoginFailed', isCritical: true });
    kit.station.onSecurityEvent({ type: 'SettingSystemTime', isCritical: false });

    expect(await kit.payloads('SecurityEventNotification')).toEqual([
      { type: 'TamperDetectionActivated', timestamp: kit.at(0), techInfo: 'x'.repeat(255) },
      { type: 'MaintenanceLoginFailed', timestamp: kit.at(0) },
    ]);
    expect(logged).toHaveLength(5);
    expect(logged).toContainEqual({ type: 'MaintenanceLoginAccepted', timestamp: kit.at(-5) });
    expect(await kit.questions()).toEqual([]);
  });

  test('Security WP A04 · survive the time without a connection', async () => {
    const kit = await Kit.booted();
    kit.csms.lose();
    kit.station.onSecurityEvent({ type: 'MemoryExhaustion' });
    const next = await kit.afterPowerLoss();

    await next.station.start();

    expect(await next.payloads('SecurityEventNotification')).toMatchObject([
      { type: 'MemoryExhaustion' },
      { type: 'StartupOfTheDevice' },
    ]);
  });

  test('DisableSecurityEventNotifications keeps all of them at home', async () => {
    const kit = await Kit.create({ keys: { Security: { DisableSecurityEventNotifications: true } } });
    await kit.station.start();
    kit.station.onSecurityEvent({ type: 'MemoryExhaustion' });

    expect(await kit.payloads('SecurityEventNotification')).toEqual([]);
  });
});

describe('input that makes no sense', () => {
  test('nothing that arrives ends the station', async () => {
    const kit = await Kit.booted();
    const texts = [
      '',
      'nonsense',
      '{}',
      '[]',
      '[2]',
      '[2,1,"Reset",{}]',
      '[2,"a","Nonsense",{}]',
      '[3,"x",{}]',
      '[9,"x"]',
    ];
    for (const text of texts) kit.csms.say(text);
    kit.csms.say('[2,"b","Reset",{"type":"Sometimes"}]');
    kit.csms.say(`[2,"c","RemoteStartTransaction",{"idTag":"${'x'.repeat(21)}"}]`);
    await kit.clock.settle();

    expect(await kit.csms.call('GetConfiguration', { key: ['ResetRetries'] })).toMatchObject({
      configurationKey: [{}],
    });
  });

  test('a database that fails does not keep the station from charging', async () => {
    const kit = await Kit.booted();
    kit.store.close();

    kit.startTransaction(1, { signedMeterValue: 'begin' });
    kit.meter(1, 8);
    await kit.pass(5);
    kit.stopTransaction(1);

    expect(await kit.story()).toEqual([
      'StartTransaction 1 DEADBEEF',
      'MeterValues 1 Transaction.Begin begin tx 1',
      'MeterValues 1 Sample.Periodic 8.00 tx 1',
      'StopTransaction Local 35 tx 1',
    ]);
  });
});
