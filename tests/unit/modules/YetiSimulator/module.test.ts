import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { YetiSimulator } from '#generated/modules/YetiSimulator';
import type { TransactionReq } from '#generated/types/powermeter';
import { startModule, type KitOptions, type ModuleKit } from 'everest-ts/testing';
import { faultTargets } from '../../../../modules/YetiSimulator/fault-injection.js';
import yetiSimulator from '../../../../modules/YetiSimulator/index.js';

const ERROR_TOPIC = 'everest_external/nodered/1/carsim/error';
const value: TransactionReq = {
  evse_id: '1',
  transaction_id: 'x',
  identification_status: 'ASSIGNED',
  identification_flags: [],
  identification_type: 'ISO14443',
};
const fullPower = { allow_power_on: true, reason: 'FullPowerCharging' } as const;

let kit: ModuleKit<YetiSimulator>;

function start(options: KitOptions<YetiSimulator> = {}, module: object = {}): Promise<ModuleKit<YetiSimulator>> {
  return startModule('YetiSimulator', yetiSimulator, {
    ...options,
    config: { module: { connector_id: 1, ...module } },
  });
}

beforeEach(async () => {
  kit = await start();
});

afterEach(async () => {
  expect(kit.failure).toBeUndefined();
  await kit.close();
});

const car = (cp_state: 'A' | 'B' | 'C' | 'D' | 'E'): Promise<void> =>
  kit.call('ev_board_support', 'set_cp_state', { cp_state });
const events = (): string[] => kit.published('board_support', 'event').map(({ event }) => event);
const carEvents = (): string[] => kit.published('ev_board_support', 'bsp_event').map(({ event }) => event);

async function plugIn(): Promise<void> {
  await kit.call('ev_board_support', 'enable', { value: true });
  await kit.call('board_support', 'enable', { value: true });
  await kit.clock.advance(500);
  await car('B');
}

async function charge(dutyPercent: number): Promise<void> {
  await plugIn();
  await kit.call('board_support', 'pwm_on', { value: dutyPercent });
  await car('C');
  await kit.call('board_support', 'allow_power_on', { value: fullPower });
  await kit.clock.advance(1000);
}

describe('YetiSimulator', () => {
  test('tells key and capabilities once, then the first reading, at ready', () => {
    expect(kit.published('powermeter', 'public_key_ocmf')).toEqual(['TESTPUBLICKEY1']);
    expect(kit.published('board_support', 'capabilities')).toEqual([
      {
        max_current_A_import: 32,
        min_current_A_import: 6,
        max_phase_count_import: 3,
        min_phase_count_import: 1,
        max_current_A_export: 16,
        min_current_A_export: 0,
        max_phase_count_export: 3,
        min_phase_count_export: 1,
        supports_changing_phases_during_charging: true,
        supports_cp_state_E: false,
        connector_type: 'IEC62196Type2Cable',
      },
    ]);
    expect(kit.published('powermeter', 'powermeter')).toEqual([
      {
        timestamp: '2026-01-01T00:00:00Z',
        meter_id: 'YETI_POWERMETER',
        phase_seq_error: false,
        energy_Wh_import: { total: 0, L1: 0, L2: 0, L3: 0 },
        energy_Wh_export: { total: 0, L1: 0, L2: 0, L3: 0 },
        power_W: { total: 0, L1: 0, L2: 0, L3: 0 },
        voltage_V: { L1: 230, L2: 230, L3: 230 },
        current_A: { L1: 0, L2: 0, L3: 0, N: 0 },
        frequency_Hz: { L1: 50, L2: 50, L3: 50 },
        temperatures: [{ temperature: 25, identification: 'Powermeter', location: 'Powermeter' }],
      },
    ]);
    expect(kit.published('board_support', 'telemetry')).toEqual([
      {
        evse_temperature_C: 25,
        fan_rpm: 1500,
        supply_voltage_12V: 12.01,
        supply_voltage_minus_12V: -11.8,
        relais_on: false,
      },
    ]);
  });

  test('row 2: with the EV simulation off the meter is published each 500 ms and no event comes', async () => {
    await kit.call('board_support', 'enable', { value: true });
    await kit.clock.advance(5000);

    expect(kit.published('powermeter', 'powermeter')).toHaveLength(11);
    expect(kit.published('temperature_sensor', 'temperatures')).toHaveLength(11);
    expect(events()).toEqual([]);
    expect(kit.published('ev_board_support', 'bsp_measurement')).toEqual([]);
    expect(kit.published('rcd', 'rcd_current_mA')).toEqual([]);
  });

  test('row 3: B, C and A of the car are reported on both sides', async () => {
    await plugIn();
    await car('C');
    await car('A');

    expect(events()).toEqual(['A', 'B', 'C', 'A']);
    expect(carEvents()).toEqual(['B', 'C', 'A']);
  });

  test('measurements come each 250 ms while the car is on', async () => {
    await plugIn();
    await kit.call('board_support', 'pwm_on', { value: 53.33333611488342 });
    const before = kit.published('ev_board_support', 'bsp_measurement').length;

    await kit.clock.advance(1000);

    expect(kit.published('ev_board_support', 'bsp_measurement').slice(before)).toHaveLength(4);
    expect(kit.published('ev_board_support', 'bsp_measurement').at(-1)).toEqual({
      proximity_pilot: { ampacity: 'A_32' },
      cp_pwm_duty_cycle: expect.closeTo(53.33333611488342, 9),
      rcd_current_mA: 0.1,
    });
  });

  test('row 9: the meter that plugging in has zeroed is published at once', async () => {
    await charge(50);
    await kit.clock.advance(60_000);
    await car('A');
    expect(kit.published('powermeter', 'powermeter').at(-1)?.energy_Wh_import.total).toBeGreaterThan(0);

    await car('B');

    expect(kit.published('powermeter', 'powermeter').at(-1)?.energy_Wh_import.total).toBe(0);
  });

  test('row 4: an order of the car during F is ignored', async () => {
    await plugIn();
    await kit.call('board_support', 'cp_state_F', {});

    await car('A');
    await kit.clock.advance(1000);

    expect(carEvents()).toEqual(['B']);
    expect(events().at(-1)).toBe('F');
  });

  test('row 5: 26.667 % in C with permission and three phases gives PowerOn and 16 A per phase', async () => {
    await charge(26.667);

    expect(events()).toEqual(['A', 'B', 'C', 'PowerOn']);
    const { current_A, voltage_V, power_W } = kit.published('powermeter', 'powermeter').at(-1)!;
    expect(current_A).toEqual({
      L1: expect.closeTo(16, 2),
      L2: expect.closeTo(16, 2),
      L3: expect.closeTo(16, 2),
      N: 0.2,
    });
    expect(voltage_V?.L1).toBeCloseTo(222, 2);
    expect(power_W?.total).toBe(10656);
  });

  test('row 5: with noise the current stays within 1 % of 16 A', async () => {
    await kit.close();
    kit = await start({ random: () => 0 });

    await charge(26.667);

    expect(kit.published('powermeter', 'powermeter').at(-1)?.current_A?.L1).toBeCloseTo(15.84, 2);
  });

  test('values of a recorded reading: noise 0.913 % at 16 A gives 224.03 V, 10851 W and 57.55 degrees', async () => {
    await kit.close();
    kit = await start({ random: () => 0.5 + 0.00912937 / 0.02 });
    await kit.call('ev_board_support', 'set_ac_max_current', { current: 16 });

    await charge(53.33333611488342);

    expect(kit.published('powermeter', 'powermeter').at(-1)).toMatchObject({
      current_A: { L1: expect.closeTo(16.14607, 4), N: expect.closeTo(0.201826, 5) },
      voltage_V: { L1: expect.closeTo(224.02672, 4) },
      power_W: { L1: 3617, L2: 3617, L3: 3617, total: 10851 },
      temperatures: [{ temperature: expect.closeTo(57.55436, 3) }],
    });
    expect(kit.published('board_support', 'telemetry').at(-1)).toMatchObject({ relais_on: true });
  });

  test('row 7: switched to one phase the meter shows L2 and L3 as zero', async () => {
    await charge(26.667);
    await kit.call('board_support', 'ac_switch_three_phases_while_charging', { value: false });
    await kit.clock.advance(1000);

    expect(kit.published('powermeter', 'powermeter').at(-1)).toMatchObject({
      current_A: { L1: expect.closeTo(16, 2), L2: 0, L3: 0 },
      power_W: { L2: 0, L3: 0 },
    });
  });

  test('row 10: a meter transaction is OK with the dummy records', async () => {
    const record = { signing_method: 'dummy', encoding_method: 'plain' };

    expect(await kit.call('powermeter', 'start_transaction', { value })).toEqual({
      status: 'OK',
      signed_meter_value: { ...record, signed_meter_data: 'test start value' },
    });
    expect(await kit.call('powermeter', 'stop_transaction', { transaction_id: '' })).toEqual({
      status: 'OK',
      start_signed_meter_value: { ...record, signed_meter_data: 'test start value' },
      signed_meter_value: { ...record, signed_meter_data: 'test stop value' },
    });
  });

  test('row 10: the start record is left out where configured', async () => {
    await kit.close();
    kit = await start({}, { dummy_meter_value_send_on_transaction_start: false });
    expect(await kit.call('powermeter', 'start_transaction', { value })).toEqual({ status: 'OK' });
  });

  test('row 11: a residual current of 6 mA raises ac_rcd/DC until the car is unplugged', async () => {
    await charge(26.667);
    await kit.call('ev_board_support', 'set_rcd_error', { rcd_current_mA: 6 });
    await kit.clock.advance(750);
    expect(kit.activeErrors('rcd')).toMatchObject([
      { type: 'ac_rcd/DC', severity: 'High', sub_type: '', message: 'Simulated fault event' },
    ]);
    expect(kit.published('rcd', 'rcd_current_mA').at(-1)).toBe(6);

    await car('A');
    await kit.clock.advance(750);

    expect(kit.activeErrors('rcd')).toEqual([]);
  });

  test('row 12: a broken diode with PWM raises DiodeFault, cleared in A, and the next session is clean', async () => {
    await charge(26.667);
    await kit.call('ev_board_support', 'diode_fail', { value: true });
    await kit.clock.advance(500);
    expect(kit.activeErrors('board_support')).toMatchObject([
      { type: 'evse_board_support/DiodeFault', message: 'Simulated fault event' },
    ]);

    await car('A');
    expect(kit.activeErrors('board_support')).toEqual([]);
    await charge(26.667);

    expect(kit.activeErrors('board_support')).toEqual([]);
    expect(events().at(-1)).toBe('PowerOn');
  });

  test.each([...faultTargets])('row 13: %s is raised and cleared at its implementation', async (name, { at, type }) => {
    await kit.call('ev_board_support', 'enable', { value: true });
    kit.external.send(ERROR_TOPIC, JSON.stringify({ error_type: name, raise: 'true' }));
    kit.external.send(ERROR_TOPIC, JSON.stringify({ error_type: name, raise: 'true' }));
    await kit.clock.advance(1000);
    expect(kit.activeErrors(at)).toMatchObject([{ type, severity: 'High', sub_type: '' }]);

    kit.external.send(ERROR_TOPIC, JSON.stringify({ error_type: name, raise: 'false' }));
    await kit.settle();

    expect(kit.activeErrors(at)).toEqual([]);
  });

  test('a fault order sent before ready is not lost', async () => {
    await kit.close();
    kit = await start({ ready: false });
    kit.external.send(ERROR_TOPIC, '{"error_type":"BrownOut","raise":"true"}');

    await kit.ready();

    expect(kit.activeErrors('board_support')).toMatchObject([{ type: 'evse_board_support/BrownOut' }]);
  });

  test('an unusable fault order harms nothing', async () => {
    kit.external.send(ERROR_TOPIC, 'bogus');
    await kit.settle();

    expect(kit.activeErrors('board_support')).toEqual([]);
  });

  test('orders that come before ready are applied', async () => {
    await kit.close();
    kit = await start({ ready: false });
    await kit.call('ev_board_support', 'enable', { value: true });
    await car('B');

    await kit.ready();

    expect(events()).toEqual(['B']);
  });

  test('switching the car off reports A and stops measurements', async () => {
    await charge(26.667);
    await kit.call('ev_board_support', 'enable', { value: false });
    const before = kit.published('ev_board_support', 'bsp_measurement').length;
    await kit.clock.advance(1000);

    expect(carEvents().at(-1)).toBe('A');
    expect(events().at(-1)).toBe('PowerOff');
    expect(kit.published('ev_board_support', 'bsp_measurement')).toHaveLength(before);
  });

  test('the residual current device resets and the lock obeys', async () => {
    expect(await kit.call('rcd', 'reset', {})).toBe(true);
    await kit.call('rcd', 'self_test', {});
    await kit.call('connector_lock', 'lock', {});
    await kit.call('connector_lock', 'unlock', {});
  });

  test('publishes the meter on the topics of former releases', async () => {
    await charge(26.667);
    const last = (topic: string): string | undefined =>
      kit.external.published.findLast((message) => message.topic === topic)?.payload;

    expect(last('/external/powermeter/vrmsL1')).toBe('221.9999');
    expect(last('/external/powermeter/phaseSeqError')).toBe('false');
    expect(last('/external/powermeter/time_stamp')).toBe(String(Date.UTC(2026, 0, 1) / 1000 + 1));
    expect(last('/external/module/powermeter/totalKw')).toBe('10.656');
    expect(JSON.parse(last('/external/powermeter_json') ?? '')).toMatchObject([
      { wattL1: 3552, irmsN: 0.2, freqL3: 50 },
    ]);
  });

  test('leaves no timer behind', async () => {
    await kit.shutdown();

    expect(kit.clock.pendingTimers).toBe(0);
  });
});
