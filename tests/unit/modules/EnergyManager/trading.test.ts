import { describe, expect, test } from '@jest/globals';
import { buyCurrent, buyPower, added, reversed } from '../../../../modules/EnergyManager/trade.js';
import { current, entry, evse, evseImport, granted, node, run, setpoints } from './tree.js';

const I = (value: number) => ({ value, source: 'I' });
const W = (value: number) => ({ value, source: 'W' });

describe('row 11: buying current', () => {
  const phases = { value: 3, source: 'phases' };
  const order = { ampere: 6, phases, voltageV: 230, partial: false };
  const partial = { ...order, partial: true };

  test.each([
    ['enough current', { maxA: I(6) }, order, { currentA: I(6), phases }],
    ['enough of both', { maxA: I(6), powerW: W(4140) }, order, { currentA: I(6), powerW: I(4140), phases }],
    ['too little current', { maxA: I(5) }, order, undefined],
    ['too little power', { maxA: I(6), powerW: W(4139) }, order, undefined],
    ['part of the current', { maxA: I(5) }, partial, { currentA: I(5), phases }],
    ['no current', { maxA: I(0) }, partial, undefined],
    ['overdrawn current', { maxA: I(-1) }, partial, undefined],
    [
      'current as scarce as power',
      { maxA: I(2), powerW: W(1380) },
      partial,
      { currentA: I(2), powerW: I(1380), phases },
    ],
    ['part of the power', { maxA: I(32), powerW: W(1380) }, partial, { currentA: W(2), powerW: W(1380), phases }],
    ['no power', { maxA: I(32), powerW: W(0) }, partial, undefined],
    ['no current limit', { powerW: W(9000) }, partial, undefined],
  ])('%s', (_, offer, wanted, expected) => {
    expect(buyCurrent(offer, wanted)).toEqual(expected);
  });

  test('no phases cost no power', () => {
    const none = { ...order, phases: { value: 0, source: 'phases' } };

    expect(buyCurrent({ maxA: I(6), powerW: W(0) }, none)).toMatchObject({ currentA: I(6), powerW: I(0) });
  });

  test.each([
    [9000, 500],
    [120, 120],
    [0, undefined],
    [-1, undefined],
  ])('of %i W a slice of 500 W is %j W', (offered, bought) => {
    expect(buyPower({ powerW: W(offered) }, 500)?.powerW?.value).toBe(bought);
  });
});

describe('row 10: accounting', () => {
  test('sums amounts, keeps the source of the last that changed them and the most phases', () => {
    const total = { currentA: { value: 6, source: 'a' }, phases: { value: 1, source: 'one' } };
    const more = {
      currentA: { value: 0.5, source: 'b' },
      powerW: { value: 345, source: 'b' },
      phases: { value: 3, source: 'three' },
    };

    expect(added(total, more)).toEqual({
      currentA: { value: 6.5, source: 'b' },
      powerW: { value: 345, source: 'b' },
      phases: { value: 3, source: 'three' },
    });
    expect(added(added({}, more), total)?.phases).toEqual({ value: 3, source: 'three' });
  });

  test('nothing bought is written down as 0, without touching the source', () => {
    const zero = { currentA: { value: 0, source: '' } };

    expect(added({}, zero)).toEqual(zero);
    expect(added({ currentA: { value: 6, source: 'a' } }, zero)).toEqual({ currentA: { value: 6, source: 'a' } });
  });

  test('export counts negative, and 0 has no sign', () => {
    expect(reversed({ currentA: I(6), powerW: W(0) })).toEqual({ currentA: I(-6), powerW: W(0) });
  });

  const exporting = (uuid: string, ampere: number) =>
    evse(uuid, 32, {
      schedule_export: [entry(current(uuid, ampere))],
      schedule_setpoints: setpoints({ ac_current_A: -ampere }),
    });

  test('export below a node leaves room for import elsewhere below it', () => {
    const outcome = run(node('grid', 10, [exporting('evse1', 8), evse('evse2', 32)]));

    expect(granted(outcome)).toEqual({ evse1: { A: -8, phases: 3 }, evse2: { A: 18, phases: 3 } });
  });

  test('export elsewhere does not raise what a node lets through', () => {
    const outcome = run(node('grid', 32, [exporting('evse1', 8), node('cb2', 10, [evse('evse2', 32)])]));

    expect(granted(outcome)['evse2']).toEqual({ A: 10, phases: 3 });
  });

  test('currents add up whatever the phases', () => {
    const single = evse('evse1', 20, {
      schedule_import: [evseImport('evse1', 20, { ac_max_phase_count: { value: 1, source: 'evse1' } })],
    });

    expect(granted(run(node('grid', 32, [single, evse('evse2', 32)])))).toEqual({
      evse1: { A: 16, phases: 1 },
      evse2: { A: 16, phases: 3 },
    });
  });
});

describe('row 11: minimum current first', () => {
  test('every EVSE gets its minimum before anybody gets more', () => {
    const outcome = run(node('grid', 18, [evse('evse1', 32), evse('evse2', 32), evse('evse3', 32)]));

    expect(granted(outcome)).toEqual({
      evse1: { A: 6, phases: 3 },
      evse2: { A: 6, phases: 3 },
      evse3: { A: 6, phases: 3 },
    });
  });

  test('a part of the minimum is not sold', () => {
    expect(granted(run(node('grid', 5.9, [evse('evse1', 32)])))).toEqual({ evse1: { A: 0 } });
  });

  test('row 13: one phase is tried where the minimum on all of them is too much power', () => {
    const power = { total_power_W: { value: 4000, source: 'power' } };
    const keep = { ac_min_phase_count: { value: 3, source: 'evse1' } };
    const leaf = evse('evse1', 16, { schedule_import: [evseImport('evse1', 16, { ...power, ...keep })] });
    const { grants } = run(node('grid', 32, [leaf]), { switch_3ph1ph_while_charging_mode: 'Both' });

    expect(grants[0]?.limits_root_side).toMatchObject({
      ac_max_current_A: { value: 16 },
      ac_max_phase_count: { value: 1, source: 'BrokerFastCharging_Buy3phFailed' },
    });
  });

  test('one phase is not tried once a session has no switches left', () => {
    const leaf = (active: number) =>
      evse('evse1', 32, { schedule_import: [evseImport('evse1', 32, { ac_number_of_active_phases: active })] });
    const tree = (active: number) => node('grid', 32, [leaf(active)], { powerW: 4000 });
    const config = {
      switch_3ph1ph_while_charging_mode: 'Both',
      switch_3ph1ph_max_nr_of_switches_per_session: 1,
      switch_3ph1ph_time_hysteresis_s: 0,
    } as const;
    const first = run(tree(1), config);
    const second = run(tree(3), config, { memories: first.memories });
    const third = run(tree(3), config, { memories: second.memories });

    expect(granted(third)).toEqual({ evse1: { A: 0, W: 0 } });
  });

  test('row 13: without a minimum the phases in use count', () => {
    const noMinimum = evseImport('evse1', 32, {
      ac_min_current_A: { value: 0, source: 'evse1' },
      ac_number_of_active_phases: 1,
    });
    const { grants } = run(evse('evse1', 32, { schedule_import: [noMinimum] }));

    expect(grants[0]?.limits_root_side.ac_max_phase_count).toEqual({
      value: 1,
      source: 'BrokerFastCharging_NumPhasesActive',
    });
  });

  test('row 13: an EVSE that states no phases gets three', () => {
    const bare = {
      ac_max_current_A: { value: 16, source: 'evse1' },
      ac_min_current_A: { value: 6, source: 'evse1' },
    };
    const { grants } = run(evse('evse1', 16, { schedule_import: [entry(bare)] }));

    expect(grants[0]?.limits_root_side.ac_max_phase_count).toEqual({
      value: 3,
      source: 'BrokerFastCharging_Fallback',
    });
  });

  test('export begins with its minimum too', () => {
    const minimum = { ...current('evse1', 16), ac_min_current_A: { value: 10, source: 'evse1' } };
    const leaf = evse('evse1', 32, {
      schedule_export: [entry(minimum)],
      schedule_setpoints: setpoints({ ac_current_A: -16 }),
    });

    expect(granted(run(node('grid', 12, [leaf])))['evse1']).toMatchObject({ A: -12 });
    expect(granted(run(node('grid', 9, [leaf])))['evse1']).toEqual({ A: 0 });
  });

  test('power alone is exported in slices', () => {
    const watts = (value: number) => [entry({ total_power_W: { value, source: 'dc' } })];
    const leaf = evse('evse1', 0, { schedule_import: watts(0), schedule_export: watts(1300) });

    expect(granted(run(leaf))).toEqual({ evse1: { W: -1300 } });
  });
});

test('row 17: no limits at all allow nothing to be bought', () => {
  expect(granted(run(evse('evse1', 0, { schedule_import: [entry({})], schedule_export: [] })))).toEqual({ evse1: {} });
});

test('row 17: a tree of nobody gives nothing', () => {
  expect(run({ ...node('', 0, []), node_type: 'Undefined' }).grants).toEqual([]);
});

test('row 17: an EVSE without any slot is granted nothing', () => {
  const silent = evse('evse1', 32, { schedule_import: [], schedule_export: [] });

  expect(run(silent, { schedule_total_duration: 0 }).grants).toEqual([
    { uuid: 'evse1', valid_for: 10, limits_root_side: {}, schedule: [] },
  ]);
});
