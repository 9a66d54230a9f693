import { describe, expect, test } from '@jest/globals';
import { Backoff } from '../../../../lib/ocpp-j/index.js';

describe('OCPP-J 1.6 §5.3 · back-off', () => {
  test('waits 3, 6, 12, 24, 24, ... seconds with range 0', () => {
    const backoff = new Backoff(
      () => ({ waitMinimumS: 3, randomRangeS: 0, repeatTimes: 3 }),
      () => 0.99,
    );

    expect(Array.from({ length: 7 }, () => backoff.nextS())).toEqual([3, 6, 12, 24, 24, 24, 24]);
  });

  test('draws the random part anew until the wait stops growing', () => {
    const draws = [0.999, 0, 0.5, 0.999];
    const backoff = new Backoff(
      () => ({ waitMinimumS: 3, randomRangeS: 10, repeatTimes: 2 }),
      () => draws.shift() ?? 0.999,
    );

    expect(Array.from({ length: 5 }, () => backoff.nextS())).toEqual([13, 26, 57, 57, 57]);
    expect(draws).toEqual([0.999]);
  });

  test('never waits less than the least, which does not make later waits longer', () => {
    const backoff = new Backoff(
      () => ({ waitMinimumS: 1, randomRangeS: 0, repeatTimes: 3, leastS: 3 }),
      () => 0,
    );

    expect(Array.from({ length: 5 }, () => backoff.nextS())).toEqual([3, 3, 4, 8, 8]);
  });

  test('starts over after a success', () => {
    const backoff = new Backoff(
      () => ({ waitMinimumS: 3, randomRangeS: 0, repeatTimes: 3 }),
      () => 0,
    );
    backoff.nextS();
    backoff.nextS();

    backoff.reset();

    expect(backoff.nextS()).toBe(3);
  });

  test('never doubles with repeat times 0', () => {
    const backoff = new Backoff(
      () => ({ waitMinimumS: 3, randomRangeS: 0, repeatTimes: 0 }),
      () => 0,
    );

    expect([backoff.nextS(), backoff.nextS()]).toEqual([3, 3]);
  });
});
