import { expect, test } from '@jest/globals';
import { cableRating } from '../../../../modules/YetiSimulator/proximity.js';

test.each([
  [79, 'None'],
  [80, 'A_63_3ph_70_1ph'],
  [140, 'A_63_3ph_70_1ph'],
  [141, 'A_32'],
  [220.1, 'A_32'],
  [308, 'A_32'],
  [309, 'A_20'],
  [936, 'A_20'],
  [937, 'A_13'],
  [2460, 'A_13'],
  [2461, 'None'],
])('%s Ohm stands for %s', (resistorOhm, ampacity) => {
  expect(cableRating(resistorOhm)).toBe(ampacity);
});
