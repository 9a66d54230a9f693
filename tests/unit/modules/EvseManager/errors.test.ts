import { afterEach, describe, expect, test } from '@jest/globals';
import type { Options, Station } from './station.js';
import { startStation } from './station.js';

let station: Station;
const start = async (options: Options = {}): Promise<Station> => (station = await startStation(options));
const activeTypes = (): string[] => station.kit.activeErrors('evse').map(({ type }) => type);

afterEach(async () => {
  expect(station.kit.failure).toBeUndefined();
  await station.kit.close();
});

describe('EvseManager §29 errors', () => {
  test('row 17 · a High error of the board stops charging, which resumes by itself once it is cleared', async () => {
    await start();
    await station.charge();
    const bsp = station.kit.peer('bsp');
    const x1 = bsp.calls('cp_state_X1').length;

    bsp.raise('evse_board_support/MREC6UnderVoltage', { severity: 'High' });
    await station.pass();
    expect(station.power.at(-1)).toBe(false);
    expect(bsp.calls('cp_state_X1').length).toBeGreaterThan(x1);
    expect(station.kit.activeErrors('evse')).toMatchObject([
      {
        type: 'evse_manager/Inoperative',
        severity: 'High',
        message: 'evse_board_support/MREC6UnderVoltage',
        vendor_id: 'EVerest',
      },
    ]);
    await station.event('B', 'PowerOff');
    expect(station.names(7)).toEqual(['StoppingCharging', 'ChargingPausedEVSE']);
    expect(station.last('ChargingPausedEVSE').charging_paused_evse).toEqual({ reasons: ['Error'] });

    bsp.clear('evse_board_support/MREC6UnderVoltage');
    await station.pass();
    await station.event('C');
    expect(activeTypes()).toEqual([]);
    expect(station.names(9)).toEqual(['PrepareCharging', 'ChargingStarted']);
    expect(station.power.at(-1)).toBe(true);
  });

  test.each(['VendorWarning', 'MREC3HighTemperature', 'MREC18CableOverTempDerate'] as const)(
    'row 18 · %s of the board has no effect',
    async (name) => {
      await start();
      await station.charge();

      station.kit.peer('bsp').raise(`evse_board_support/${name}`, { severity: 'High' });
      await station.pass(1000);

      expect(activeTypes()).toEqual([]);
      expect(station.state).toBe('Charging');
    },
  );

  test('§28 no. 4 · a warning of the meter has no effect, a fault has', async () => {
    await start();
    await station.charge();
    const meter = station.kit.peer('powermeter_grid_side');

    meter.raise('powermeter/VendorWarning', { severity: 'High' });
    await station.pass();
    expect(activeTypes()).toEqual([]);

    meter.raise('powermeter/CommunicationFault', { severity: 'High' });
    await station.pass();
    expect(activeTypes()).toEqual(['evse_manager/Inoperative']);
  });

  test('§17.2 · without fail_on_powermeter_errors a meter fault does not block', async () => {
    await start({ config: { fail_on_powermeter_errors: false } });
    await station.charge();

    station.kit.peer('powermeter_grid_side').raise('powermeter/CommunicationFault', { severity: 'High' });
    await station.pass(1000);

    expect(station.state).toBe('Charging');
  });

  test('row 19 · of two errors one clears: Inoperative names the other, charging does not resume', async () => {
    await start();
    await station.charge();
    const bsp = station.kit.peer('bsp');
    bsp.raise('evse_board_support/MREC6UnderVoltage', { severity: 'High' });
    bsp.raise('evse_board_support/DiodeFault', { severity: 'High' });
    await station.pass();
    await station.event('B', 'PowerOff');
    expect(station.kit.activeErrors('evse')).toMatchObject([
      { message: 'evse_board_support/MREC6UnderVoltage', description: 'MREC6UnderVoltage, DiodeFault' },
    ]);

    bsp.clear('evse_board_support/MREC6UnderVoltage');
    await station.pass(2000);

    expect(station.kit.activeErrors('evse')).toMatchObject([{ message: 'evse_board_support/DiodeFault' }]);
    expect(station.state).toBe('EVSE Paused');
    expect(station.names(9)).toEqual([]);
  });

  test('row 20 · an error while waiting for authorization ends the session, which needs an unplug', async () => {
    await start();
    await station.event('B');

    station.kit.peer('bsp').raise('evse_board_support/DiodeFault', { severity: 'High' });
    await station.pass();
    station.kit.peer('bsp').clear('evse_board_support/DiodeFault');
    await station.pass();
    expect(station.state).toBe('Finished');

    await station.event('A');
    expect(station.names(1)).toEqual(['SessionStarted', 'AuthRequired', 'SessionFinished']);
    expect(station.state).toBe('Idle');
  });

  test('§17.4 · an idle EVSE shows a fault with CP state F until it is cleared', async () => {
    await start();
    const bsp = station.kit.peer('bsp');

    bsp.raise('evse_board_support/DiodeFault', { severity: 'High' });
    await station.pass(500);
    expect(bsp.calls('cp_state_F')).toHaveLength(1);
    const x1 = bsp.calls('cp_state_X1').length;

    bsp.clear('evse_board_support/DiodeFault');
    await station.pass(500);
    expect(bsp.calls('cp_state_X1')).toHaveLength(x1 + 1);
  });

  test('§17.4 · a fault that first shows while paused gives 300 ms of CP state F', async () => {
    await start();
    await station.charge();
    await station.kit.call('evse', 'pause_charging', {});
    await station.pass();
    await station.event('B', 'PowerOff');
    const bsp = station.kit.peer('bsp');

    bsp.raise('evse_board_support/DiodeFault', { severity: 'High' });
    await station.pass(200);
    expect(bsp.calls('cp_state_F')).toHaveLength(1);
    const x1 = bsp.calls('cp_state_X1').length;

    await station.pass(300);
    expect(bsp.calls('cp_state_X1')).toHaveLength(x1 + 1);
    expect(station.last('ChargingPausedEVSE').charging_paused_evse).toEqual({ reasons: ['Error', 'UserPause'] });
  });

  test('§17.4 · an error below High keeps the PWM but opens the contactor', async () => {
    await start();
    await station.charge();

    station.kit.peer('bsp').raise('evse_board_support/VendorError', { severity: 'Medium' });
    await station.pass(0);

    expect(station.power.at(-1)).toBe(false);
    expect(station.names(7)).toEqual(['StoppingCharging']);
  });

  test('§17.3 · Inoperative carries the vendor of its first cause when configured', async () => {
    await start({ config: { inoperative_error_use_vendor_id: true } });

    station.kit.peer('bsp').raise('evse_board_support/VendorError', { severity: 'High', vendorId: 'ACME' });
    await station.kit.settle();

    expect(station.kit.activeErrors('evse')).toMatchObject([{ vendor_id: 'ACME' }]);
  });

  test('§15 · an error cancels a reservation', async () => {
    await start();
    await station.kit.call('evse', 'reserve', { reservation_id: 3 });

    station.kit.peer('connector_lock').raise('connector_lock/MREC1ConnectorLockFailure', { severity: 'High' });
    await station.kit.settle();

    expect(station.names(1)).toEqual(['ReservationStart', 'ReservationEnd']);
  });

  test('§12.1 · a meter that cannot start a transaction blocks charging until the next session', async () => {
    await start({
      answers: {
        powermeter_grid_side: {
          start_transaction: () => ({ status: 'UNEXPECTED_ERROR', error: 'busy' }),
          stop_transaction: () => ({ status: 'OK' }),
        },
      },
    });
    await station.event('B');

    await station.authorize();
    await station.pass(1000);
    expect(activeTypes()).toEqual(['evse_manager/PowermeterTransactionStartFailed', 'evse_manager/Inoperative']);
    expect(station.names(1)).toEqual(['SessionStarted', 'AuthRequired', 'Authorized']);
    expect(station.state).toBe('Finished');

    await station.event('A');
    await station.pass();
    expect(activeTypes()).toEqual([]);
  });

  test('§12.1 · with fail_on_powermeter_errors off the transaction starts without the meter', async () => {
    await start({
      config: { fail_on_powermeter_errors: false },
      answers: {
        powermeter_grid_side: {
          start_transaction: () => ({ status: 'UNEXPECTED_ERROR' }),
          stop_transaction: () => ({ status: 'UNEXPECTED_ERROR' }),
        },
      },
    });

    await station.charge();

    expect(station.last('TransactionStarted').transaction_started).not.toHaveProperty('signed_meter_value');
  });

  test('§6 · a meter that never answers counts as failed, and the events wait for it', async () => {
    await start();
    station.kit.peer('powermeter_grid_side').answer('start_transaction', () => new Promise(() => undefined));
    await station.event('B');
    await station.authorize();

    await station.pass(9000);
    expect(activeTypes()).toEqual([]);
    await station.pass(1500);

    expect(activeTypes()).toContain('evse_manager/PowermeterTransactionStartFailed');
  });

  test('§6 · an EV that leaves while the meter is asked: relays and lock at once, events in order afterwards', async () => {
    await start();
    const meter = station.kit.peer('powermeter_grid_side');
    let answer: (response: { status: 'OK' }) => void = () => undefined;
    meter.answer('start_transaction', () => new Promise((resolve) => (answer = resolve)));
    await station.grant(16);
    await station.event('B');
    await station.authorize();
    await station.pass();

    await station.event('A');
    expect(station.kit.peer('connector_lock').calls('unlock')).toHaveLength(1);
    expect(station.names(4)).toEqual([]);

    answer({ status: 'OK' });
    await station.kit.settle();
    expect(station.names(4)).toEqual([
      'TransactionStarted',
      'PrepareCharging',
      'StoppingCharging',
      'ChargingFinished',
      'TransactionFinished',
      'SessionFinished',
    ]);
    expect(station.state).toBe('Idle');
  });

  test('§6 · a stop that comes while the meter is asked takes effect after it', async () => {
    await start();
    let answer: (response: { status: 'OK' }) => void = () => undefined;
    station.kit
      .peer('powermeter_grid_side')
      .answer('start_transaction', () => new Promise((resolve) => (answer = resolve)));
    await station.event('B');
    await station.authorize();
    await station.pass();

    const stopped = station.kit.call('evse', 'stop_transaction', { request: { reason: 'Remote' } });
    await station.kit.settle();
    answer({ status: 'OK' });

    expect(await stopped).toBe(true);
    await station.pass();
    expect(station.last('TransactionFinished').transaction_finished?.reason).toBe('Remote');
  });

  test('DC charge mode · an Internal error is raised at start and the EVSE stays inoperative', async () => {
    await start({ config: { charge_mode: 'DC' } });
    const expected = ['evse_manager/Internal', 'evse_manager/Inoperative'];
    expect(activeTypes()).toEqual(expected);

    await station.event('B');
    await station.authorize();
    await station.pass(1000);
    expect(station.names()).not.toContain('TransactionStarted');
    await station.event('A');
    await station.pass(1000);

    expect(activeTypes()).toEqual(expected);
  });
});
