import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { EnergyFlowRequest, EnforcedLimits, LimitsReq } from '#generated/types/energy';
import { entry, evseImport, granted, node, run, settings, setpoints } from './tree.js';

const ampere = fc.integer({ min: 0, max: 640 }).map((tenths) => tenths / 10);
const watt = fc.integer({ min: 0, max: 45_000 });
const HALF_PAST = '2026-01-05T10:30:00.000Z';

function limits(maxA: number | undefined, powerW: number | undefined): LimitsReq {
  return {
    ...(maxA !== undefined && { ac_max_current_A: { value: maxA, source: 'a' } }),
    ...(powerW !== undefined && { total_power_W: { value: powerW, source: 'w' } }),
  };
}

const sideLimits = fc
  .record({ maxA: fc.option(ampere, { nil: undefined }), powerW: fc.option(watt, { nil: undefined }) })
  .map(({ maxA, powerW }) => limits(maxA, powerW));

const schedule = fc.oneof(
  fc.tuple(sideLimits, sideLimits).map(([root, leaves]) => [entry(root, leaves)]),
  fc.tuple(sideLimits, sideLimits).map(([now, later]) => [entry(now), entry(later, {}, HALF_PAST)]),
);

const leafShape = fc.record({
  maxA: ampere,
  minA: fc.constantFrom(0, 6, 10),
  active: fc.constantFrom(1, 3),
  maxPhases: fc.constantFrom(1, 3),
  powerW: fc.option(watt, { nil: undefined }),
  exported: schedule,
  setpointA: fc.option(fc.integer({ min: -32, max: 32 }), { nil: undefined }),
});

const leaf: fc.Arbitrary<EnergyFlowRequest> = leafShape.map((shape) => ({
  uuid: 'to be named',
  node_type: 'Evse',
  evse_state: 'Charging',
  children: [],
  schedule_import: [
    evseImport('evse', shape.maxA, {
      ac_min_current_A: { value: shape.minA, source: 'evse' },
      ac_max_phase_count: { value: shape.maxPhases, source: 'evse' },
      ac_number_of_active_phases: shape.active,
      ...limits(undefined, shape.powerW),
    }),
  ],
  schedule_export: shape.exported,
  schedule_setpoints: shape.setpointA === undefined ? [] : setpoints({ ac_current_A: shape.setpointA }),
}));

const { tree } = fc.letrec<{ tree: EnergyFlowRequest; child: EnergyFlowRequest }>((tie) => ({
  tree: fc.record({
    uuid: fc.constant('node'),
    node_type: fc.constant('Generic' as const),
    schedule_import: schedule,
    schedule_export: schedule,
    schedule_setpoints: fc.constant([]),
    children: fc.array(tie('child'), { minLength: 1, maxLength: 3 }),
  }),
  child: fc.oneof({ maxDepth: 3 }, leaf, tie('tree')),
}));

/** Gives every EVSE its own name. */
function named(request: EnergyFlowRequest, path = 'n'): EnergyFlowRequest {
  return { ...request, uuid: path, children: request.children.map((child, i) => named(child, `${path}.${i}`)) };
}

const anyConfig = fc.record({
  slice_ampere: fc.constantFrom(0.5, 1, 3),
  slice_watt: fc.constantFrom(500, 2000),
  switch_3ph1ph_while_charging_mode: fc.constantFrom('Never' as const, 'Oneway' as const, 'Both' as const),
  switch_3ph1ph_time_hysteresis_s: fc.constantFrom(0, 600),
});

interface Overload {
  readonly node: string;
  readonly at: string;
  readonly amount: number;
  readonly limit: number;
}

/** The limit of a node at a time, worked out on its own from the request. */
function limitAt(
  request: EnergyFlowRequest,
  side: 'schedule_import' | 'schedule_export',
  key: 'ac_max_current_A' | 'total_power_W',
  at: string,
): number {
  const held = request[side].filter(({ timestamp }) => timestamp <= at).at(-1) ?? request[side][0];
  const stated = [held?.limits_to_root[key]?.value, held?.limits_to_leaves[key]?.value];
  return Math.min(...stated.map((value) => value ?? Infinity));
}

/** What a hundred additions in single precision may come to, for amounts of this size. */
function roundingOf(gross: number): number {
  return 1e-3 + gross * 2e-5;
}

/** Every node and time at which the EVSEs below take or give more than the node allows. */
function overloads(request: EnergyFlowRequest, grants: readonly EnforcedLimits[]): Overload[] {
  const below = grants.filter(({ uuid }) => uuid === request.uuid || uuid.startsWith(`${request.uuid}.`));
  const own = (grants[0]?.schedule ?? []).flatMap(({ timestamp: at }, slot) =>
    (['ac_max_current_A', 'total_power_W'] as const).flatMap((key) => {
      const values = below.map((grant) => grant.schedule[slot]?.limits_to_root[key]?.value ?? 0);
      const net = values.reduce((sum, value) => sum + value, 0);
      const gross = values.reduce((sum, value) => sum + Math.abs(value), 0);
      const side = net >= 0 ? 'schedule_import' : 'schedule_export';
      const limit = limitAt(request, side, key, at);
      const amount = Math.abs(net);
      return amount > limit + roundingOf(gross) ? [{ node: request.uuid, at, amount, limit }] : [];
    }),
  );
  return [...own, ...request.children.flatMap((child) => overloads(child, grants))];
}

describe('whatever the tree', () => {
  test('row 10: no node ever carries more than its limit, in any slot and direction', () => {
    fc.assert(
      fc.property(tree, anyConfig, (shape, config) => {
        const request = named(shape);

        expect(overloads(request, run(request, config).grants)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('a grant is nothing, or at least the minimum, and never above what the EVSE takes', () => {
    fc.assert(
      fc.property(tree, anyConfig, (shape, config) => {
        const request = named(shape);
        const leaves = new Map(evses(request).map((found) => [found.uuid, found]));
        for (const { uuid, limits_root_side: limits } of run(request, config).grants) {
          const root = leaves.get(uuid)?.schedule_import[0]?.limits_to_root;
          const value = limits.ac_max_current_A?.value ?? 0;
          if (value <= 0) continue;

          expect(value).toBeGreaterThanOrEqual(root?.ac_min_current_A?.value ?? 0);
          expect(value).toBeLessThanOrEqual((root?.ac_max_current_A?.value ?? 0) + 1e-3);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('a run leaves the request alone, ends, and gives the same result again', () => {
    fc.assert(
      fc.property(tree, anyConfig, (shape, config) => {
        const request = named(shape);
        const before = structuredClone(request);
        const first = run(request, config);

        expect(run(request, config).grants).toEqual(first.grants);
        expect(request).toEqual(before);
        expect(first.grants.map(({ uuid }) => uuid)).toEqual(evses(request).map(({ uuid }) => uuid));
      }),
      { numRuns: 50 },
    );
  });
});

function evses(request: EnergyFlowRequest): EnergyFlowRequest[] {
  return [...(request.node_type === 'Evse' ? [request] : []), ...request.children.flatMap(evses)];
}

function charger(uuid: string, maxA: number): EnergyFlowRequest {
  return {
    uuid,
    node_type: 'Evse',
    children: [],
    schedule_import: [evseImport(uuid, maxA)],
    schedule_export: [],
    schedule_setpoints: [],
  };
}

describe('fairness', () => {
  test('equal EVSEs that all get their minimum differ by one slice at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 300 }), (count, spareTenths) => {
        const fuseA = 6 * count + spareTenths / 10;
        const chargers = Array.from({ length: count }, (_, i) => charger(`evse${i}`, 32));
        const values = Object.values(granted(run(node('grid', fuseA, chargers)))).map(({ A = 0 }) => A);

        expect(Math.max(...values) - Math.min(...values)).toBeLessThanOrEqual(settings().sliceA + 1e-3);
      }),
    );
  });

  test('nothing is left over while an EVSE could take more', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 6, max: 32 }), { minLength: 1, maxLength: 5 }), (maxima) => {
        const fuseA = Math.max(40, 6 * maxima.length);
        const outcome = run(
          node(
            'grid',
            fuseA,
            maxima.map((maxA, i) => charger(`evse${i}`, maxA)),
          ),
        );
        const total = Object.values(granted(outcome)).reduce((sum, { A = 0 }) => sum + A, 0);

        expect(total).toBeCloseTo(
          Math.min(
            fuseA,
            maxima.reduce((sum, maxA) => sum + maxA, 0),
          ),
          2,
        );
      }),
    );
  });
});

describe('order', () => {
  const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });

  test('does not matter while there is enough for everybody', () => {
    fc.assert(
      fc.property(order, (indices) => {
        const chargers = [16, 20, 32, 8].map((maxA, i) => charger(`evse${i}`, maxA));
        const shuffled = indices.flatMap((i) => chargers[i] ?? []);

        expect(granted(run(node('grid', 80, shuffled)))).toEqual(granted(run(node('grid', 80, chargers))));
      }),
    );
  });

  test('of branches does not matter while only their own fuses limit them', () => {
    fc.assert(
      fc.property(order, (indices) => {
        const branches = [12, 16, 20, 9].map((fuseA, i) =>
          node(`cb${i}`, fuseA, [charger(`evse${i}a`, 32), charger(`evse${i}b`, 8)]),
        );
        const shuffled = indices.flatMap((i) => branches[i] ?? []);

        expect(granted(run(node('grid', 80, shuffled)))).toEqual(granted(run(node('grid', 80, branches))));
      }),
    );
  });

  test('decides who gets a minimum where there is not enough: the first do', () => {
    const [a, b] = [charger('a', 32), charger('b', 32)];

    expect(granted(run(node('grid', 10, [a, b])))).toMatchObject({ a: { A: 10 }, b: { A: 0 } });
    expect(granted(run(node('grid', 10, [b, a])))).toMatchObject({ a: { A: 0 }, b: { A: 10 } });
  });
});
