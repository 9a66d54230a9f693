import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StationKit } from './support/station-kit.js';

let station: StationKit;

beforeEach(async () => {
  station = await StationKit.start({ validateSchema: false });
});

afterEach(() => station.remove());

describe('remote start and stop', () => {
  test('remote start payload', async () => {
    expect(await station.csms.call('RemoteStartTransaction', { idTag: 'TAG' })).toEqual({ status: 'Accepted' });

    expect(await station.kit.next('auth_provider', 'provided_token')).toEqual({
      id_token: { value: 'TAG', type: 'Central' },
      authorization_type: 'OCPP',
      connectors: [1, 2],
      prevalidated: true,
    });
  });

  test('prevalidated is false with AuthorizeRemoteTxRequests', async () => {
    await station.csms.call('ChangeConfiguration', { key: 'AuthorizeRemoteTxRequests', value: 'true' });

    await station.csms.call('RemoteStartTransaction', { idTag: 'TAG', connectorId: 2 });

    expect(await station.kit.next('auth_provider', 'provided_token')).toMatchObject({
      connectors: [2],
      prevalidated: false,
    });
  });

  test.each([7, 0, -1])('connector %d is rejected', async (connectorId) => {
    const answer = await station.csms.call('RemoteStartTransaction', { idTag: 'TAG', connectorId });

    expect(answer).toEqual({ status: 'Rejected' });
    expect(station.kit.published('auth_provider', 'provided_token')).toEqual([]);
  });

  test('a busy connector is rejected', async () => {
    await station.charge();

    expect(await station.csms.call('RemoteStartTransaction', { idTag: 'TAG', connectorId: 1 })).toEqual({
      status: 'Rejected',
    });
  });

  test('a connector reserved for another token is rejected after asking', async () => {
    const reservation = station.kit.peer('reservation');
    reservation.answer('exists_reservation', () => 'ReservedForOtherToken');
    await station.event(1, 'ReservationStart', { uuid: '' });

    expect(await station.csms.call('RemoteStartTransaction', { idTag: 'TAG', connectorId: 1 })).toEqual({
      status: 'Rejected',
    });
    expect(reservation.calls('exists_reservation')).toEqual([{ request: { evse_id: 1, id_token: 'TAG' } }]);
  });

  test('remote stop ends the transaction with reason Remote', async () => {
    await station.charge(2);

    expect(await station.csms.call('RemoteStopTransaction', { transactionId: 1 })).toEqual({ status: 'Accepted' });
    await station.settle();

    expect(station.kit.peer('evse_manager', 1).calls('stop_transaction')).toEqual([{ request: { reason: 'Remote' } }]);
  });

  test('remote stop of an unknown transaction is rejected', async () => {
    expect(await station.csms.call('RemoteStopTransaction', { transactionId: 99 })).toEqual({ status: 'Rejected' });
  });
});

describe('unlock', () => {
  test.each([
    [true, 'Unlocked'],
    [false, 'NotSupported'],
  ])('force_unlock %s is %s', async (isUnlocked, status) => {
    const evse = station.kit.peer('evse_manager', 1);
    evse.answer('force_unlock', () => isUnlocked);

    expect(await station.csms.call('UnlockConnector', { connectorId: 2 })).toEqual({ status });
    expect(evse.calls('force_unlock')).toEqual([{ connector_id: 1 }]);
  });

  test.each([0, 3])('connector %d is not supported', async (connectorId) => {
    expect(await station.csms.call('UnlockConnector', { connectorId })).toEqual({ status: 'NotSupported' });
  });
});

describe('availability', () => {
  const disable = {
    connector_id: 0,
    cmd_source: { enable_source: 'CSMS', enable_state: 'Disable', enable_priority: 5000 },
  };

  test('enable_disable with connector 0, CSMS and 5000', async () => {
    expect(await station.csms.call('ChangeAvailability', { connectorId: 2, type: 'Inoperative' })).toEqual({
      status: 'Accepted',
    });
    await station.settle();

    expect(station.kit.peer('evse_manager', 1).calls('enable_disable').at(-1)).toEqual(disable);
    expect(station.kit.peer('evse_manager', 0).calls('enable_disable')).toHaveLength(1);
  });

  test('connector 0 covers all', async () => {
    await station.csms.call('ChangeAvailability', { connectorId: 0, type: 'Inoperative' });
    await station.settle();

    for (const index of [0, 1]) {
      expect(station.kit.peer('evse_manager', index).calls('enable_disable').at(-1)).toEqual(disable);
    }
    expect(await station.story()).toContain('StatusNotification 0 Unavailable');
  });

  test('Scheduled in a transaction, carried out after it', async () => {
    await station.charge(1);

    expect(await station.csms.call('ChangeAvailability', { connectorId: 1, type: 'Inoperative' })).toEqual({
      status: 'Scheduled',
    });
    const evse = station.kit.peer('evse_manager', 0);
    expect(evse.calls('enable_disable')).toHaveLength(1);
    await station.finishTransaction(1, { reason: 'Local' });

    expect(evse.calls('enable_disable').at(-1)).toEqual(disable);
  });

  test('change_availability of another module decides the same', async () => {
    const change = (request: object): Promise<unknown> =>
      station.kit.call('ocpp_generic', 'change_availability', { request: request as never });

    expect(await change({ operational_status: 'Inoperative', evse: { id: 1, connector_id: 1 } })).toEqual({
      status: 'Accepted',
    });
    expect(await change({ operational_status: 'Operative' })).toEqual({ status: 'Accepted' });
  });

  test.each([[{ id: 1 }], [{ id: 3, connector_id: 1 }], [{ id: 1, connector_id: 2 }]])(
    'change_availability for %j is invalid input',
    async (evse) => {
      const result = await station.kit.call('ocpp_generic', 'change_availability', {
        request: { operational_status: 'Operative', evse },
      });

      expect(result).toMatchObject({ status: 'Rejected', status_info: { reason_code: 'InvalidInput' } });
    },
  );
});

describe('reservation', () => {
  const expiryDate = '2026-01-01T01:00:00.000Z';

  test('ReserveNow of a connector, with a parent id', async () => {
    const request = { connectorId: 1, expiryDate, idTag: 'TAG', parentIdTag: 'P', reservationId: 7 };

    expect(await station.csms.call('ReserveNow', request)).toEqual({ status: 'Accepted' });
    expect(station.kit.peer('reservation').calls('reserve_now')).toEqual([
      {
        request: { reservation_id: 7, id_token: 'TAG', expiry_time: expiryDate, parent_id_token: 'P', evse_id: 1 },
      },
    ]);
  });

  test.each(['Faulted', 'Occupied', 'Rejected', 'Unavailable'] as const)('the result %s passes', async (status) => {
    station.kit.peer('reservation').answer('reserve_now', () => status);

    const request = { connectorId: 1, expiryDate, idTag: 'TAG', reservationId: 7 };
    expect(await station.csms.call('ReserveNow', request)).toEqual({ status });
  });

  test('ReserveNow of connector 0 is rejected without ReserveConnectorZeroSupported', async () => {
    const request = { connectorId: 0, expiryDate, idTag: 'TAG', reservationId: 7 };

    expect(await station.csms.call('ReserveNow', request)).toEqual({ status: 'Rejected' });
    expect(station.kit.peer('reservation').calls('reserve_now')).toEqual([]);
  });

  test.each([
    [true, 'Accepted'],
    [false, 'Rejected'],
  ])('cancel_reservation %s is %s', async (isCancelled, status) => {
    station.kit.peer('reservation').answer('cancel_reservation', () => isCancelled);

    expect(await station.csms.call('CancelReservation', { reservationId: 7 })).toEqual({ status });
    expect(station.kit.peer('reservation').calls('cancel_reservation')).toEqual([{ reservation_id: 7 }]);
  });
});

test('ReserveNow of connector 0 names no EVSE', async () => {
  await station.remove();
  station = await StationKit.start({ keys: { Reservation: { ReserveConnectorZeroSupported: true } } });
  const request = { connectorId: 0, expiryDate: '2026-01-01T01:00:00.000Z', idTag: 'TAG', reservationId: 7 };

  expect(await station.csms.call('ReserveNow', request)).toEqual({ status: 'Accepted' });
  const [call] = station.kit.peer('reservation').calls('reserve_now');
  expect(call?.request).not.toHaveProperty('evse_id');
});
