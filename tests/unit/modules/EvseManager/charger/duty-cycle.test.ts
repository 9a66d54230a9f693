import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dutyForCurrent } from '../../../../../modules/EvseManager/charger/duty-cycle.js';

test.each([
  [0, 1],
  [5.89, 1],
  [5.9, 0.1],
  [6, 0.1],
  [6.09, 0.1],
  [6.1, 6.1 / 60],
  [16, 16 / 60],
  [32, 32 / 60],
  [51, 51 / 60],
  [52, 51 / 60],
  [52.5, 0.85],
  [63, 0.892],
  [80, 0.96],
  [80.05, 0.97],
  [80.1, 0.97],
  [80.2, 1],
])('§9.1 · %f A is a duty of %f', (ampere, duty) => {
  expect(dutyForCurrent(ampere)).toBeCloseTo(duty, 10);
});

test('§9.1 · within its range a higher current never gives a lower duty', () => {
  const current = fc.double({ min: 5.9, max: 80, noNaN: true });
  fc.assert(
    fc.property(current, current, (one, other) => {
      const [low, high] = one < other ? [one, other] : [other, one];
      expect(dutyForCurrent(high)).toBeGreaterThanOrEqual(dutyForCurrent(low));
    }),
  );
});
