import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ConnectorTypeEnum } from '#generated/types/evse_manager';
import { connectorStates } from '../../../../../modules/Auth/connector-state.js';
import type { Connector, Evse } from '../../../../../modules/Auth/evse.js';
import { canAllPark, isFeasible } from '../../../../../modules/Auth/reservation/feasibility.js';

type Choices = readonly (readonly number[])[];

/** Lets the cars come in every order and take every place they may: nobody must ever be stranded. */
function canAllParkInEveryCase(choices: Choices, taken: ReadonlySet<number> = new Set()): boolean {
  return choices.every((places, car) => {
    const free = places.filter((place) => !taken.has(place));
    const others = choices.filter((_, other) => other !== car);
    return free.length > 0 && free.every((place) => canAllParkInEveryCase(others, new Set([...taken, place])));
  });
}

const types: readonly ConnectorTypeEnum[] = ['cCCS2', 'cType2', 'cTesla', 'Unknown'];
const aType = fc.constantFrom(...types);
const aState = fc.oneof(
  { weight: 4, arbitrary: fc.constant('AVAILABLE' as const) },
  { weight: 1, arbitrary: fc.constantFrom(...connectorStates) },
);
const aConnector: fc.Arbitrary<Connector> = fc.record({ id: fc.constant(1), type: aType, state: aState });
const aPlace = fc.record({
  connectors: fc.array(aConnector, { minLength: 0, maxLength: 3 }),
  pluggedIn: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  isReserved: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

/** Where a car that needs `wanted` may go, straight from the rules. */
function placesFor(wanted: ConnectorTypeEnum, evses: readonly Evse[], reservedIds: ReadonlySet<number>): number[] {
  const isFree = ({ id, pluggedIn, connectors }: Evse): boolean =>
    !pluggedIn && !reservedIds.has(id) && !connectors.some(({ state }) => /OCCUPIED/.test(state));
  const isUsable = ({ type, state }: Connector): boolean =>
    state === 'AVAILABLE' && (wanted === 'Unknown' || type === 'Unknown' || type === wanted);
  return evses.filter((evse) => isFree(evse) && evse.connectors.some(isUsable)).map(({ id }) => id);
}

test('§12.3 · parking is judged like trying every order of arrival and every choice', () => {
  const cars = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 5 }), { maxLength: 5 });
  let feasible = 0;
  const property = fc.property(cars, (choices) => {
    const expected = canAllParkInEveryCase(choices);
    if (expected && choices.length > 1) feasible++;
    expect(canAllPark(choices)).toBe(expected);
  });

  fc.assert(property, { numRuns: 3000, seed: 20_261_122 });
  expect(feasible).toBeGreaterThan(100);
});

test('§12.3 · overlapping reservations of a station are judged like a brute force does', () => {
  const seen = { true: 0, false: 0 };
  const property = fc.property(
    fc.array(aPlace, { minLength: 1, maxLength: 5 }),
    fc.array(aType, { maxLength: 5 }),
    (places, wanted) => {
      const evses = places.map((place, index) => ({ ...place, id: index + 1 }) as unknown as Evse);
      const reservedIds = new Set(places.flatMap(({ isReserved }, index) => (isReserved ? [index + 1] : [])));
      const fitsByCount = wanted.length + reservedIds.size <= evses.length;
      const choices = wanted.map((type) => placesFor(type, evses, reservedIds));
      const expected = fitsByCount && canAllParkInEveryCase(choices);
      if (wanted.length > 0) seen[`${expected}`]++;
      expect(isFeasible({ evses, types: wanted, reservedIds })).toBe(expected);
    },
  );

  fc.assert(property, { numRuns: 3000, seed: 71 });
  expect(Math.min(seen.true, seen.false)).toBeGreaterThan(300);
});

test('128 EVSEs with as many reservations are judged without trying them all', () => {
  const choices = Array.from({ length: 128 }, (_, car) =>
    Array.from({ length: 128 }, (_, place) => place).filter((place) => (car + place) % 23 !== 0),
  );

  expect(canAllPark(choices)).toBe(false);
  expect(canAllPark(choices.map(() => Array.from({ length: 128 }, (_, place) => place)))).toBe(true);
}, 5_000);
