import { afterEach, describe, expect, test } from '@jest/globals';
import type { ReservationRequest } from '../../../../../../lib/ocpp16/core/callbacks.js';
import { Kit, type KitOptions } from '../../charge-point/support/kit.js';

const zero = { keys: { Reservation: { ReserveConnectorZeroSupported: true } } };
let kit: Kit;

afterEach(() => kit.station.stop());

async function booted(options: KitOptions = {}): Promise<Kit> {
  kit = await Kit.booted(options);
  await kit.clock.settle();
  kit.forget();
  return kit;
}

function reserve(connectorId: number, more: object = {}): Promise<unknown> {
  const expiryDate = '2026-01-01T13:00:00Z';
  return kit.csms.call('ReserveNow', { connectorId, expiryDate, idTag: 'TAG', reservationId: 7, ...more });
}

describe('OCPP 1.6 §5.13 · ReserveNow', () => {
  test.each(['Accepted', 'Faulted', 'Occupied', 'Rejected', 'Unavailable'] as const)(
    'is %s when the application says so',
    async (status) => {
      await booted({ callbacks: { reserveNow: () => status } });

      expect(await reserve(1)).toEqual({ status });
    },
  );

  test('reaches the application with everything, the expiry in UTC', async () => {
    const asked: ReservationRequest[] = [];
    await booted({ callbacks: { reserveNow: (request) => (asked.push(request), 'Accepted') } });

    await reserve(2, { expiryDate: '2026-01-01T14:30:00+01:00', parentIdTag: 'GROUP' });

    expect(asked).toEqual([
      { connectorId: 2, expiryDate: '2026-01-01T13:30:00.000Z', idTag: 'TAG', parentIdTag: 'GROUP', reservationId: 7 },
    ]);
  });

  test('of connector 0 needs ReserveConnectorZeroSupported', async () => {
    await booted();
    expect(await reserve(0)).toEqual({ status: 'Rejected' });
    expect(await kit.questions()).toEqual([]);
    await kit.station.stop();

    await booted(zero);
    expect(await reserve(0)).toEqual({ status: 'Accepted' });
    expect(await kit.questions()).toMatchObject([['reserveNow', { connectorId: 0 }]]);
  });

  test('of a negative connector is Rejected, never taken for any connector', async () => {
    await booted(zero);

    expect(await reserve(-1)).toEqual({ status: 'Rejected' });
    expect(await kit.questions()).toEqual([]);
  });

  test('of a connector that does not exist is up to the application', async () => {
    await booted({ callbacks: { reserveNow: () => 'Rejected' } });

    expect(await reserve(9)).toEqual({ status: 'Rejected' });
  });

  test('of a Faulted and of a Preparing connector asks nobody', async () => {
    await booted();
    kit.station.onError(1, kit.error('e'));
    kit.station.onSessionStarted({ connectorId: 2, sessionId: 's', reason: 'EVConnected' });

    expect(await reserve(1)).toEqual({ status: 'Faulted' });
    expect(await reserve(2)).toEqual({ status: 'Occupied' });
    expect(await kit.questions()).toEqual([]);
  });

  test('without the profile, without the callback and with a failing one is Rejected', async () => {
    await booted({ keys: { Core: { SupportedFeatureProfiles: 'Core' } } });
    expect(await reserve(1)).toEqual({ status: 'Rejected' });
    await kit.station.stop();

    await booted({ without: ['reserveNow'] });
    expect(await reserve(1)).toEqual({ status: 'Rejected' });
    await kit.station.stop();

    await booted({ callbacks: { reserveNow: () => Promise.reject(new Error('application')) } });
    expect(await reserve(1)).toEqual({ status: 'Rejected' });
  });
});

describe('OCPP 1.6 §5.1 · CancelReservation', () => {
  test.each([
    [true, 'Accepted'],
    [false, 'Rejected'],
  ])('the application answers %s: %s', async (isCancelled, status) => {
    await booted({ callbacks: { cancelReservation: () => isCancelled } });

    expect(await kit.csms.call('CancelReservation', { reservationId: 7 })).toEqual({ status });
  });

  test('without the profile is NotSupported', async () => {
    await booted({ keys: { Core: { SupportedFeatureProfiles: 'Core' } } });

    expect(await kit.csms.call('CancelReservation', { reservationId: 7 })).toEqual({ error: 'NotSupported' });
  });
});

describe('OCPP 1.6 §4.9 · the status Reserved and its ends', () => {
  test('cancelled, expired or lost: Available', async () => {
    await booted();
    kit.station.onReservationStart(1);
    kit.station.onReservationEnd(1);

    expect(await kit.story()).toEqual(['StatusNotification 1 Reserved', 'StatusNotification 1 Available']);
  });

  test('a token: Preparing', async () => {
    await booted();
    kit.station.onReservationStart(1);
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'Authorized' });
    kit.station.onReservationEnd(1);

    expect(await kit.story()).toEqual(['StatusNotification 1 Reserved', 'StatusNotification 1 Preparing Authorized']);
  });

  test('a car alone changes nothing; when it leaves the connector is still Reserved', async () => {
    await booted();
    kit.station.onReservationStart(1);
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'EVConnected' });
    kit.station.onSessionStopped(1, 's');
    kit.station.onReservationEnd(1);

    expect(await kit.story()).toEqual(['StatusNotification 1 Reserved', 'StatusNotification 1 Available']);
  });

  test('a reservation that ends while a car is plugged in: Preparing, for nobody else can use the connector', async () => {
    await booted();
    kit.station.onReservationStart(1);
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'EVConnected' });
    kit.station.onReservationEnd(1);
    kit.station.onSessionStopped(1, 's');

    expect(await kit.story()).toEqual([
      'StatusNotification 1 Reserved',
      'StatusNotification 1 Preparing EVConnected',
      'StatusNotification 1 Available',
    ]);
  });

  test('taken out of service: Unavailable, and the end of the reservation changes nothing', async () => {
    await booted();
    kit.station.onReservationStart(1);
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'EVConnected' });
    kit.station.onDisabled(1);
    kit.station.onReservationEnd(1);

    expect(await kit.story()).toEqual(['StatusNotification 1 Reserved', 'StatusNotification 1 Unavailable']);
  });

  test('the transaction names the reservation that it ends', async () => {
    await booted();
    kit.station.onReservationStart(1);
    kit.startTransaction(1, { reservationId: 7 });

    expect(await kit.payloads('StartTransaction')).toMatchObject([{ connectorId: 1, reservationId: 7 }]);
  });
});
