import { afterEach, describe, expect, test } from '@jest/globals';
import type { EnableDisableSource } from '#generated/types/evse_manager';
import type { Options, Station } from './station.js';
import { startStation } from './station.js';

let station: Station;
const start = async (options: Options = {}): Promise<Station> => (station = await startStation(options));

function wish(
  enable_source: EnableDisableSource['enable_source'],
  enable_state: EnableDisableSource['enable_state'],
  enable_priority: number,
): EnableDisableSource {
  return { enable_source, enable_state, enable_priority };
}

function apply(connector_id: number, cmd_source: EnableDisableSource): Promise<boolean> {
  return station.kit.call('evse', 'enable_disable', { connector_id, cmd_source });
}

afterEach(async () => {
  expect(station.kit.failure).toBeUndefined();
  await station.kit.close();
});

describe('EvseManager §29 enable and disable', () => {
  test.each([
    ['a better Enable wins', wish('LocalAPI', 'Disable', 42), wish('LocalKeyLock', 'Enable', 0), true],
    ['Unassigned does not count', wish('LocalAPI', 'Disable', 42), wish('LocalKeyLock', 'Unassigned', 0), false],
    ['Disable wins between equals', wish('CSMS', 'Enable', 100), wish('LocalAPI', 'Disable', 100), false],
  ])('row 21 · %s', async (_name, first, second, enabled) => {
    await start();

    await apply(1, first);

    expect(await apply(1, second)).toBe(enabled);
  });

  test('row 21 · disabling in a session ends it with EVSEDisabled, then Disabled follows', async () => {
    await start();
    await station.charge();

    await apply(1, wish('CSMS', 'Disable', 5000));
    await station.event('B', 'PowerOff');

    expect(station.names(7)).toEqual([
      'StoppingCharging',
      'ChargingFinished',
      'TransactionFinished',
      'SessionFinished',
      'Disabled',
    ]);
    expect(station.last('TransactionFinished').transaction_finished?.reason).toBe('EVSEDisabled');
    expect(station.last('Disabled')).toMatchObject({
      uuid: '',
      connector_id: 1,
      source: wish('CSMS', 'Disable', 5000),
    });
    expect(station.kit.peer('bsp').calls('enable').at(-1)).toEqual({ value: false });
    expect(station.kit.peer('bsp').calls('cp_state_F')).toHaveLength(1);
    expect(station.kit.peer('connector_lock').calls('unlock')).toHaveLength(1);
  });

  test('row 22 · disabled by the connector, enabled by the EVSE only: Enabled is told, the state stays', async () => {
    await start();
    await apply(1, wish('CSMS', 'Disable', 5000));

    expect(await apply(0, wish('CSMS', 'Enable', 5000))).toBe(true);
    expect(station.names(1)).toEqual(['Disabled', 'Enabled']);
    expect(station.last('Enabled')).not.toHaveProperty('connector_id');
    expect(station.state).toBe('Disabled');

    await apply(1, wish('CSMS', 'Enable', 5000));
    expect(station.state).toBe('Idle');
    expect(station.kit.peer('bsp').calls('enable').at(-1)).toEqual({ value: true });
  });

  test('row 22 · disabled and enabled by the EVSE', async () => {
    await start();

    await apply(0, wish('CSMS', 'Disable', 5000));
    expect(station.state).toBe('Disabled');
    await apply(0, wish('CSMS', 'Enable', 5000));

    expect(station.state).toBe('Idle');
    expect(station.names(1)).toEqual(['Disabled', 'Enabled']);
  });

  test('§28 no. 2 · disabling again while disabled stays disabled', async () => {
    await start();
    await apply(0, wish('CSMS', 'Disable', 5000));

    expect(await apply(0, wish('LocalAPI', 'Disable', 1))).toBe(false);
    await station.pass(1000);

    expect(station.state).toBe('Disabled');
  });

  test('§28 no. 3 · enabling before the session has ended keeps the EVSE enabled', async () => {
    await start();
    await station.charge();
    await apply(1, wish('CSMS', 'Disable', 5000));

    await apply(1, wish('CSMS', 'Enable', 5000));
    await station.event('A', 'PowerOff');
    await station.pass(1000);

    expect(station.state).toBe('Idle');
    expect(station.names()).not.toContain('Disabled');
  });

  test('§16 · an EV that waited at a disabled EVSE begins a session when it is enabled', async () => {
    await start();
    await station.event('B');
    await apply(1, wish('CSMS', 'Disable', 5000));
    expect(station.state).toBe('Disabled');

    await apply(1, wish('CSMS', 'Enable', 5000));
    await station.event('B');

    expect(station.names().slice(-3)).toEqual(['Enabled', 'SessionStarted', 'AuthRequired']);
  });
});

describe('EvseManager §29 reservation and unlock', () => {
  test('row 23 · reserve in Idle, with another id, with the same id, and not in Idle', async () => {
    await start();
    const reserve = (reservation_id: number): Promise<boolean> =>
      station.kit.call('evse', 'reserve', { reservation_id });

    expect(await reserve(4)).toBe(true);
    expect(await reserve(5)).toBe(false);
    expect(await reserve(4)).toBe(true);
    expect(station.names(1)).toEqual(['ReservationStart']);

    await station.kit.call('evse', 'cancel_reservation', {});
    await station.event('B');
    expect(await reserve(4)).toBe(false);
    expect(station.names(1)).toEqual(['ReservationStart', 'ReservationEnd', 'SessionStarted', 'AuthRequired']);
  });

  test('§15 · disabling cancels a reservation', async () => {
    await start();
    await station.kit.call('evse', 'reserve', { reservation_id: 4 });

    await apply(0, wish('CSMS', 'Disable', 5000));

    expect(station.names(1)).toEqual(['ReservationStart', 'Disabled', 'ReservationEnd']);
  });

  test('§13.4 · withdrawing the authorization cancels the reservation', async () => {
    await start();
    await station.kit.call('evse', 'reserve', { reservation_id: 4 });
    await station.authorize(undefined, {
      authorization_status: 'Accepted',
      tariff_messages: [],
      reservation_id: 4,
    });

    await station.kit.call('evse', 'withdraw_authorization', {});

    expect(station.names(1)).toEqual([
      'ReservationStart',
      'SessionStarted',
      'Authorized',
      'ReservationEnd',
      'Deauthorized',
      'SessionFinished',
    ]);
  });

  test('row 25 · force_unlock without a lock is refused', async () => {
    await start({ connections: { connector_lock: 0 } });

    expect(await station.kit.call('evse', 'force_unlock', { connector_id: 1 })).toBe(false);
  });

  test('row 25 · force_unlock while charging stops with UnlockCommand and unlocks after PowerOff', async () => {
    await start();
    await station.charge();
    const lock = station.kit.peer('connector_lock');

    expect(await station.kit.call('evse', 'force_unlock', { connector_id: 1 })).toBe(true);
    await station.pass();
    expect(lock.calls('unlock')).toHaveLength(0);

    await station.event('B', 'PowerOff');
    expect(lock.calls('unlock')).toHaveLength(1);
    expect(station.last('TransactionFinished').transaction_finished?.reason).toBe('UnlockCommand');
  });

  test('§5.7 · force_unlock of an idle EVSE always drives the lock', async () => {
    await start();

    await station.kit.call('evse', 'force_unlock', { connector_id: 1 });
    await station.kit.call('evse', 'force_unlock', { connector_id: 1 });
    await station.kit.settle();

    expect(station.kit.peer('connector_lock').calls('unlock')).toHaveLength(2);
  });

  test('row 26 · with unlock_when_deauthorized the plug is locked only while authorized', async () => {
    await start({ config: { unlock_when_deauthorized: true } });
    const lock = station.kit.peer('connector_lock');

    await station.charge();
    expect(lock.calls('lock')).toHaveLength(1);

    await station.kit.call('evse', 'stop_transaction', { request: { reason: 'Local' } });
    await station.pass();
    await station.event('B', 'PowerOff');
    expect(lock.calls('unlock')).toHaveLength(1);
  });

  test('§5.3 · lock_connector_in_state_b false locks from state C on', async () => {
    await start({ config: { lock_connector_in_state_b: false } });
    const lock = station.kit.peer('connector_lock');

    await station.event('B');
    expect(lock.calls('lock')).toHaveLength(0);
    await station.event('C');

    expect(lock.calls('lock')).toHaveLength(1);
  });
});

describe('EvseManager §19 facts', () => {
  test('get_evse names the EVSE and its only connector', async () => {
    await start({ config: { connector_id: 2, connector_type: 'cType2' } });

    expect(await station.kit.call('evse', 'get_evse', {})).toEqual({ id: 2, connectors: [{ id: 1, type: 'cType2' }] });
  });

  test('an unknown connector type is left out', async () => {
    await start({ config: { connector_type: 'hairdryer' } });

    expect(await station.kit.call('evse', 'get_evse', {})).toEqual({ id: 1, connectors: [{ id: 1 }] });
  });

  test('without high level communication its commands say so', async () => {
    await start();

    expect(
      await station.kit.call('evse', 'update_allowed_energy_transfer_modes', {
        allowed_energy_transfer_modes: ['AC_three_phase_core'],
      }),
    ).toBe('NoHlc');
    expect(await station.kit.call('evse', 'set_der_available', { available: true })).toBe('NoHlc');
    await station.kit.call('evse', 'set_plug_and_charge_configuration', {
      plug_and_charge_configuration: { pnc_enabled: true },
    });
  });
});
