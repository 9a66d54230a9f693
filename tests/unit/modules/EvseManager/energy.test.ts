import { afterEach, describe, expect, test } from '@jest/globals';
import type { EnergyFlowRequest } from '#generated/types/energy';
import type { Options, Station } from './station.js';
import { reading, startStation } from './station.js';

let station: Station;
const start = async (options: Options = {}): Promise<Station> => (station = await startStation(options));
const requests = (): readonly EnergyFlowRequest[] => station.kit.published('energy_grid', 'energy_flow_request');

afterEach(async () => {
  expect(station.kit.failure).toBeUndefined();
  await station.kit.close();
});

describe('EvseManager §20 energy', () => {
  test('§20.1 · a request is published every second, with priority at ready, plug-in and the end', async () => {
    await start();
    expect(requests()[0]).toMatchObject({ priority_request: true, evse_state: 'Disabled' });

    await station.pass(3000);
    expect(requests()).toHaveLength(4);
    expect(requests().at(-1)).toMatchObject({ priority_request: false, evse_state: 'Unplugged', node_type: 'Evse' });

    await station.charge();
    await station.event('A', 'PowerOff');
    const priority = requests().filter(({ priority_request }) => priority_request);
    expect(priority.map(({ evse_state }) => evse_state)).toEqual(['Disabled', 'WaitForAuth', 'Finished']);
  });

  test('§20.2 · an EVSE in use asks for what its board can do', async () => {
    await start();
    const { id } = station;
    const caps = `${id}/evse_board_support_caps`;
    await station.charge();
    await station.pass(1000);

    const request = requests().at(-1);
    const phases = {
      ac_max_phase_count: { value: 3, source: caps },
      ac_min_phase_count: { value: 1, source: caps },
      ac_supports_changing_phases_during_charging: true,
      ac_number_of_active_phases: 3,
    };
    expect(request).toEqual({
      uuid: id,
      node_type: 'Evse',
      priority_request: false,
      evse_state: 'Charging',
      children: [],
      schedule_setpoints: [],
      energy_usage_root: reading(0),
      schedule_import: [
        {
          timestamp: '2026-01-01T00:00:01.000Z',
          limits_to_leaves: { ac_max_current_A: { value: 32, source: `${id} update_max_current_limit` } },
          limits_to_root: {
            ac_max_current_A: { value: 32, source: caps },
            ac_min_current_A: { value: 6, source: caps },
            ...phases,
          },
        },
      ],
      schedule_export: [
        {
          timestamp: '2026-01-01T00:00:01.000Z',
          limits_to_leaves: {
            ac_max_current_A: { value: 0, source: `${id} set_zero_discharge_limit` },
            total_power_W: { value: 0, source: `${id} set_zero_discharge_limit` },
          },
          limits_to_root: {
            ac_max_current_A: { value: 16, source: caps },
            ac_min_current_A: { value: 0, source: caps },
            ...phases,
          },
        },
      ],
    });
  });

  test('§20.2 · with request_zero_power_in_idle an idle EVSE asks for nothing, from the full hour on', async () => {
    await start({ config: { request_zero_power_in_idle: true } });

    await station.pass(1000);

    const [entry] = requests().at(-1)?.schedule_import ?? [];
    expect(entry?.timestamp).toBe('2026-01-01T00:00:00.000Z');
    expect(entry?.limits_to_leaves).toEqual({ ac_max_current_A: { value: 0, source: 'Idle' } });
    expect(entry?.limits_to_root.ac_max_current_A).toEqual({ value: 32, source: '' });
    const [feedIn] = requests().at(-1)?.schedule_export ?? [];
    expect(feedIn?.limits_to_root.ac_max_current_A).toEqual({
      value: 16,
      source: `${station.id}/evse_board_support_caps`,
    });
  });

  test('§28 no. 6 · a pause for want of energy asks for energy, so that it can end', async () => {
    await start({ config: { request_zero_power_in_idle: true } });
    await station.charge();
    await station.grant(0);
    await station.pass();
    await station.event('B', 'PowerOff');

    await station.pass(1000);

    expect(requests().at(-1)).toMatchObject({ evse_state: 'PausedEVSE' });
    expect(requests().at(-1)?.schedule_import[0]?.limits_to_leaves.ac_max_current_A?.value).toBe(32);
  });

  test('§20.2 · a paused EV keeps the least current only', async () => {
    await start({ config: { request_zero_power_in_idle: true } });
    await station.charge();
    await station.event('B', 'PowerOff');

    await station.pass(1000);

    expect(requests().at(-1)?.schedule_import[0]?.limits_to_root.ac_max_current_A?.value).toBe(6);
  });

  test('§20.2 · the rating of a known cable lowers the request', async () => {
    await start();
    station.kit.peer('bsp').publish('ac_pp_ampacity', { ampacity: 'A_20' });
    await station.event('B');

    expect(requests().at(-1)?.schedule_import[0]?.limits_to_root.ac_max_current_A).toEqual({
      value: 20,
      source: `${station.id}/pp_ampacity`,
    });
    await station.grant(32);
    expect(station.kit.published('evse', 'enforced_limits').at(-1)?.limits_root_side.ac_max_current_A?.value).toBe(20);
  });

  test('§20.3 · the smaller of current and power counts, power alone gives nothing', async () => {
    await start();

    await station.enforce({ ac_max_current_A: { value: 16, source: '' }, total_power_W: { value: 6900, source: '' } });
    expect(station.limit).toBe(10);
    expect(station.external('state/max_watt')).toEqual(['6900.00000']);

    await station.enforce({ total_power_W: { value: 6900, source: '' } });
    expect(station.limit).toBe(0);
  });

  test('§20.3 · limits of another node and export are not followed', async () => {
    await start();
    await station.grant(16);

    await station.kit.call('energy_grid', 'enforce_limits', {
      value: {
        uuid: 'another',
        valid_for: 60,
        schedule: [],
        limits_root_side: { ac_max_current_A: { value: 6, source: '' } },
      },
    });
    expect(station.limit).toBe(16);

    await station.grant(-10);
    expect(station.limit).toBe(0);
  });

  test.each([0, 4])('§20.3 · %s phases are no number of phases to switch to', async (count) => {
    await start();
    await station.charge();

    await station.enforce({
      ac_max_current_A: { value: 10, source: 'grid' },
      ac_max_phase_count: { value: count, source: 'grid' },
    });
    await station.grant(12);
    await station.pass(1000);

    expect(station.limit).toBe(12);
    expect(station.kit.peer('bsp').calls('ac_switch_three_phases_while_charging')).toEqual([]);
    expect(requests().at(-1)?.schedule_import[0]?.limits_to_root.ac_number_of_active_phases).toBe(3);
    expect(station.state).toBe('Charging');
  });

  test('§19 · limits carry the module id once a current was granted', async () => {
    await start();

    const [first] = station.kit.published('evse', 'limits');
    expect(first).toEqual({ max_current: 0, nr_of_phases_available: 3 });

    await station.grant(16);
    expect(station.kit.published('evse', 'limits').at(-1)).toEqual({
      uuid: station.id,
      max_current: 16,
      nr_of_phases_available: 3,
    });
    expect(station.external('state/max_current').at(-1)).toBe('16.00000');
  });

  test('§19 · the phases that the board has available are published', async () => {
    await start();

    station.kit.peer('bsp').publish('ac_nr_of_phases_available', 1);
    await station.kit.settle();

    expect(station.kit.published('evse', 'limits').at(-1)?.nr_of_phases_available).toBe(1);
  });

  test('row 29 · random delay holds the limit, counts down, and a cancel lets the next grant through', async () => {
    await start({
      config: { uk_smartcharging_random_delay_enable: true, uk_smartcharging_random_delay_max_duration: 100 },
    });
    await station.pass(6000);
    await station.charge(16);
    const countdowns = () => station.kit.published('random_delay', 'countdown');

    await station.grant(10);
    expect(station.limit).toBe(16);
    expect(countdowns().at(-1)).toEqual({
      countdown_s: 50,
      current_limit_after_delay_A: 10,
      current_limit_during_delay_A: 16,
      start_time: expect.stringMatching(/Z$/),
    });
    await station.pass(10_000);
    await station.grant(10);
    expect(countdowns().at(-1)?.countdown_s).toBe(40);
    expect(station.limit).toBe(16);

    await station.kit.call('random_delay', 'cancel', {});
    await station.grant(10);
    expect(station.limit).toBe(10);
    expect(countdowns().at(-1)).toEqual({
      countdown_s: 0,
      current_limit_after_delay_A: 10,
      current_limit_during_delay_A: 10,
    });
  });

  test('§28 no. 9 · a random delay of at most 0 s delays nothing for long', async () => {
    await start({ config: { uk_smartcharging_random_delay_enable: true } });
    await station.kit.call('random_delay', 'set_duration_s', { value: 0 });
    await station.pass(6000);
    await station.charge(16);

    await station.grant(10);
    await station.grant(10);

    expect(station.limit).toBe(10);
  });

  test('§21 · disabled at run time, a new limit applies at once', async () => {
    await start({ config: { uk_smartcharging_random_delay_enable: true } });
    await station.pass(6000);
    await station.charge(16);

    await station.kit.call('random_delay', 'disable', {});
    await station.grant(10);

    expect(station.limit).toBe(10);
  });
});
