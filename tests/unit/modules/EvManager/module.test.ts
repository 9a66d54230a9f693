import { afterEach, describe, expect, test } from '@jest/globals';
import type { EvManager } from '#generated/modules/EvManager';
import { HandlerFailed, startModule, type KitOptions, type ModuleKit } from 'everest-ts/testing';
import evManager from '../../../../modules/EvManager/index.js';

const TOPIC = 'everest_external/nodered/1/carsim/cmd';
const done = (): void => undefined;
const board = {
  enable: done,
  set_cp_state: done,
  allow_power_on: done,
  diode_fail: done,
  set_ac_max_current: done,
  set_three_phases: done,
  set_rcd_error: done,
};

let kit: ModuleKit<EvManager>;

async function start(
  module: Partial<EvManager['config']['module']> = {},
  options: KitOptions<EvManager> = {},
): Promise<void> {
  kit = await startModule('EvManager', evManager, {
    ...options,
    config: { module: { connector_id: 1, ...module } },
    answers: { ev_board_support: board, ...options.answers },
  });
}

afterEach(async () => {
  expect(kit.failure).toBeUndefined();
  await kit.close();
});

const send = async (command: string, payload: string): Promise<void> => {
  kit.external.send(`${TOPIC}/${command}`, payload);
  await kit.settle();
};
const pilot = (): string[] =>
  kit
    .peer('ev_board_support')
    .calls('set_cp_state')
    .map(({ cp_state }) => cp_state);
const offer = (cp_pwm_duty_cycle: number): void =>
  kit.peer('ev_board_support').publish('bsp_measurement', {
    proximity_pilot: { ampacity: 'A_32' },
    cp_pwm_duty_cycle,
    rcd_current_mA: 0.1,
  });

describe('EvManager', () => {
  test('stays off without auto_enable', async () => {
    await start();

    expect(kit.published('main', 'enabled')).toEqual([]);
    expect(kit.peer('ev_board_support').calls('enable')).toEqual([]);
  });

  test('auto_enable prepares and enables the board, then publishes it', async () => {
    await start({ auto_enable: true });
    const peer = kit.peer('ev_board_support');

    expect(peer.calls('allow_power_on')).toEqual([{ value: false }]);
    expect(peer.calls('set_ac_max_current')).toEqual([{ current: 16 }]);
    expect(peer.calls('set_three_phases')).toEqual([{ three_phases: true }]);
    expect(peer.calls('enable')).toEqual([{ value: true }]);
    expect(kit.published('main', 'enabled')).toEqual([true]);
  });

  test('the topic enable switches on with true and off with anything else', async () => {
    await start();

    await send('enable', 'true');
    await send('enable', 'true');
    await send('enable', 'false');

    expect(kit.published('main', 'enabled')).toEqual([true, false]);
  });

  test('the recorded session: A at once, B after 1 s, C 1 s after power is ready, A on unplug', async () => {
    await start({ auto_enable: true });
    await send(
      'execute_charging_session',
      'sleep 1;iec_wait_pwr_ready;sleep 1;draw_power_regulated 16,3;sleep 36000;unplug',
    );
    expect(pilot()).toEqual(['A']);
    await kit.clock.advance(999);
    expect(pilot()).toEqual(['A']);
    await kit.clock.advance(1);
    expect(pilot()).toEqual(['A', 'B']);

    offer(53.333335876464844);
    await kit.clock.advance(1249);
    expect(pilot()).toEqual(['A', 'B']);
    await kit.clock.advance(1);
    expect(pilot()).toEqual(['A', 'B', 'C']);
    expect(kit.peer('ev_board_support').calls('allow_power_on').at(-1)).toEqual({ value: true });
    expect(kit.peer('ev_board_support').calls('set_ac_max_current').at(-1)).toEqual({ current: 16 });

    await send('modify_charging_session', 'unplug');
    await kit.clock.advance(250);
    expect(pilot()).toEqual(['A', 'B', 'C', 'A']);
    expect(kit.peer('ev_board_support').calls('allow_power_on').at(-1)).toEqual({ value: false });
  });

  test('row 28: ev_info shows the recorded gain per pass, and update_soc tells it', async () => {
    const ev = { set_dc_params: done, stop_charging: done, update_soc: done };
    await start({ auto_enable: true }, { connections: { ev: 1 }, answers: { ev } });
    offer(53);
    await kit.settle();
    await send('execute_charging_session', 'pause;sleep 0.25;draw_power_regulated 16,3;sleep 36000');

    await kit.clock.advance(750);

    expect(kit.published('ev_manager', 'ev_info')).toEqual([
      { soc: 30, battery_capacity: 60_000, battery_full_soc: 100 },
      {
        soc: expect.closeTo(30.0012778, 6),
        battery_capacity: 60_000,
        battery_full_soc: 100,
        target_current: 16,
        target_voltage: 0,
      },
      expect.objectContaining({ soc: expect.closeTo(30.0025556, 6) }),
    ]);
    expect(kit.peer('ev').calls('update_soc')).toEqual([
      { SoC: 30 },
      { SoC: expect.closeTo(30.0012778, 6) },
      { SoC: expect.closeTo(30.0025556, 6) },
    ]);
  });

  test('orders that come before ready wait for the start and are all carried out', async () => {
    await start({ auto_enable: true }, { ready: false });
    await send('execute_charging_session', 'pause;sleep 1');
    await kit.call('main', 'execute_charging_session', { value: 'unplug' });
    await send('modify_charging_session', 'error_e;sleep 9');
    expect(pilot()).toEqual([]);

    await kit.ready();
    await kit.clock.advance(250);

    expect(pilot()).toEqual(['B', 'E']);
  });

  test('row 19: a string with an unknown command is refused and the module stays alive', async () => {
    await start({ auto_enable: true });
    await send('execute_charging_session', 'pause;fly');
    await kit.clock.advance(1000);
    expect(pilot()).toEqual([]);

    await send('execute_charging_session', 'pause');

    expect(pilot()).toEqual(['B']);
  });

  test('ISO 15118 commands are refused without a connection', async () => {
    await start({ auto_enable: true });

    await send('execute_charging_session', 'sleep 1;iso_wait_slac_matched;iso_start_v2g_session AC;unplug');
    await kit.clock.advance(5000);

    expect(pilot()).toEqual([]);
  });

  test('the command of the interface runs a script', async () => {
    await start({ auto_enable: true });

    await kit.call('main', 'execute_charging_session', { value: 'pause' });
    await kit.settle();

    expect(pilot()).toEqual(['B']);
  });

  test('row 26: auto_exec runs at start and auto_exec_infinite restarts', async () => {
    await start({
      auto_enable: true,
      auto_exec: true,
      auto_exec_infinite: true,
      auto_exec_commands: 'pause;sleep 0.25;unplug',
    });

    await kit.clock.advance(1000);

    expect(pilot()).toEqual(['B', 'A', 'B', 'A', 'B']);
  });

  test('row 25: the end of a script leaves the control pilot unchanged and no timer running', async () => {
    await start({ auto_enable: true });

    await send('execute_charging_session', 'error_e');
    await kit.clock.advance(5000);

    expect(pilot()).toEqual(['E']);
    expect(kit.clock.pendingTimers).toBe(0);
  });

  test('a call that fails does not stop the script', async () => {
    await start({ auto_enable: true });
    kit.peer('ev_board_support').answer('set_cp_state', () => {
      throw new HandlerFailed('no board');
    });

    await send('execute_charging_session', 'pause;sleep 0.25;unplug');
    await kit.clock.advance(1000);

    expect(pilot()).toEqual(['B', 'A']);
  });

  test('events and EV information of the board are passed on', async () => {
    await start();
    kit.peer('ev_board_support').publish('bsp_event', { event: 'B' });
    kit.peer('ev_board_support').publish('ev_info', { soc: 12 });
    await kit.settle();

    expect(kit.published('ev_manager', 'bsp_event')).toEqual([{ event: 'B' }]);
    expect(kit.published('ev_manager', 'ev_info')).toEqual([{ soc: 12 }]);
  });

  test('tells the vehicle its limits at start', async () => {
    const ev = { set_dc_params: done, set_bpt_dc_params: done, enable_sae_j2847_v2g_v2h: done };
    await start({ support_sae_j2847: true }, { connections: { ev: 1 }, answers: { ev } });

    expect(kit.peer('ev').calls('set_dc_params')).toEqual([
      {
        EvParameters: {
          max_current_limit: 300,
          max_power_limit: 150_000,
          max_voltage_limit: 900,
          energy_capacity: 60_000,
          target_current: 5,
          target_voltage: 200,
        },
      },
    ]);
    expect(kit.peer('ev').calls('enable_sae_j2847_v2g_v2h')).toHaveLength(1);
    expect(kit.peer('ev').calls('set_bpt_dc_params')).toEqual([
      {
        EvBPTParameters: {
          discharge_max_current_limit: 300,
          discharge_max_power_limit: 150_000,
          discharge_target_current: 5,
          discharge_minimal_soc: 20,
        },
      },
    ]);
  });

  test('row 22: the daily AC script starts a session with payment left open, and the charger limits the current', async () => {
    const ev = { set_dc_params: done, stop_charging: done, update_soc: done, start_charging: () => true };
    const slac = { reset: done, trigger_matching: () => true };
    await start({ auto_enable: true }, { connections: { ev: 1, slac: 1 }, answers: { ev, slac } });
    await send(
      'execute_charging_session',
      'sleep 1;iso_wait_slac_matched;iso_start_v2g_session AC  86400 0;iso_wait_pwr_ready;iso_draw_power_regulated 16,3;sleep 60;unplug',
    );
    await kit.clock.advance(1000);
    expect(kit.peer('slac').calls('trigger_matching')).toHaveLength(1);

    kit.peer('slac').publish('state', 'MATCHED');
    await kit.clock.advance(250);
    expect(kit.peer('ev').calls('start_charging')).toEqual([
      { EnergyTransferMode: 'AC_three_phase_core', SelectedPaymentOption: {}, DepartureTime: 86_400, EAmount: 0 },
    ]);
    kit.peer('ev').publish('ev_power_ready', true);
    kit.peer('ev').publish('ac_evse_max_current', 10);
    await kit.clock.advance(250);

    expect(pilot()).toEqual(['A', 'B', 'C']);
    expect(kit.peer('ev_board_support').calls('set_ac_max_current').slice(1)).toEqual([
      { current: 10 },
      { current: 16 },
    ]);
  });

  test('row 30: the plugged-in state of the key-value store is restored after a restart', async () => {
    const stored: Record<string, unknown> = { EvManager_module_simulated_already_plugged_in: true };
    const kvs = {
      load: ({ key }: { key: string }) => stored[key] ?? null,
      store: ({ key, value }: { key: string; value: unknown }) => void (stored[key] = value),
    } as const;
    await start({ keep_cross_boot_plugin_state: true }, { connections: { kvs: 1 }, answers: { kvs: kvs as never } });

    expect(kit.published('main', 'enabled')).toEqual([true]);
    expect(pilot()).toEqual(['B']);
    await send('modify_charging_session', 'unplug');
    await kit.clock.advance(250);
    expect(stored).toEqual({ EvManager_module_simulated_already_plugged_in: false });
  });

  test('row 30: the stored script is run instead of the default one', async () => {
    const stored: Record<string, unknown> = {
      EvManager_module_simulated_already_plugged_in: true,
      EvManager_module_simulated_plugged_in_command: 'error_e',
    };
    const kvs = { load: ({ key }: { key: string }) => stored[key] ?? null, store: done };
    await start(
      { auto_enable: true, keep_cross_boot_plugin_state: true },
      { connections: { kvs: 1 }, answers: { kvs: kvs as never } },
    );

    expect(pilot()).toEqual(['E']);
  });

  test('a store that fails leaves the car unplugged and usable', async () => {
    await start({ auto_enable: true, keep_cross_boot_plugin_state: true }, { connections: { kvs: 1 } });
    await send('execute_charging_session', 'pause');

    expect(pilot()).toEqual(['B']);
  });

  test('leaves no timer behind', async () => {
    await start({ auto_enable: true });
    await send('execute_charging_session', 'pause;sleep 9');

    await kit.shutdown();

    expect(kit.clock.pendingTimers).toBe(0);
  });
});
