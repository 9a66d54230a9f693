import { afterEach, describe, expect, test } from '@jest/globals';
import type { Options, Station } from './station.js';
import { reading, startStation } from './station.js';

let station: Station;
const start = async (options: Options = {}): Promise<Station> => (station = await startStation(options));

afterEach(async () => {
  expect(station.kit.failure).toBeUndefined();
  await station.kit.close();
});

describe('EvseManager §29 charging', () => {
  test('row 11 · a limit of 0 A pauses for want of energy, more than 5.9 A resumes', async () => {
    await start();
    await station.charge();

    await station.grant(0);
    await station.pass();
    await station.event('B', 'PowerOff');
    expect(station.names(7)).toEqual(['StoppingCharging', 'ChargingPausedEVSE']);
    expect(station.last('ChargingPausedEVSE').charging_paused_evse).toEqual({ reasons: ['NoEnergy'] });

    await station.grant(5.9);
    await station.pass(1000);
    expect(station.state).toBe('EVSE Paused');

    await station.grant(6);
    await station.pass();
    await station.event('C');
    expect(station.names(9)).toEqual(['PrepareCharging', 'ChargingStarted']);
    expect(station.duties.at(-1)).toBeCloseTo(10, 5);
  });

  test('row 12 · a limit that is not renewed lapses 1.0 to 1.2 s after its time', async () => {
    await start();
    await station.charge();
    await station.grant(16, 10);

    await station.pass(10_900);
    expect(station.limit).toBe(16);
    expect(station.state).toBe('Charging');

    await station.pass(300);
    expect(station.limit).toBe(0);
    await station.event('B', 'PowerOff');
    expect(station.last('ChargingPausedEVSE').charging_paused_evse).toEqual({ reasons: ['NoEnergy'] });
  });

  test('row 13 · 16 A is a duty of 26.667 %, and the PWM changes at most every 5 s while charging', async () => {
    await start();
    await station.charge(16);
    expect(station.duties).toHaveLength(1);
    expect(station.duties[0]).toBeCloseTo(26.667, 3);

    await station.grant(20);
    await station.pass(4800);
    expect(station.duties).toHaveLength(1);

    await station.pass(200);
    expect(station.duties.at(-1)).toBeCloseTo(33.333, 3);
    await station.pass(10_000);
    expect(station.duties).toHaveLength(2);
  });

  test('row 14 · an EV that stays in C after X1 is switched off after 6 s', async () => {
    await start();
    await station.charge();
    await station.kit.call('evse', 'pause_charging', {});
    await station.pass();
    const before = station.power.length;

    await station.pass(5800);
    expect(station.power).toHaveLength(before);

    await station.pass(200);
    expect(station.power.slice(before)).toEqual([false]);
    await station.event('PowerOff');
    expect(station.state).toBe('EVSE Paused');
  });

  test('row 15 · an EV that does not react within 30 s is woken up, 10 s later it counts as paused', async () => {
    await start();
    await station.grant(16);
    await station.event('B');
    await station.authorize();
    await station.pass();
    const bsp = station.kit.peer('bsp');
    const steps = (): number[] => [
      bsp.calls('cp_state_F').length,
      bsp.calls('cp_state_X1').length,
      station.duties.length,
    ];
    const [f = 0, x1 = 0, pwm = 0] = steps();

    await station.pass(30_000);
    expect(steps()).toEqual([f, x1, pwm]);
    await station.pass(100);
    expect(station.state).toBe('T_step_EF');
    expect(steps()).toEqual([f + 1, x1, pwm]);

    await station.pass(4000);
    expect(steps()).toEqual([f + 1, x1 + 1, pwm]);
    await station.pass(800);
    expect(steps()).toEqual([f + 1, x1 + 1, pwm + 1]);
    expect(station.state).toBe('PrepareCharging');

    await station.pass(10_000);
    expect(station.names()).not.toContain('ChargingPausedEV');
    await station.pass(200);
    expect(station.names().at(-1)).toBe('ChargingPausedEV');
  });

  test('row 16 · over-current for 7 s raises MREC4 and pauses with an error', async () => {
    await start();
    await station.charge(16);
    const overload = (16 + 0.5) * 1.1 + 0.1;

    station.kit.peer('powermeter_grid_side').publish('powermeter', reading(10, overload));
    await station.pass(6900);
    expect(station.kit.activeErrors('evse')).toEqual([]);

    await station.pass(300);
    await station.event('B', 'PowerOff');
    const raised = station.kit.activeErrors('evse').map(({ type, severity }) => [type, severity]);
    expect(raised).toEqual([
      ['evse_manager/MREC4OverCurrentFailure', 'High'],
      ['evse_manager/Inoperative', 'High'],
    ]);
    expect(station.names(7)).toEqual(['StoppingCharging', 'ChargingPausedEVSE']);
    expect(station.last('ChargingPausedEVSE').charging_paused_evse).toEqual({ reasons: ['Error'] });

    await station.event('A');
    await station.pass();
    expect(station.kit.activeErrors('evse')).toEqual([]);
  });

  test('§9.5 · a current within noise and tolerance is no over-current', async () => {
    await start();
    await station.charge(16);

    station.kit.peer('powermeter_grid_side').publish('powermeter', reading(10, (16 + 0.5) * 1.1 - 0.1));
    await station.pass(20_000);

    expect(station.kit.activeErrors('evse')).toEqual([]);
  });

  test('row 27 · a granted number of phases is switched to within a pause', async () => {
    await start();
    await station.charge(16);
    const bsp = station.kit.peer('bsp');

    const limits = { ac_max_current_A: { value: 16, source: '' }, ac_max_phase_count: { value: 1, source: '' } };
    await station.enforce(limits, 3600);
    await station.pass();
    expect(station.names(7)).toEqual(['SwitchingPhases']);
    expect(station.external('state/state').at(-1)).toBe('11');
    await station.event('B', 'PowerOff');
    await station.pass(9700);
    expect(bsp.calls('ac_switch_three_phases_while_charging')).toEqual([]);

    await station.pass(300);
    expect(bsp.calls('ac_switch_three_phases_while_charging')).toEqual([{ value: false }]);
    await station.event('C');
    expect(station.names(7)).toEqual(['SwitchingPhases', 'PrepareCharging', 'ChargingStarted']);
    expect(station.kit.published('evse', 'limits').at(-1)?.nr_of_phases_available).toBe(1);
  });

  test('§10 · the pending switch is carried out when the pause is aborted', async () => {
    await start();
    await station.charge(16);
    await station.enforce({
      ac_max_current_A: { value: 16, source: '' },
      ac_max_phase_count: { value: 1, source: '' },
    });
    await station.pass();

    await station.event('A', 'PowerOff');

    expect(station.kit.peer('bsp').calls('ac_switch_three_phases_while_charging')).toEqual([{ value: false }]);
    expect(station.names().at(-1)).toBe('SessionFinished');
  });

  test('§20.3 · a board that cannot switch keeps its phases', async () => {
    await start({ hardware: { supports_changing_phases_during_charging: false } });
    await station.charge(16);

    await station.enforce({
      ac_max_current_A: { value: 16, source: '' },
      ac_max_phase_count: { value: 1, source: '' },
    });
    await station.pass(1000);

    expect(station.state).toBe('Charging');
    expect(station.kit.published('evse', 'limits').at(-1)?.nr_of_phases_available).toBe(3);
  });

  test('§6 · a session survives CP state E, which pauses it', async () => {
    await start();
    await station.charge();

    await station.event('E', 'PowerOff');
    await station.pass();

    expect(station.power.at(-1)).toBe(false);
    expect(station.names(7)).toEqual(['StoppingCharging', 'ChargingPausedEV']);
  });

  test('§7 · the contactor is opened 20 s after an EV was asked to stop in vain', async () => {
    await start({ config: { has_ventilation: true } });
    await station.charge();
    await station.kit.call('evse', 'stop_transaction', { request: { reason: 'Local' } });
    await station.pass(100);
    await station.pass(6000);
    const before = station.power.length;

    await station.pass(14_100);

    expect(station.power.slice(before)).toEqual([false]);
    expect(station.state).toBe('StoppingCharging');
  });

  test('§9.2 · a socket offers no more than the cable carries, and waits until it is known', async () => {
    await start({ hardware: { connector_type: 'IEC62196Type2Socket' } });
    await station.grant(32);
    await station.event('B');
    await station.authorize();
    await station.pass(1000);
    expect(station.duties).toEqual([]);

    station.kit.peer('bsp').publish('ac_pp_ampacity', { ampacity: 'A_13' });
    await station.pass();

    expect(station.duties.at(-1)).toBeCloseTo((13 / 60) * 100, 5);
  });

  test('§5.3 · an EV in simplified mode is offered at most 10 A when configured', async () => {
    await start({ config: { hack_simplified_mode_limit_10A: true } });
    await station.grant(32);

    await station.event('C');
    await station.authorize();
    await station.pass();

    expect(station.duties.at(-1)).toBeCloseTo(16.666, 2);
    expect(station.names().at(-1)).toBe('ChargingStarted');
    expect(station.power.at(-1)).toBe(true);
  });

  test('§5.3 · state D without ventilation never gets power', async () => {
    await start({ config: { has_ventilation: false } });
    await station.grant(32);
    await station.event('B');
    await station.authorize();
    await station.pass();

    await station.event('D');
    await station.pass(1000);

    expect(station.power).not.toContain(true);
  });

  test('§9.2 · the over-current limit of the board follows the granted current, each value once', async () => {
    await start();
    await station.grant(16);
    await station.grant(16);
    await station.grant(10);

    expect(station.kit.peer('bsp').calls('ac_set_overcurrent_limit_A')).toEqual([
      { value: 0 },
      { value: 16 },
      { value: 10 },
    ]);
  });
});
