import { describe, expect, test } from '@jest/globals';
import type { LimitsReq } from '#generated/types/energy';
import type { BothWays } from '../../../../modules/EnergyManager/limit.js';
import { nodeLimits } from '../../../../modules/EnergyManager/node-limits.js';
import { powerAt } from '../../../../modules/EnergyManager/setpoint.js';
import { current, entry, evse, setpoints, TEN } from './tree.js';

function limitsOf(changes: Parameters<typeof evse>[2]): BothWays | undefined {
  return nodeLimits(evse('evse1', 32, changes), [Date.parse(TEN)])[0];
}

describe('row 9: merge to the root side', () => {
  const from = (source: string, value: number) => ({ value, source });

  test.each<[string, LimitsReq, LimitsReq, object]>([
    [
      'the smaller power',
      { total_power_W: from('root', 9) },
      { total_power_W: from('leaves', 8) },
      { powerW: from('leaves', 8) },
    ],
    [
      'the power of the root side on a tie',
      { total_power_W: from('root', 8) },
      { total_power_W: from('leaves', 8) },
      { powerW: from('root', 8) },
    ],
    [
      'the smaller current, of the root side on a tie',
      { ac_max_current_A: from('root', 8) },
      { ac_max_current_A: from('leaves', 8) },
      { maxA: from('root', 8) },
    ],
    [
      'the greater minimum current, of the leaves side on a tie',
      { ac_min_current_A: from('root', 6) },
      { ac_min_current_A: from('leaves', 6) },
      { minA: from('leaves', 6) },
    ],
    [
      'the greater minimum phase count',
      { ac_min_phase_count: from('root', 3) },
      { ac_min_phase_count: from('leaves', 1) },
      { minPhases: from('root', 3) },
    ],
    [
      'the smaller maximum phase count, of the leaves side on a tie',
      { ac_max_phase_count: from('root', 3) },
      { ac_max_phase_count: from('leaves', 3) },
      { maxPhases: from('leaves', 3) },
    ],
    [
      'the active phases of the root side',
      { ac_number_of_active_phases: 1 },
      { ac_number_of_active_phases: 3 },
      { activePhases: 1 },
    ],
    ['what only one side states', {}, { ac_max_current_A: from('leaves', 8) }, { maxA: from('leaves', 8) }],
  ])('takes %s', (_, root, leaves, expected) => {
    expect(limitsOf({ schedule_import: [entry(root, leaves)] })?.import).toEqual(expected);
  });

  test('a converter needs more power on the grid side than leaves it', () => {
    const lossy = { ...entry({}, { total_power_W: from('leaves', 9000) }), conversion_efficiency: 0.9 };

    expect(limitsOf({ schedule_import: [lossy] })?.import.powerW?.value).toBeCloseTo(10_000, 1);
  });

  test('a closed converter stays closed, whatever its efficiency', () => {
    const dead = { ...entry({}, { total_power_W: from('leaves', 0) }), conversion_efficiency: 0 };

    expect(limitsOf({ schedule_import: [dead] })?.import.powerW).toEqual(from('leaves', 0));
  });

  test('an empty schedule closes its direction', () => {
    expect(limitsOf({ schedule_import: [] })?.import).toEqual({ maxA: from('', 0), powerW: from('', 0) });
  });
});

describe('row 9: setpoints', () => {
  const bidirectional = {
    schedule_export: [entry(current('evse1', 16))],
    schedule_import: [entry(current('evse1', 32))],
  };
  const meter = (frequency: number) => ({
    timestamp: TEN,
    energy_Wh_import: { total: 0 },
    frequency_Hz: { L1: frequency },
  });
  const table = [
    { frequency_Hz: 49, total_power_W: -7000 },
    { frequency_Hz: 50, total_power_W: 0 },
    { frequency_Hz: 51, total_power_W: 7000 },
  ];
  const values = (limits: BothWays | undefined) => ({
    import: { A: limits?.import.maxA?.value, W: limits?.import.powerW?.value },
    export: { A: limits?.export.maxA?.value, W: limits?.export.powerW?.value },
  });

  test.each([
    [{ ac_current_A: 20 }, { A: 20 }, { A: 0 }],
    [{ ac_current_A: 0 }, { A: 0 }, { A: 0 }],
    [{ ac_current_A: -8 }, { A: 0 }, { A: 8 }],
    [{ ac_current_A: 40 }, { A: 32 }, { A: 0 }],
    [{ total_power_W: 4242 }, { A: 32, W: 4242 }, { A: 16, W: 0 }],
    [{ total_power_W: -4242 }, { A: 32, W: 0 }, { A: 16, W: 4242 }],
    [{ ac_current_A: -8, total_power_W: 1000 }, { A: 0 }, { A: 8 }],
  ])('%j', (setpoint, imported, exported) => {
    const limits = limitsOf({ ...bidirectional, schedule_setpoints: setpoints(setpoint) });

    expect(values(limits)).toEqual({ import: imported, export: exported });
  });

  test('the frequency comes from the grid side, else from the leaves side', () => {
    const schedule_setpoints = setpoints({ frequency_table: table });

    const both = { energy_usage_root: meter(49.5), energy_usage_leaves: meter(50.5) };
    const root = limitsOf({ ...bidirectional, schedule_setpoints, ...both });
    const leaves = limitsOf({ ...bidirectional, schedule_setpoints, energy_usage_leaves: meter(50.5) });

    expect(values(root)).toEqual({ import: { A: 32, W: 0 }, export: { A: 16, W: 3500 } });
    expect(values(leaves)).toEqual({ import: { A: 32, W: 3500 }, export: { A: 16, W: 0 } });
  });

  test('row 17: without a frequency the table has no effect', () => {
    const limits = limitsOf({ ...bidirectional, schedule_setpoints: setpoints({ frequency_table: table }) });

    expect(values(limits)).toEqual({ import: { A: 32 }, export: { A: 16 } });
  });

  test.each([
    [48, -7000],
    [49, -7000],
    [49.5, -3500],
    [50, 0],
    [50.5, 3500],
    [51, 7000],
    [52, 7000],
  ])('at %d Hz the table gives %i W', (frequency, power) => {
    expect(powerAt(table, frequency)).toBe(power);
  });

  test('points at any distance are interpolated between', () => {
    const narrow = [
      { frequency_Hz: 49.5, total_power_W: -1000 },
      { frequency_Hz: 50, total_power_W: 1000 },
    ];

    expect(powerAt(narrow, 49.75)).toBe(0);
  });

  test('an empty table stops, a single point always holds', () => {
    expect(powerAt([], 50)).toBe(0);
    expect(powerAt([{ frequency_Hz: 50, total_power_W: 700 }], 48)).toBe(700);
  });
});
