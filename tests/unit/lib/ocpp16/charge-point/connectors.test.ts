import { describe, expect, test } from '@jest/globals';
import { Kit } from './support/kit.js';

type Change = 'Operative' | 'Inoperative';

function change(kit: Kit, connectorId: number, type: Change): Promise<unknown> {
  return kit.csms.call('ChangeAvailability', { connectorId, type });
}

/** An application that switches its connectors as it is told. */
async function obedient(more: Parameters<typeof Kit.create>[0] = {}): Promise<Kit> {
  const kit: Kit = await Kit.create({
    ...more,
    callbacks: {
      enableEvse: (connectorId) => kit.station.onEnabled(connectorId),
      disableEvse: (connectorId) => kit.station.onDisabled(connectorId),
    },
  });
  await kit.station.start();
  await kit.clock.settle();
  kit.forget();
  return kit;
}

/** An application that takes a second to say that it has taken a connector out of use. */
async function slow(): Promise<Kit> {
  const kit: Kit = await Kit.create({
    callbacks: { disableEvse: () => new Promise<void>((resolve) => void kit.clock.setTimeout(resolve, 1000)) },
  });
  await kit.station.start();
  await kit.clock.settle();
  return kit;
}

describe('ChangeAvailability', () => {
  test('a station that cannot take a connector out of use refuses to, and nothing is stored', async () => {
    const kit = await Kit.create({ without: ['disableEvse'] });
    await kit.station.start();
    await kit.clock.settle();
    kit.forget();

    await change(kit, 1, 'Inoperative');
    await change(kit, 0, 'Inoperative');
    await change(kit, 1, 'Operative');

    expect(await kit.story()).toEqual([
      '=ChangeAvailability Rejected',
      '=ChangeAvailability Rejected',
      '=ChangeAvailability Accepted',
    ]);
    expect([0, 1].map((id) => kit.store.availability.get(id))).toEqual(['Operative', 'Operative']);
  });

  test('idle: accepted, and the status follows', async () => {
    const kit = await obedient();

    await change(kit, 1, 'Inoperative');
    await change(kit, 1, 'Inoperative');
    await change(kit, 1, 'Operative');

    expect(await kit.story()).toEqual([
      '=ChangeAvailability Accepted',
      'StatusNotification 1 Unavailable',
      '=ChangeAvailability Accepted',
      '=ChangeAvailability Accepted',
      'StatusNotification 1 Available',
    ]);
  });

  test('connector 0 takes all along', async () => {
    const kit = await obedient();

    await change(kit, 0, 'Inoperative');

    expect(await kit.story()).toEqual([
      '=ChangeAvailability Accepted',
      'StatusNotification 0 Unavailable',
      'StatusNotification 1 Unavailable',
      'StatusNotification 2 Unavailable',
    ]);
  });

  test.each([-1, 5])('connector %i is rejected', async (connectorId) => {
    const kit = await Kit.booted();

    expect(await change(kit, connectorId, 'Inoperative')).toEqual({ status: 'Rejected' });
    expect(await kit.questions()).toEqual([]);
  });

  test('in a transaction: scheduled, and carried out at StopTransaction.conf', async () => {
    const kit = await obedient();
    await kit.charge(1);
    kit.forget();
    expect(await change(kit, 1, 'Inoperative')).toEqual({ status: 'Scheduled' });
    expect(await kit.questions()).toEqual([]);

    kit.stopTransaction(1);

    expect(await kit.story()).toEqual([
      '=ChangeAvailability Scheduled',
      'StopTransaction Local 35 tx 1',
      'StatusNotification 1 Finishing',
      'StatusNotification 1 Unavailable',
    ]);
  });

  test('without an answer to StopTransaction it is carried out at the end of the session', async () => {
    const kit = await obedient();
    await kit.charge(1);
    await change(kit, 1, 'Inoperative');
    kit.csms.lose();
    kit.stopTransaction(1);
    kit.station.onSessionStopped(1, 'session-1');
    kit.forget();

    kit.csms.open();

    expect(await kit.story()).toContain('StatusNotification 1 Unavailable');
  });

  test('OCPP 1.6 §5.2 · a connector that goes out of use with its session is not said to be available in between', async () => {
    const kit = await slow();
    await kit.charge(1);
    await change(kit, 1, 'Inoperative');
    kit.forget();

    kit.stopTransaction(1);
    await kit.clock.advance(100);
    kit.station.onSessionStopped(1, 'session-1');
    await kit.clock.advance(100);
    kit.station.onDisabled(1);
    await kit.clock.advance(1000);

    expect(await kit.story()).toEqual([
      'StopTransaction Local 35 tx 1',
      'StatusNotification 1 Finishing',
      'StatusNotification 1 Unavailable',
    ]);
  });

  test('one that the station keeps in use all the same is available when that is known', async () => {
    const kit = await slow();
    await kit.charge(1);
    await change(kit, 1, 'Inoperative');
    kit.stopTransaction(1);
    await kit.clock.advance(100);
    kit.station.onSessionStopped(1, 'session-1');
    kit.forget();

    await kit.clock.advance(1000);

    expect(await kit.story()).toEqual(['StatusNotification 1 Available']);
  });

  test('connector 0 with one busy connector: scheduled, the others change at once', async () => {
    const kit = await obedient();
    await kit.charge(1);
    kit.forget();

    expect(await change(kit, 0, 'Inoperative')).toEqual({ status: 'Scheduled' });

    expect(await kit.story()).toEqual([
      '=ChangeAvailability Scheduled',
      'StatusNotification 0 Unavailable',
      'StatusNotification 2 Unavailable',
    ]);
  });

  test('OCPP 1.6 §5.2 · a connector that is Preparing is busy, and the change survives a power loss', async () => {
    const kit = await obedient();
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'EVConnected' });
    expect(await change(kit, 1, 'Inoperative')).toEqual({ status: 'Scheduled' });

    const next = await kit.afterPowerLoss();
    await next.station.start();

    expect((await next.story()).slice(2)).toEqual([
      'StatusNotification 0 Available',
      'StatusNotification 1 Unavailable',
      'StatusNotification 2 Available',
    ]);
    expect(next.asked.slice(0, 3)).toEqual([
      ['enableEvse', 0],
      ['disableEvse', 1],
      ['enableEvse', 2],
    ]);
  });

  test('an Operative during the transaction is scheduled, too, and withdraws', async () => {
    const kit = await obedient();
    await kit.charge(1);
    await change(kit, 1, 'Inoperative');
    expect(await change(kit, 1, 'Operative')).toEqual({ status: 'Scheduled' });
    kit.forget();

    kit.stopTransaction(1, { reason: 'EVDisconnected' });
    kit.station.onSessionStopped(1, 'session-1');
    await kit.clock.settle();

    expect(kit.store.availability.get(1)).toBe('Operative');
    expect(await kit.story()).toEqual(['StopTransaction EVDisconnected 35 tx 1', 'StatusNotification 1 Available']);
  });

  test('the availability survives a restart', async () => {
    const kit = await obedient();
    await change(kit, 0, 'Inoperative');

    const next = await kit.afterPowerLoss();
    await next.station.start();

    expect((await next.story()).slice(2)).toEqual([
      'StatusNotification 0 Unavailable',
      'StatusNotification 1 Unavailable',
      'StatusNotification 2 Unavailable',
    ]);
  });

  test('a change at once replaces one that waits', async () => {
    const kit = await obedient();
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'EVConnected' });
    await change(kit, 1, 'Inoperative');
    kit.station.onSuspendChargingEv(1);
    expect(await change(kit, 1, 'Operative')).toEqual({ status: 'Accepted' });

    kit.station.onSessionStopped(1, 's');

    expect((await kit.story()).at(-1)).toBe('StatusNotification 1 Available');
  });

  test('a late answer for an earlier transaction does not end the one that runs now', async () => {
    const kit = await obedient();
    await kit.charge(1);
    kit.csms.lose();
    kit.stopTransaction(1);
    kit.station.onSessionStopped(1, 'session-1');
    await kit.charge(1, { sessionId: 'second' });
    kit.station.onChangeAvailability({ connectorId: 1, type: 'Inoperative' });

    kit.csms.open();
    await kit.clock.settle();
    expect(kit.frames().filter(({ payload }) => payload['status'] === 'Unavailable')).toEqual([]);

    kit.stopTransaction(1, { sessionId: 'second' });
    expect((await kit.story()).at(-1)).toBe('StatusNotification 1 Unavailable');
  });

  test('the application can use the same decision', async () => {
    const kit = await obedient();

    expect(kit.station.onChangeAvailability({ connectorId: 2, type: 'Inoperative' })).toEqual({ status: 'Accepted' });

    expect(await kit.story()).toEqual(['StatusNotification 2 Unavailable']);
  });
});

describe('MinimumStatusDuration', () => {
  const keys = { Core: { MinimumStatusDuration: 5 } };

  test('OCPP 1.6 §4.9 · a status that does not last is never reported', async () => {
    const kit = await obedient({ keys });
    await kit.pass(5);
    kit.forget();
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'EVConnected' });
    await kit.pass(3);
    kit.station.onResumeCharging(1);
    await kit.pass(4.9);
    expect(await kit.story()).toEqual([]);

    await kit.pass(0.1);

    expect(await kit.story()).toEqual(['StatusNotification 1 Charging']);
    expect(await kit.payloads('StatusNotification')).toMatchObject([{ timestamp: kit.now() }]);
  });

  test('connectors wait for themselves', async () => {
    const kit = await obedient({ keys });
    await kit.pass(5);
    kit.forget();
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 'a', reason: 'EVConnected' });
    await kit.pass(3);
    kit.station.onSessionStarted({ connectorId: 2, sessionId: 'b', reason: 'EVConnected' });
    await kit.pass(2);

    expect(await kit.story()).toEqual(['StatusNotification 1 Preparing EVConnected']);
  });

  test('OCPP 1.6 §5.17 · a triggered notification does not wait', async () => {
    const kit = await obedient({ keys });
    await kit.pass(5);
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'EVConnected' });
    kit.forget();

    await kit.csms.call('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId: 1 });

    expect(await kit.story()).toEqual(['=TriggerMessage Accepted', 'StatusNotification 1 Preparing']);
  });

  test('errors, boot and reconnect wait as well', async () => {
    const kit = await obedient({ keys });
    await kit.pass(5);
    kit.forget();
    kit.station.onError(1, kit.error('a', { errorCode: 'GroundFailure' }));
    kit.csms.drop();
    kit.csms.open();
    expect(await kit.story()).toEqual([]);

    await kit.pass(5);

    expect(await kit.story()).toEqual([
      'StatusNotification 0 Available',
      'StatusNotification 1 Faulted GroundFailure',
      'StatusNotification 2 Available',
    ]);
  });
});

describe('errors and reservations', () => {
  test('OCPP 1.6 §4.9 · a fault of a charging connector ends in the state that was reached meanwhile', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    kit.forget();
    kit.station.onError(1, kit.error('a', { errorCode: 'GroundFailure', vendorId: 'EVerest', info: 'caused_by:x' }));
    kit.station.onSuspendChargingEvse(1);
    kit.station.onErrorCleared(1, 'a');

    expect(await kit.story()).toEqual([
      'StatusNotification 1 Faulted caused_by:x GroundFailure',
      'StatusNotification 1 SuspendedEVSE',
    ]);
  });

  test('OCPP 1.6 §4.9 · plugging in at a reserved connector is not Preparing, a token is', async () => {
    const kit = await Kit.booted();
    kit.station.onReservationStart(1);
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'EVConnected' });
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'Authorized' });

    expect(await kit.story()).toEqual(['StatusNotification 1 Reserved', 'StatusNotification 1 Preparing Authorized']);
  });

  test('a transaction on a connector that is still Reserved makes it Preparing', async () => {
    const kit = await Kit.booted();
    kit.station.onReservationStart(1);
    kit.startTransaction(1);

    expect(await kit.story()).toEqual([
      'StatusNotification 1 Reserved',
      'StartTransaction 1 DEADBEEF',
      'StatusNotification 1 Preparing',
    ]);
  });

  test('the end of a session leaves a reserved connector reserved', async () => {
    const kit = await Kit.booted();
    kit.station.onReservationStart(1);
    kit.station.onSessionStopped(1, 's');
    kit.station.onReservationEnd(1);

    expect(await kit.story()).toEqual(['StatusNotification 1 Reserved', 'StatusNotification 1 Available']);
  });

  test('a report about a connector that does not exist is ignored', async () => {
    const kit = await Kit.booted();

    kit.station.onResumeCharging(9);
    kit.station.onError(9, kit.error('a'));
    kit.station.onMeterValues(9, {
      powerMeter: { timestamp: kit.now(), energyImportWh: { total: 1 } },
    });

    expect(await kit.story()).toEqual([]);
  });

  test('the application can set all statuses anew', async () => {
    const kit = await Kit.booted();

    kit.station.resetConnectorStatuses(
      new Map([
        [0, 'Available'],
        [1, 'Preparing'],
        [2, 'Unavailable'],
      ]),
    );
    await kit.csms.call('TriggerMessage', { requestedMessage: 'StatusNotification' });

    expect((await kit.story()).slice(1)).toEqual([
      'StatusNotification 0 Available',
      'StatusNotification 1 Preparing',
      'StatusNotification 2 Unavailable',
    ]);
  });
});

describe('ReserveNow and CancelReservation', () => {
  const request = { connectorId: 1, expiryDate: '2026-01-01T14:00:00+01:00', idTag: 'TAG', reservationId: 5 };

  test('the application decides, and gets the time in UTC', async () => {
    const kit = await Kit.booted({ callbacks: { reserveNow: (reservation) => (asked.push(reservation), 'Occupied') } });
    const asked: unknown[] = [];

    expect(await kit.csms.call('ReserveNow', request)).toEqual({ status: 'Occupied' });

    expect(asked).toEqual([{ ...request, expiryDate: '2026-01-01T13:00:00.000Z' }]);
  });

  test('a faulted and a preparing connector are told from the status', async () => {
    const kit = await Kit.booted();
    kit.station.onError(1, kit.error('a'));
    kit.station.onSessionStarted({ connectorId: 2, sessionId: 's', reason: 'EVConnected' });

    expect(await kit.csms.call('ReserveNow', request)).toEqual({ status: 'Faulted' });
    expect(await kit.csms.call('ReserveNow', { ...request, connectorId: 2 })).toEqual({ status: 'Occupied' });
  });

  test.each([
    [false, 'Rejected'],
    [true, 'Accepted'],
  ])('connector 0 with ReserveConnectorZeroSupported %s is %s', async (ReserveConnectorZeroSupported, status) => {
    const kit = await Kit.booted({ keys: { Reservation: { ReserveConnectorZeroSupported } } });

    expect(await kit.csms.call('ReserveNow', { ...request, connectorId: 0 })).toEqual({ status });
  });

  test('a connector that does not exist is the decision of the application', async () => {
    const kit = await Kit.booted({ callbacks: { reserveNow: () => 'Unavailable' } });

    expect(await kit.csms.call('ReserveNow', { ...request, connectorId: 9 })).toEqual({ status: 'Unavailable' });
  });

  test('without the profile ReserveNow is rejected and CancelReservation not supported', async () => {
    const kit = await Kit.booted({ keys: { Core: { SupportedFeatureProfiles: 'Core' } } });

    expect(await kit.csms.call('ReserveNow', request)).toEqual({ status: 'Rejected' });
    expect(await kit.csms.call('CancelReservation', { reservationId: 5 })).toEqual({ error: 'NotSupported' });
  });

  test('without the callbacks both are rejected', async () => {
    const kit = await Kit.booted({ without: ['reserveNow', 'cancelReservation'] });

    expect(await kit.csms.call('ReserveNow', request)).toEqual({ status: 'Rejected' });
    expect(await kit.csms.call('CancelReservation', { reservationId: 5 })).toEqual({ status: 'Rejected' });
  });

  test.each([
    [true, 'Accepted'],
    [false, 'Rejected'],
  ])('a cancellation that the application answers %s is %s', async (isCancelled, status) => {
    const kit = await Kit.booted({ callbacks: { cancelReservation: () => isCancelled } });

    expect(await kit.csms.call('CancelReservation', { reservationId: 5 })).toEqual({ status });
  });
});
