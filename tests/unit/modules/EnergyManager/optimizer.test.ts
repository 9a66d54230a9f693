import { describe, expect, test } from '@jest/globals';
import type { EnergyFlowRequest } from '#generated/types/energy';
import { current, entry, evse, evseImport, granted, node, run, setpoints, TEN } from './tree.js';

const ocppSource = 'ocpp/OCPP_set_external_limits';

function exampleTree(): EnergyFlowRequest {
  const fuse = { value: 32, source: 'cb1/module_config' };
  const phases = { value: 3, source: 'cb1/module_config' };
  const root = { ac_max_current_A: fuse, ac_max_phase_count: phases };
  const cb1 = node('cb1', 32, [evse('evse1', 32)], {
    schedule_import: [
      entry(root, { total_power_W: { value: 11000, source: ocppSource } }, '2026-01-05T10:05:00.000Z'),
      entry(root, { total_power_W: { value: 5520, source: ocppSource } }, '2026-01-05T10:30:00.000Z'),
    ],
  });
  return node('grid', 40, [cb1, node('cb2', 32, [evse('evse2', 16)])]);
}

describe('row 15: worked example', () => {
  const early = {
    ac_max_current_A: { value: 15.942028999328613, source: ocppSource },
    ac_max_phase_count: { value: 3, source: 'grid/module_config,cb1/module_config,evse1/evse_board_support_caps' },
    total_power_W: { value: 11000, source: ocppSource },
  };
  const late = {
    ac_max_current_A: { value: 8, source: 'cb1/module_config,evse1/evse_board_support_caps' },
    ac_max_phase_count: early.ac_max_phase_count,
    total_power_W: { value: 5520, source: 'cb1/module_config,evse1/evse_board_support_caps' },
  };

  test('the EVSE with a power limit gets it to the last watt', () => {
    const [evse1] = run(exampleTree()).grants;

    expect(evse1).toEqual({
      uuid: 'evse1',
      valid_for: 10,
      limits_root_side: early,
      schedule: [
        { timestamp: TEN, limits_to_root: early },
        { timestamp: '2026-01-05T10:05:00.000Z', limits_to_root: early },
        { timestamp: '2026-01-05T10:30:00.000Z', limits_to_root: late },
      ],
    });
  });

  test('the other EVSE gets its maximum in all slots, and no power', () => {
    const [, evse2] = run(exampleTree()).grants;
    const limits = {
      ac_max_current_A: { value: 16, source: 'evse2/evse_board_support_caps' },
      ac_max_phase_count: { value: 3, source: 'grid/module_config,cb2/module_config,evse2/evse_board_support_caps' },
    };

    expect(evse2?.limits_root_side).toEqual(limits);
    expect(evse2?.schedule.map((slot) => slot.limits_to_root)).toEqual([limits, limits, limits]);
  });

  test('row 14: limits_root_side is the entry that holds at the start of the run', () => {
    const { grants } = run(exampleTree(), {}, { startMs: Date.parse('2026-01-05T10:40:00.000Z') });

    expect(grants[0]?.limits_root_side).toEqual(late);
  });

  test('row 14: limits_root_side is the first entry while all are in the future', () => {
    const { grants } = run(
      exampleTree(),
      { schedule_total_duration: 0 },
      { startMs: Date.parse('2026-01-05T09:59:00.000Z') },
    );

    expect(grants[0]?.schedule[0]?.timestamp).toBe(TEN);
    expect(grants[0]?.limits_root_side).toEqual(early);
  });
});

describe('row 15: numeric cases', () => {
  const both = { switch_3ph1ph_while_charging_mode: 'Both' } as const;

  test('a: fuses of 16 A and 32 A below 40 A give 16 A and 24 A after 38 rounds', () => {
    const outcome = run(node('grid', 40, [node('cb1', 16, [evse('evse1', 32)]), node('cb2', 32, [evse('evse2', 32)])]));

    expect(granted(outcome)).toEqual({ evse1: { A: 16, phases: 3 }, evse2: { A: 24, phases: 3 } });
    expect(outcome.rounds).toBe(38);
    expect(outcome.cutOff).toBe(false);
  });

  test('b: 10 A are not enough for the minimum of a second EVSE', () => {
    const outcome = run(node('grid', 10, [evse('evse1', 32), evse('evse2', 32)]));

    expect(granted(outcome)).toEqual({ evse1: { A: 10, phases: 3 }, evse2: { A: 0 } });
  });

  test('c: 100 rounds sell 55.5 A of 80 A in default slices', () => {
    const outcome = run(node('grid', 80, [evse('evse1', 80)]));

    expect(granted(outcome)).toEqual({ evse1: { A: 55.5, phases: 3 } });
    expect(outcome).toMatchObject({ rounds: 100, cutOff: true });
  });

  test('d: 100 rounds sell 50000 W of 100 kW in default slices', () => {
    const power = { total_power_W: { value: 100_000, source: 'dc' } };
    const outcome = run(evse('evse1', 0, { schedule_import: [entry(power)], schedule_export: [] }));

    expect(granted(outcome)).toEqual({ evse1: { W: 50_000 } });
    expect(outcome.cutOff).toBe(true);
  });

  test('e: 4000 W do not carry the minimum on three phases', () => {
    const outcome = run(node('grid', 32, [evse('evse1', 32)], { powerW: 4000 }));

    expect(granted(outcome)).toEqual({ evse1: { A: 0, W: 0 } });
  });

  test('f: with switching, 4000 W are used on one phase', () => {
    const outcome = run(node('grid', 32, [evse('evse1', 32)], { powerW: 4000 }), both);

    expect(granted(outcome)).toEqual({ evse1: { A: 17.39130401611328, W: 4000, phases: 1 } });
  });

  test('g: with switching and no time hysteresis, 11000 W are used on three phases', () => {
    const outcome = run(node('grid', 32, [evse('evse1', 32)], { powerW: 11000 }), {
      ...both,
      switch_3ph1ph_time_hysteresis_s: 0,
    });

    expect(granted(outcome)).toEqual({ evse1: { A: 15.942028999328613, W: 11000, phases: 3 } });
  });

  test('h: an EVSE first seen while charging stays on one phase for the time hysteresis', () => {
    const tree = node('grid', 32, [evse('evse1', 32)], { powerW: 11000 });
    const startMs = Date.parse('2026-01-05T10:10:00.000Z');
    const first = run(tree, both, { startMs });
    const waiting = run(tree, both, { startMs: startMs + 599_999, memories: first.memories });
    const later = run(tree, both, { startMs: startMs + 600_000, memories: waiting.memories });

    expect(granted(first)).toEqual({ evse1: { A: 32, W: 7360, phases: 1 } });
    expect(granted(waiting)).toEqual({ evse1: { A: 32, W: 7360, phases: 1 } });
    expect(granted(later)).toEqual({ evse1: { A: 15.942028999328613, W: 11000, phases: 3 } });
  });

  test('i: what an EVSE with 8 A on its leaves side leaves goes to the other one', () => {
    const limited = evse('evse2', 32, { schedule_import: [evseImport('evse2', 32, {}, current('cable', 8))] });
    const outcome = run(node('grid', 32, [evse('evse1', 32), limited]));

    expect(granted(outcome)).toEqual({ evse1: { A: 24, phases: 3 }, evse2: { A: 8, phases: 3 } });
  });

  test('j: an idle EVSE that asks for 0 A is told 0 A and gets no phases', () => {
    const idle = { ac_max_current_A: { value: 0, source: 'Idle' } };
    const unplugged = evse('evse2', 32, {
      evse_state: 'Unplugged',
      schedule_import: [evseImport('evse2', 32, {}, idle)],
      schedule_export: [entry(current('evse2', 16), idle)],
    });
    const outcome = run(node('grid', 32, [evse('evse1', 32), unplugged]));

    expect(granted(outcome)['evse1']).toEqual({ A: 32, phases: 3 });
    expect(outcome.grants[1]?.limits_root_side).toEqual({ ac_max_current_A: { value: 0, source: '' } });
  });

  test('k: an EVSE with empty schedules is told 0 A and 0 W', () => {
    const outcome = run(node('grid', 32, [evse('evse1', 32, { schedule_import: [], schedule_export: [] })]));

    expect(outcome.grants[0]?.limits_root_side).toEqual({
      ac_max_current_A: { value: 0, source: '' },
      total_power_W: { value: 0, source: '' },
    });
  });

  test('l: a tree without EVSEs gives no grants', () => {
    expect(run(node('grid', 32, [node('cb1', 32, [])])).grants).toEqual([]);
  });

  function bidirectional(schedule: EnergyFlowRequest['schedule_setpoints'], measuredHz?: number): EnergyFlowRequest {
    const fuse = (ampere: number) => [entry({ ac_max_current_A: { value: ampere, source: 'grid/module_config' } })];
    return node('grid', 32, [evse('evse1', 32, { schedule_export: [entry(current('evse1', 10))] })], {
      schedule_export: fuse(16),
      schedule_setpoints: schedule,
      ...(measuredHz !== undefined && {
        energy_usage_root: { timestamp: TEN, energy_Wh_import: { total: 0 }, frequency_Hz: { L1: measuredHz } },
      }),
    });
  }

  test('m: a setpoint of -8 A discharges 8 A', () => {
    const { grants } = run(bidirectional(setpoints({ ac_current_A: -8 })));

    expect(grants[0]?.limits_root_side).toMatchObject({
      ac_max_current_A: { value: -8 },
      ac_max_phase_count: { value: 3, source: 'BrokerFastCharging_FixedValue' },
    });
  });

  test('n: a setpoint of -12 A is bound by the 10 A of the EVSE', () => {
    const outcome = run(bidirectional(setpoints({ ac_current_A: -12 })));

    expect(granted(outcome)['evse1']).toMatchObject({ A: -10 });
  });

  test('o: a setpoint of 4242 W charges with 4242 W', () => {
    const outcome = run(bidirectional(setpoints({ total_power_W: 4242 })));

    expect(granted(outcome)['evse1']).toEqual({ A: 6.147826194763184, W: 4242, phases: 3 });
  });

  test('p: a frequency table discharges while the grid is slow', () => {
    const table = [
      { frequency_Hz: 49, total_power_W: -7000 },
      { frequency_Hz: 50, total_power_W: 0 },
      { frequency_Hz: 51, total_power_W: 7000 },
    ];
    const outcome = run(bidirectional(setpoints({ frequency_table: table }), 47));

    expect(granted(outcome)['evse1']).toEqual({ A: -10, W: -6900, phases: 3 });
  });

  test('q: slices of 2 A fill two large chargers under one fuse', () => {
    const charger = (uuid: string, ampere: number, watt: number): EnergyFlowRequest =>
      evse(uuid, ampere, {
        schedule_import: [
          evseImport(uuid, ampere, {}, { total_power_W: { value: watt, source: `${uuid}/powersupply_dc_caps` } }),
        ],
      });
    const outcome = run(node('grid', 120, [charger('evse1', 60, 50_000), charger('evse2', 80, 60_000)]), {
      slice_ampere: 2,
    });

    expect(granted(outcome)).toEqual({
      evse1: { A: 60, W: 41_400, phases: 3 },
      evse2: { A: 60, W: 41_400, phases: 3 },
    });
  });
});
