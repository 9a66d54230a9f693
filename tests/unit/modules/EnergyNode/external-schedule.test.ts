import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LimitsReq } from '#generated/types/energy';
import { boundByFuse } from '../../../../modules/EnergyNode/external-schedule.js';
import { fuseCapabilities, fuseSchedule, type Fuse } from '../../../../modules/EnergyNode/fuse.js';
import { from, scheduled } from './requests.js';

const own = 'node/module_config';
const fuse: Fuse = { limitA: 32, phaseCount: 3, nominalVoltageV: 230, source: own };
const power = (watt: number): LimitsReq => ({ total_power_W: from('ocpp', watt) });
const phases = (count: number): LimitsReq => ({ ac_max_phase_count: from('ocpp', count) });

function rootAfter(root: LimitsReq, leaves: LimitsReq = {}, rating: Partial<Fuse> = {}, enhance = true): LimitsReq {
  return boundByFuse([scheduled(root, leaves)], { ...fuse, ...rating }, enhance)[0]?.limits_to_root ?? {};
}

describe('row 5: enhancement', () => {
  test.each<[string, LimitsReq, LimitsReq, Partial<Fuse>, number]>([
    ['7000 W on the phases of the fuse', power(7000), {}, {}, 10.145],
    ['7000 W on the one phase of the entry', { ...power(7000), ...phases(1) }, {}, {}, 30.435],
    ['7000 W on the one phase of the leaves side', power(7000), phases(1), {}, 30.435],
    ['a phase count of 0 in the entry counts for nothing', { ...power(7000), ...phases(0) }, phases(0), {}, 10.145],
    ['7000 W on a fuse of two phases', power(7000), {}, { phaseCount: 2 }, 15.217],
    ['7000 W on a fuse without a phase count', power(7000), {}, { phaseCount: 0 }, 30.435],
    ['10000 W on a fuse of 10 A', power(10_000), {}, { limitA: 10 }, 10],
    ['7000 W at 120 V', power(7000), {}, { nominalVoltageV: 120 }, 19.444],
    ['0 W give no current', power(0), {}, {}, 32],
    ['power on the leaves side gives no current', {}, power(7000), {}, 32],
  ])('%s', (_, root, leaves, rating, expectedA) => {
    const limit = rootAfter(root, leaves, rating).ac_max_current_A;

    expect(limit?.value).toBeCloseTo(expectedA, 3);
    expect(limit?.source).toBe(own);
  });

  test('a current that is there already stays, with its source', () => {
    const root = { ...power(7000), ac_max_current_A: from('ocpp', 25) };

    expect(rootAfter(root).ac_max_current_A).toEqual(from('ocpp', 25));
  });

  test('switched off, 7000 W leave the current to the fuse', () => {
    expect(rootAfter(power(7000), {}, {}, false).ac_max_current_A).toEqual(from(own, 32));
  });
});

describe('row 5: clamps', () => {
  test('the fuse clamps a greater current and supplies a missing one', () => {
    expect(rootAfter({ ac_max_current_A: from('ocpp', 48) }).ac_max_current_A).toEqual(from(own, 32));
    expect(rootAfter({}).ac_max_current_A).toEqual(from(own, 32));
    expect(rootAfter({ ac_max_current_A: from('ocpp', 32) }).ac_max_current_A).toEqual(from('ocpp', 32));
  });

  test.each([
    [3, 1, from('ocpp', 1)],
    [1, 3, from(own, 1)],
    [0, 3, from('ocpp', 3)],
  ])('with %i phases a stated %i becomes %j', (phaseCount, stated, expected) => {
    expect(rootAfter(phases(stated), {}, { phaseCount }).ac_max_phase_count).toEqual(expected);
  });

  test('a missing phase count is supplied only where the fuse has one', () => {
    expect(rootAfter({}).ac_max_phase_count).toEqual(from(own, 3));
    expect(rootAfter({}, {}, { phaseCount: 0 })).not.toHaveProperty('ac_max_phase_count');
  });

  test('the leaves side is never touched', () => {
    const leaves = { ac_max_current_A: from('ocpp', 48), total_power_W: from('ocpp', 7000) };

    expect(boundByFuse([scheduled({}, leaves)], fuse, true)[0]?.limits_to_leaves).toEqual(leaves);
  });

  test('whatever is set, the current on the grid side never exceeds the fuse', () => {
    const value = fc.option(fc.float({ min: 0, max: 100_000, noNaN: true }), { nil: undefined });
    fc.assert(
      fc.property(value, value, fc.boolean(), (currentA, powerW, enhance) => {
        const root = {
          ...(currentA !== undefined && { ac_max_current_A: from('ocpp', currentA) }),
          ...(powerW !== undefined && power(powerW)),
        };

        expect(rootAfter(root, {}, {}, enhance).ac_max_current_A?.value).toBeLessThanOrEqual(32);
      }),
    );
  });
});

describe('own limits', () => {
  test('begin at the full hour and hold on both sides', () => {
    const limits = { ac_max_current_A: from(own, 32), ac_max_phase_count: from(own, 3) };

    expect(fuseSchedule(fuse, Date.UTC(2026, 0, 5, 10, 59, 59, 999))).toEqual([
      { timestamp: '2026-01-05T10:00:00.000Z', limits_to_root: limits, limits_to_leaves: limits },
    ]);
  });

  test('a phase count of 0 limits no phases', () => {
    const [entry] = fuseSchedule({ ...fuse, phaseCount: 0 }, 0);

    expect(entry?.limits_to_root).toEqual({ ac_max_current_A: from(own, 32) });
  });

  test.each([
    [3, 22_080],
    [2, 14_720],
    [1, 7360],
    [0, 7360],
  ])('row 4: capabilities with %i phases amount to %i W', (phaseCount, total_power_W) => {
    expect(fuseCapabilities({ ...fuse, phaseCount })).toEqual({
      max_current_A: 32,
      max_phase_count: phaseCount,
      nominal_voltage_V: 230,
      total_power_W,
    });
  });
});
