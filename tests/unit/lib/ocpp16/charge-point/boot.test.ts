import { describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { openChargePointStore, type ChargePointStore } from '../../../../../lib/ocpp16/store/index.js';
import { silence } from './support/fake-csms.js';
import { Kit } from './support/kit.js';

describe('boot', () => {
  test('accepted: boot, security event, statuses of connector 0 to N, then heartbeats', async () => {
    const kit = await Kit.create();
    kit.csms.on('BootNotification', () => kit.csms.boot('Accepted', 5));

    await kit.station.start();

    expect(await kit.story()).toEqual([
      'BootNotification',
      'SecurityEventNotification StartupOfTheDevice',
      'StatusNotification 0 Available',
      'StatusNotification 1 Available',
      'StatusNotification 2 Available',
    ]);
    kit.forget();
    await kit.pass(15);
    expect(await kit.story()).toEqual(['Heartbeat', 'Heartbeat', 'Heartbeat']);
  });

  test('the messages of a boot have the content of the standard', async () => {
    const kit = await Kit.create();

    await kit.station.start();
    await kit.clock.settle();

    expect(kit.frames().map(({ payload }) => payload)).toEqual([
      { chargeBoxSerialNumber: 'cp001', chargePointModel: 'Yeti', chargePointVendor: 'Pionix', firmwareVersion: '0.1' },
      { type: 'StartupOfTheDevice', timestamp: kit.at(0), techInfo: 'The Charge Point has booted' },
      { connectorId: 0, errorCode: 'NoError', status: 'Available', timestamp: kit.at(0) },
      { connectorId: 1, errorCode: 'NoError', status: 'Available', timestamp: kit.at(0) },
      { connectorId: 2, errorCode: 'NoError', status: 'Available', timestamp: kit.at(0) },
    ]);
  });

  test('the application hears of connection, time, conf and connection timeout', async () => {
    const kit = await Kit.create();

    await kit.station.start();

    expect(await kit.questions()).toMatchObject([
      ['enableEvse', 0],
      ['enableEvse', 1],
      ['enableEvse', 2],
      ['setConnectionTimeout', 10],
      ['securityEvent', 'StartupOfTheDevice', 'The Charge Point has booted'],
      ['connectionStateChanged', { isConnected: true, slot: 1, securityProfile: 0, chargePointId: 'cp001' }],
      ['setSystemTime', kit.at(0)],
      ['bootNotificationResponse', { status: 'Accepted', interval: 3600 }],
    ]);
  });

  test('pending: calls are answered, a remote start is rejected, a trigger works, then accepted', async () => {
    const kit = await Kit.create();
    kit.csms.on('BootNotification', () => kit.csms.boot('Pending', 4));
    await kit.station.start();
    await kit.clock.settle();
    await kit.csms.call('GetConfiguration', { key: ['MeterValueSampleInterval'] });
    await kit.csms.call('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '7' });
    await kit.csms.call('RemoteStartTransaction', { idTag: 'REMOTE', connectorId: 1 });
    await kit.csms.call('TriggerMessage', { requestedMessage: 'BootNotification' });
    await kit.clock.settle();
    kit.csms.on('BootNotification', () => kit.csms.boot('Accepted', 3600));
    await kit.pass(4);

    expect(await kit.story()).toEqual([
      'BootNotification',
      '=GetConfiguration',
      '=ChangeConfiguration Accepted',
      '=RemoteStartTransaction Rejected',
      '=TriggerMessage Accepted',
      'BootNotification',
      'BootNotification',
      'SecurityEventNotification StartupOfTheDevice',
      'StatusNotification 0 Available',
      'StatusNotification 1 Available',
      'StatusNotification 2 Available',
    ]);
  });

  test('OCPP 1.6 §4.2 · while rejected nothing is answered, and an interval of 0 means 60 seconds', async () => {
    const kit = await Kit.create();
    kit.csms.on('BootNotification', () => kit.csms.boot('Rejected', 0));
    await kit.station.start();
    await kit.clock.settle();
    kit.forget();
    void kit.csms.call('GetConfiguration', { key: ['HeartbeatInterval'] });
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'EVConnected' });
    kit.station.onSessionStopped(1, 's');

    await kit.pass(59);
    expect(await kit.story()).toEqual([]);
    await kit.pass(1);
    expect(await kit.story()).toEqual(['BootNotification']);
  });

  test('OCPP 1.6 §4.2 · before the first BootNotification.conf a call gets no answer', async () => {
    const kit = await Kit.create();
    kit.csms.on('BootNotification', () => silence);
    await kit.station.start();
    void kit.csms.call('ClearCache', {});

    expect(await kit.story()).toEqual(['BootNotification']);
  });

  test('only an accepted registration sets the heartbeat interval, and 0 leaves it alone', async () => {
    const kit = await Kit.create({ keys: { Core: { HeartbeatInterval: 100 } } });
    kit.csms.on('BootNotification', () => kit.csms.boot('Pending', 4));
    await kit.station.start();
    await kit.clock.settle();
    expect(kit.configuration.get('HeartbeatInterval')).toBe(100);

    kit.csms.on('BootNotification', () => kit.csms.boot('Accepted', 0));
    await kit.pass(4);

    expect(kit.configuration.get('HeartbeatInterval')).toBe(100);
    kit.forget();
    await kit.pass(100);
    expect(await kit.story()).toEqual(['Heartbeat']);
  });

  test('an unanswered BootNotification and one answered with an error are sent again', async () => {
    const kit = await Kit.create();
    kit.csms.on('BootNotification', () => ({ error: 'InternalError' }));
    await kit.station.start();
    await kit.clock.settle();
    kit.csms.on('BootNotification', () => kit.csms.boot('Accepted', 0));

    await kit.pass(60);

    expect((await kit.story()).slice(0, 3)).toEqual([
      'BootNotification',
      'BootNotification',
      'SecurityEventNotification StartupOfTheDevice',
    ]);
  });

  test('heartbeats follow a changed HeartbeatInterval, 0 stops them', async () => {
    const kit = await Kit.booted();
    await kit.csms.call('ChangeConfiguration', { key: 'HeartbeatInterval', value: '10' });
    kit.forget();
    await kit.pass(20);
    expect(await kit.story()).toEqual(['Heartbeat', 'Heartbeat']);

    await kit.csms.call('ChangeConfiguration', { key: 'HeartbeatInterval', value: '0' });
    kit.forget();
    await kit.pass(100);

    expect(await kit.story()).toEqual([]);
  });

  test.each([
    ['RemoteReset', 'ResetOrReboot', 'Charging Station rebooted due to requested remote reset!'],
    ['ScheduledReset', 'ResetOrReboot', 'Charging Station rebooted due to a scheduled reset!'],
    ['FirmwareUpdate', 'FirmwareUpdated', 'Charging Station rebooted due to firmware update!'],
    ['Watchdog', 'StartupOfTheDevice', 'The Charge Point has booted'],
  ] as const)('a start because of %s is the security event %s', async (bootReason, type, techInfo) => {
    const kit = await Kit.create();

    await kit.station.start({ bootReason });

    expect(await kit.payloads('SecurityEventNotification')).toMatchObject([{ type, techInfo }]);
  });

  test('the identity given by the application goes into BootNotification', async () => {
    const kit = await Kit.create();
    kit.station.updateChargePointInformation({ vendor: 'V', model: 'M', firmwareVersion: '2' });
    kit.station.updateModemInformation({ iccid: '89', imsi: '26' });
    kit.station.updateMeterInformation({ serialNumber: 'S', type: 'T' });

    await kit.station.start();

    expect(await kit.payloads('BootNotification')).toEqual([
      {
        chargeBoxSerialNumber: 'cp001',
        chargePointModel: 'M',
        chargePointVendor: 'V',
        firmwareVersion: '2',
        iccid: '89',
        imsi: '26',
        meterSerialNumber: 'S',
        meterType: 'T',
      },
    ]);
  });

  test('with the connection left for later the boot waits for it', async () => {
    const kit = await Kit.create();
    await kit.station.start({}, false);
    expect(await kit.story()).toEqual([]);

    kit.station.connect();

    expect((await kit.story())[0]).toBe('BootNotification');
  });
});

describe('reconnect', () => {
  test('OCPP 1.6 §4.9 · sends the statuses of connector 0 to N and no BootNotification', async () => {
    const kit = await Kit.booted();
    kit.csms.lose();
    kit.station.onSessionStarted({ connectorId: 2, sessionId: 's', reason: 'EVConnected' });
    await kit.pass(10);

    kit.csms.open();

    expect(await kit.story()).toEqual([
      'StatusNotification 0 Available',
      'StatusNotification 1 Available',
      'StatusNotification 2 Preparing',
    ]);
  });

  test('heartbeats do not pile up while offline', async () => {
    const kit = await Kit.booted({ keys: { Core: { HeartbeatInterval: 10 } } });
    await kit.csms.call('ChangeConfiguration', { key: 'HeartbeatInterval', value: '10' });
    kit.csms.lose();
    await kit.pass(95);
    kit.forget();

    kit.csms.open();

    expect(await kit.story()).not.toContain('Heartbeat');
  });

  test('the central system may speak first for the resume delay', async () => {
    const kit = await Kit.booted();
    kit.station.setMessageQueueResumeDelay(5);
    kit.csms.lose();
    kit.csms.open();
    expect(await kit.story()).toEqual([]);

    await kit.pass(5);

    expect(await kit.story()).toHaveLength(3);
  });

  test('a 401 is a security event at each attempt, a wrong certificate one until the next success', async () => {
    const kit = await Kit.booted({ keys: { Security: { SecurityProfile: 2 } } });
    kit.csms.lose();
    for (let attempt = 0; attempt < 2; attempt++) {
      kit.csms.fail({ kind: 'unauthorized', message: '401' });
      kit.csms.fail({ kind: 'server-certificate', message: 'untrusted' });
    }
    const events = (await kit.questions()).filter(([name]) => name === 'securityEvent').map(([, type]) => type);
    expect(events).toEqual([
      'FailedToAuthenticateAtCsms',
      'InvalidCentralSystemCertificate',
      'FailedToAuthenticateAtCsms',
    ]);

    kit.csms.open();

    expect((await kit.story())[0]).toBe('SecurityEventNotification InvalidCentralSystemCertificate');
    kit.forget();
    kit.csms.lose();
    kit.csms.fail({ kind: 'server-certificate', message: 'untrusted' });
    expect(await kit.questions()).toContainEqual(['securityEvent', 'InvalidCentralSystemCertificate', '']);
  });
});

describe('life cycle', () => {
  test('stop ends transactions through the application, closes everything and leaves no timer', async () => {
    const kit = await Kit.booted({
      keys: { Core: { MinimumStatusDuration: 5, ClockAlignedDataInterval: 60 } },
      callbacks: { stopTransaction: (connectorId, reason) => kit.stopTransaction(connectorId, { reason }) },
    });
    await kit.charge(1);
    kit.forget();

    expect(await kit.station.stop()).toBe(true);

    expect(await kit.story()).toEqual(['StopTransaction Other 35 tx 1']);
    expect(kit.clock.pendingTimers).toBe(0);
    expect(kit.station.isConnected).toBe(false);
    expect(await kit.station.stop()).toBe(false);
  });

  test('restart in one process boots anew and hears nothing twice', async () => {
    const kit = await Kit.booted();
    await kit.station.stop();
    kit.forget();

    await kit.station.restart();

    expect(await kit.story()).toEqual([
      'BootNotification',
      'SecurityEventNotification StartupOfTheDevice',
      'StatusNotification 0 Available',
      'StatusNotification 1 Available',
      'StatusNotification 2 Available',
    ]);
    expect((await kit.questions()).filter(([name]) => name === 'bootNotificationResponse')).toHaveLength(1);
  });

  test('a second start does nothing', async () => {
    const kit = await Kit.booted();

    await kit.station.start();

    expect(await kit.story()).toEqual([]);
    expect(await kit.questions()).toEqual([]);
  });

  test('a start keeps the connection that somebody has opened before', async () => {
    const kit = await Kit.create();
    let attempts = 0;
    const connect = kit.csms.connect.bind(kit.csms);
    kit.csms.connect = () => {
      attempts += 1;
      connect();
    };
    await kit.station.init();
    kit.station.connect();
    await kit.clock.settle();

    await kit.station.start();

    expect(attempts).toBe(1);
    expect((await kit.story()).filter((line) => line === 'BootNotification')).toHaveLength(1);
  });

  test('two stops at once are one', async () => {
    const kit = await Kit.booted();

    expect(await Promise.all([kit.station.stop(), kit.station.stop()])).toEqual([true, false]);
  });

  test('a stop while the database is being opened leaves nothing behind', async () => {
    let opened: () => void = () => undefined;
    const opening = new Promise<void>((resolve) => (opened = resolve));
    const store = await openChargePointStore(':memory:', { clock: new ManualClock() });
    let isClosed = false;
    const openStore = async (): Promise<ChargePointStore> => {
      await opening;
      return { ...store, close: () => void (isClosed = true) };
    };
    const kit = await Kit.create({ options: { openStore } });
    const started = kit.station.start();
    const stopped = kit.station.stop();
    opened();

    await Promise.all([started, stopped]);

    expect(kit.station.isConnected).toBe(false);
    expect([isClosed, kit.clock.pendingTimers]).toEqual([true, 0]);
    await kit.station.restart();
    expect(kit.station.isConnected).toBe(true);
  });

  test('a stop waits for the application, but not for ever', async () => {
    const kit = await Kit.booted({ callbacks: { stopTransaction: () => new Promise(() => undefined) } });
    await kit.charge(1);
    const stopped = kit.station.stop();

    await kit.pass(5);

    expect(await stopped).toBe(true);
    expect(kit.clock.pendingTimers).toBe(0);
  });

  test('a session that wants a log of its own gets one', async () => {
    const sessions: string[] = [];
    const messageLog = {
      incoming: () => undefined,
      outgoing: () => undefined,
      system: () => undefined,
      startSession: (sessionId: string, path: string) => void sessions.push(`${sessionId} in ${path}`),
      stopSession: (sessionId: string) => void sessions.push(`${sessionId} ends`),
    };
    const kit = await Kit.booted({ options: { messageLog } });

    kit.station.onSessionStarted({ connectorId: 1, sessionId: 'a', reason: 'EVConnected', logPath: '/logs' });
    kit.station.onSessionStopped(1, 'a');

    expect(sessions).toEqual(['a in /logs', 'a ends']);
  });

  test('a station that is not started refuses reports by name', async () => {
    const kit = await Kit.create();

    expect(() => kit.station.onResumeCharging(1)).toThrow('the charge point is not started');
  });

  test.each([
    [new Map([[0, 'Available']] as const), '1 entries instead of 3'],
    [
      new Map([
        [0, 'Charging'],
        [1, 'Available'],
        [2, 'Available'],
      ] as const),
      'connector 0 cannot be Charging',
    ],
    [
      new Map([
        [0, 'Available'],
        [1, 'Available'],
        [7, 'Available'],
      ] as const),
      'connector 2 is missing',
    ],
  ])('statuses that do not fit end the start: %p', async (connectorStatuses, reason) => {
    const kit = await Kit.create();

    await expect(kit.station.start({ connectorStatuses })).rejects.toThrow(reason);
  });

  test('the statuses given at start are reported, and no connector is announced', async () => {
    const kit = await Kit.create();
    const connectorStatuses = new Map([
      [0, 'Available'],
      [1, 'Charging'],
      [2, 'Faulted'],
    ] as const);

    await kit.station.start({ connectorStatuses });

    expect((await kit.story()).slice(2)).toEqual([
      'StatusNotification 0 Available',
      'StatusNotification 1 Charging',
      'StatusNotification 2 Faulted OtherError',
    ]);
    expect((await kit.questions()).some(([name]) => name === 'enableEvse')).toBe(false);
  });
});
