import { describe, expect, test } from '@jest/globals';
import { silence } from './support/fake-csms.js';
import { Kit } from './support/kit.js';

const offlineKeys = { Core: { AllowOfflineTxForUnknownId: true, LocalAuthorizeOffline: true } };

describe('a charging session', () => {
  test('plug in, card, samples, stop by the same card, unplug', async () => {
    const kit = await Kit.booted();
    kit.meter(1, 8);
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 'session-1', reason: 'EVConnected' });
    await kit.pass(1);
    expect(await kit.station.authorize('DEADBEEF')).toEqual({ status: 'Accepted' });
    kit.startTransaction(1, { signedMeterValue: 'test start value' });
    await kit.pass(1);
    kit.station.onResumeCharging(1);
    await kit.pass(9);
    kit.stopTransaction(1, { idTagEnd: 'DEADBEEF', signedMeterValue: 'test stop value' });
    await kit.pass(2);
    kit.station.onSessionStopped(1, 'session-1');

    expect(await kit.story()).toEqual([
      'StatusNotification 1 Preparing EVConnected',
      'Authorize DEADBEEF',
      'StartTransaction 1 DEADBEEF',
      'MeterValues 1 Transaction.Begin test start value tx 1',
      'StatusNotification 1 Charging',
      'MeterValues 1 Sample.Periodic 8.00 tx 1',
      'MeterValues 1 Sample.Periodic 8.00 tx 1',
      'StopTransaction Local 35 tx 1',
      'StatusNotification 1 Finishing',
      'StatusNotification 1 Available',
    ]);
  });

  test('the messages of a session have the content of the standard', async () => {
    const kit = await Kit.booted();
    kit.meter(1, 8);
    kit.startTransaction(1, { meterStartWh: 0.6, reservationId: 7, signedMeterValue: 'test start value' });
    await kit.pass(5);
    kit.stopTransaction(1, { meterStopWh: 34.5, idTagEnd: 'DEADBEEF', signedMeterValue: 'test stop value' });

    const energy = {
      value: '8.00',
      context: 'Sample.Periodic',
      format: 'Raw',
      measurand: 'Energy.Active.Import.Register',
      location: 'Outlet',
      unit: 'Wh',
    };
    const start = { value: 'test start value', context: 'Transaction.Begin', format: 'SignedData' };
    const end = { value: 'test stop value', context: 'Transaction.End', format: 'SignedData' };
    expect(await kit.payloads('StartTransaction')).toEqual([
      { connectorId: 1, idTag: 'DEADBEEF', meterStart: 1, reservationId: 7, timestamp: kit.at(0) },
    ]);
    expect(await kit.payloads('MeterValues')).toEqual([
      { connectorId: 1, transactionId: 1, meterValue: [{ timestamp: kit.at(0), sampledValue: [start] }] },
      { connectorId: 1, transactionId: 1, meterValue: [{ timestamp: kit.at(0), sampledValue: [energy] }] },
    ]);
    expect(await kit.payloads('StopTransaction')).toEqual([
      {
        idTag: 'DEADBEEF',
        meterStop: 35,
        reason: 'Local',
        timestamp: kit.at(5),
        transactionId: 1,
        transactionData: [
          { timestamp: kit.at(0), sampledValue: [start] },
          { timestamp: kit.at(0), sampledValue: [energy] },
          { timestamp: kit.at(5), sampledValue: [end] },
        ],
      },
    ]);
  });

  test('OCPP 1.6 §4.9 · unplugging in a transaction ends without Finishing, and unlocks', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    kit.forget();

    kit.stopTransaction(1, { reason: 'EVDisconnected', meterStopWh: 18 });
    kit.station.onSessionStopped(1, 'session-1');

    expect(await kit.story()).toEqual(['StopTransaction EVDisconnected 18 tx 1', 'StatusNotification 1 Available']);
    expect(await kit.questions()).toEqual([
      ['unlockConnector', 1],
      ['transactionStopped', { connectorId: 1, sessionId: 'session-1' }, 1],
    ]);
  });

  test('with UnlockConnectorOnEVSideDisconnect false nothing is unlocked', async () => {
    const kit = await Kit.booted({ keys: { Core: { UnlockConnectorOnEVSideDisconnect: false } } });
    await kit.charge(1);
    kit.forget();

    kit.stopTransaction(1, { reason: 'EVDisconnected' });

    expect((await kit.questions()).map(([name]) => name)).toEqual(['transactionStopped']);
  });

  test('two sessions at once do not disturb each other', async () => {
    const kit = await Kit.booted();
    await kit.charge(1, { idTag: 'CARD1' });
    await kit.charge(2, { idTag: 'CARD2' });
    kit.forget();

    kit.stopTransaction(1, { reason: 'EVDisconnected', meterStopWh: 28 });
    kit.station.onSessionStopped(1, 'session-1');
    kit.meter(2, 24);
    await kit.pass(5);

    expect(await kit.story()).toEqual([
      'StopTransaction EVDisconnected 28 tx 1',
      'StatusNotification 1 Available',
      'MeterValues 2 Sample.Periodic 24.00 tx 2',
    ]);
  });

  test('pause by the car and resume', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    kit.forget();

    kit.station.onSuspendChargingEv(1);
    kit.station.onResumeCharging(1);

    expect(await kit.story()).toEqual(['StatusNotification 1 SuspendedEV', 'StatusNotification 1 Charging']);
  });

  test('a card without a car runs into the timeout', async () => {
    const kit = await Kit.booted();
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'Authorized' });
    kit.station.onPluginTimeout(1);
    kit.station.onSessionStopped(1, 's');

    expect(await kit.story()).toEqual([
      'StatusNotification 1 Preparing Authorized',
      'StatusNotification 1 Finishing ConnectionTimeout',
      'StatusNotification 1 Available',
    ]);
  });

  test('a stop for a transaction that does not exist sends nothing', async () => {
    const kit = await Kit.booted();

    kit.stopTransaction(1);
    await kit.charge(2);
    kit.forget();
    kit.stopTransaction(2, { sessionId: 'another' });

    expect(await kit.story()).toEqual([]);
  });

  test('a second start on the same connector is ignored', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    kit.forget();

    kit.startTransaction(1, { sessionId: 'another' });

    expect(await kit.story()).toEqual([]);
  });

  test.each([0, 9])('connector %i has no transactions', async (connectorId) => {
    const kit = await Kit.booted();

    kit.startTransaction(connectorId);

    expect(await kit.story()).toEqual([]);
  });

  test('meter readings of start and stop are rounded and clamped to 32 bits', async () => {
    const kit = await Kit.booted();
    kit.startTransaction(1, { meterStartWh: 1e12 });
    kit.stopTransaction(1, { meterStopWh: -1e12 });

    expect(await kit.payloads('StartTransaction')).toMatchObject([{ meterStart: 2147483647 }]);
    expect(await kit.payloads('StopTransaction')).toMatchObject([{ meterStop: -2147483648 }]);
  });

  test('times with an offset are written in UTC', async () => {
    const kit = await Kit.booted();

    kit.startTransaction(1, { timestamp: '2026-01-01T14:30:00+01:30' });

    expect(await kit.payloads('StartTransaction')).toMatchObject([{ timestamp: '2026-01-01T13:00:00.000Z' }]);
  });
});

describe('an idTag that StartTransaction.conf does not accept', () => {
  test.each(['Invalid', 'Blocked', 'Expired', 'ConcurrentTx'])('%s: pause and stop DeAuthorized', async (status) => {
    const kit = await Kit.booted({
      callbacks: {
        stopTransaction: (connectorId, reason) => kit.stopTransaction(connectorId, { reason, meterStopWh: 0 }),
      },
    });
    kit.csms.on('StartTransaction', () => ({ transactionId: 9, idTagInfo: { status } }));

    kit.startTransaction(1, { signedMeterValue: 'test start value' });

    expect(await kit.story()).toEqual([
      'StartTransaction 1 DEADBEEF',
      'MeterValues 1 Transaction.Begin test start value tx 9',
      'StopTransaction DeAuthorized 0 tx 9',
    ]);
    expect((await kit.payloads('StopTransaction'))[0]).not.toHaveProperty('idTag');
    expect((await kit.questions()).map(([name]) => name)).toContain('pauseCharging');
  });

  test('OCPP 1.6 §9.1.24 · with StopTransactionOnInvalidId false the session stays paused', async () => {
    const kit = await Kit.booted({ keys: { Core: { StopTransactionOnInvalidId: false } } });
    kit.csms.on('StartTransaction', () => ({ transactionId: 9, idTagInfo: { status: 'Invalid' } }));

    kit.startTransaction(1);

    expect((await kit.questions()).map(([name]) => name)).toEqual([
      'transactionStarted',
      'pauseCharging',
      'transactionUpdated',
    ]);
  });

  test('a late refusal of a session that has ended has no effect', async () => {
    const kit = await Kit.booted({ keys: offlineKeys });
    kit.csms.lose();
    kit.startTransaction(1);
    kit.stopTransaction(1);
    kit.csms.on('StartTransaction', () => ({ transactionId: 1, idTagInfo: { status: 'Invalid' } }));
    kit.forget();

    kit.csms.open();

    expect((await kit.questions()).map(([name]) => name)).not.toContain('pauseCharging');
  });

  test('the application hears of the id and of the idTagInfo', async () => {
    const kit = await Kit.booted();
    const idTagInfo = { status: 'Accepted', parentIdTag: 'PARENT' };
    kit.csms.on('StartTransaction', () => ({ transactionId: 5, idTagInfo }));

    kit.startTransaction(1);

    expect(await kit.questions()).toContainEqual([
      'transactionUpdated',
      { connectorId: 1, sessionId: 'session-1' },
      5,
      idTagInfo,
    ]);
    expect(kit.store.transactions.bySession('session-1')).toMatchObject({ transactionId: 5, parentIdTag: 'PARENT' });
  });
});

describe('without a connection', () => {
  test('a transaction goes on, its messages follow in order and then the statuses', async () => {
    const kit = await Kit.booted();
    kit.meter(1, 8);
    await kit.charge(1);
    await kit.pass(5);
    kit.csms.lose();
    kit.forget();
    await kit.pass(10);
    kit.stopTransaction(1, { idTagEnd: 'DEADBEEF', meterStopWh: 47 });
    kit.station.onSessionStopped(1, 'session-1');
    kit.station.onSessionStarted({ connectorId: 2, sessionId: 's2', reason: 'EVConnected' });
    await kit.pass(5);

    kit.csms.open();

    expect(await kit.story()).toEqual([
      'MeterValues 1 Sample.Periodic 8.00 tx 1',
      'MeterValues 1 Sample.Periodic 8.00 tx 1',
      'StopTransaction Local 47 tx 1',
      'StatusNotification 0 Available',
      'StatusNotification 1 Available',
      'StatusNotification 2 Preparing',
    ]);
  });

  test('OCPP 1.6 §3.7 · whole sessions keep their order and get their ids one after the other', async () => {
    const kit = await Kit.booted({ keys: offlineKeys });
    kit.csms.lose();
    kit.meter(1, 8);
    await kit.charge(1, { idTag: 'OFF1', signedMeterValue: 'begin' });
    await kit.pass(5);
    kit.stopTransaction(1, { meterStopWh: 20 });
    kit.station.onSessionStopped(1, 'session-1');
    await kit.charge(1, { idTag: 'OFF2', sessionId: 'second' });
    await kit.pass(5);
    kit.stopTransaction(1, { sessionId: 'second', meterStopWh: 21 });
    await kit.charge(2, { idTag: 'OFF3', signedMeterValue: 'begin' });
    kit.meter(2, 9);
    await kit.pass(5);

    kit.csms.open();
    await kit.pass(5);

    expect(await kit.story()).toEqual([
      'StartTransaction 1 OFF1',
      'MeterValues 1 Transaction.Begin begin tx 1',
      'MeterValues 1 Sample.Periodic 8.00 tx 1',
      'StopTransaction Local 20 tx 1',
      'StartTransaction 1 OFF2',
      'MeterValues 1 Sample.Periodic 8.00 tx 2',
      'StopTransaction Local 21 tx 2',
      'StartTransaction 2 OFF3',
      'MeterValues 2 Transaction.Begin begin tx 3',
      'MeterValues 2 Sample.Periodic 9.00 tx 3',
      'StatusNotification 0 Available',
      'StatusNotification 1 Finishing',
      'StatusNotification 2 Charging',
      'MeterValues 2 Sample.Periodic 9.00 tx 3',
    ]);
  });

  test('a StopTransaction without an answer and then with an error is repeated, others go first meanwhile', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    kit.forget();
    const answers = [silence, { error: 'InternalError' }, {}] as const;
    let attempt = 0;
    kit.csms.on('StopTransaction', () => answers[attempt++]!);

    kit.stopTransaction(1);
    kit.station.onSessionStopped(1, 'session-1');
    await kit.pass(40);

    expect(await kit.story()).toEqual([
      'StopTransaction Local 35 tx 1',
      'StatusNotification 1 Finishing',
      'StatusNotification 1 Available',
      'StopTransaction Local 35 tx 1',
      'StopTransaction Local 35 tx 1',
    ]);
    expect(new Set(kit.frames().map(({ messageId }) => messageId)).size).toBe(5);
  });

  test('a StartTransaction that was repeated under another id is still found', async () => {
    const kit = await Kit.booted();
    let attempt = 0;
    kit.csms.on('StartTransaction', () =>
      attempt++ === 0 ? silence : { transactionId: 77, idTagInfo: { status: 'Accepted' } },
    );

    kit.startTransaction(1);
    kit.stopTransaction(1);
    await kit.pass(60);

    expect(await kit.story()).toEqual([
      'StartTransaction 1 DEADBEEF',
      'StartTransaction 1 DEADBEEF',
      'StopTransaction Local 35 tx 77',
    ]);
    expect(kit.store.transactions.unacknowledged()).toEqual([]);
  });

  test('a StartTransaction that is never accepted lets the next message through', async () => {
    const kit = await Kit.booted({ keys: { Core: { TransactionMessageAttempts: 2 } } });
    kit.csms.on('StartTransaction', () => ({ error: 'InternalError' }));

    kit.startTransaction(1);
    kit.stopTransaction(1);
    await kit.pass(60);

    expect((await kit.payloads('StartTransaction')).length).toBe(2);
    expect((await kit.payloads('StopTransaction')).length).toBe(1);
  });
});

describe('negative transaction ids', () => {
  test('OCPP 1.6 §7 · an id of the central system may be negative and is used like any other', async () => {
    const kit = await Kit.booted();
    kit.csms.on('StartTransaction', () => ({ transactionId: -5, idTagInfo: { status: 'Accepted' } }));
    await kit.charge(1);
    kit.forget();

    expect(await kit.csms.call('RemoteStopTransaction', { transactionId: -5 })).toEqual({ status: 'Accepted' });

    kit.stopTransaction(1);
    expect(await kit.payloads('StopTransaction')).toMatchObject([{ transactionId: -5 }]);
  });

  test('an internal id is not found by RemoteStopTransaction', async () => {
    const kit = await Kit.booted();
    kit.csms.on('StartTransaction', () => silence);
    kit.startTransaction(1);
    await kit.clock.settle();
    const internalId = kit.store.transactions.bySession('session-1')!.transactionId;

    expect(internalId).toBeLessThan(0);
    expect(await kit.csms.call('RemoteStopTransaction', { transactionId: internalId })).toEqual({ status: 'Rejected' });
  });
});
