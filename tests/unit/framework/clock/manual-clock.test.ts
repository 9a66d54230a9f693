import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../../../framework/clock/index.js';

describe('manual clock', () => {
  test('stands still until it is moved, and moves both scales', async () => {
    const clock = new ManualClock(1000);

    await clock.advance(250);

    expect([clock.now(), clock.monotonic()]).toEqual([1250, 250]);
  });

  test('a correction of the wall clock fires nothing and leaves durations alone', async () => {
    const fired: number[] = [];
    const clock = new ManualClock(0);
    clock.setTimeout(() => void fired.push(clock.now()), 100);

    clock.setWallClock(1_000_000);
    await clock.advance(99);
    const before = [...fired];
    await clock.advance(1);

    expect([before, fired, clock.monotonic()]).toEqual([[], [1_000_100], 100]);
  });

  test('promises settle between two timers', async () => {
    const order: string[] = [];
    const clock = new ManualClock();
    clock.setTimeout(() => void Promise.resolve().then(() => order.push('after first')), 1);
    clock.setTimeout(() => void order.push('second'), 1);

    await clock.advance(1);

    expect(order).toEqual(['after first', 'second']);
  });

  test('a timer that is set by a timer fires in the same advance when it falls due', async () => {
    const fired: number[] = [];
    const clock = new ManualClock(0);
    clock.setTimeout(() => clock.setTimeout(() => void fired.push(clock.now()), 5), 5);

    await clock.advance(10);

    expect(fired).toEqual([10]);
  });

  test('an interval fires until it is cancelled, also by itself', async () => {
    const fired: number[] = [];
    const clock = new ManualClock(0);
    const timer = clock.setInterval(() => {
      fired.push(clock.now());
      if (fired.length === 3) timer.cancel();
    }, 10);

    await clock.advance(100);

    expect([fired, clock.pendingTimers]).toEqual([[10, 20, 30], 0]);
  });

  test('sleep ends with the reason of its signal and leaves no timer', async () => {
    const clock = new ManualClock();
    const stop = new AbortController();
    const sleeping = clock.sleep(1000, stop.signal);

    stop.abort(new Error('enough'));

    await expect(sleeping).rejects.toThrow('enough');
    await expect(clock.sleep(1000, stop.signal)).rejects.toThrow('enough');
    expect(clock.pendingTimers).toBe(0);
  });

  test('timers fire in order of due time, then of creation', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 20 }), { maxLength: 10 }), async (delays) => {
        const fired: { index: number; delay: number }[] = [];
        const clock = new ManualClock(0);
        delays.forEach((delay, index) => clock.setTimeout(() => void fired.push({ index, delay }), delay));

        await clock.advance(20);

        const expected = delays.map((delay, index) => ({ index, delay }));
        expect(fired).toEqual(expected.sort((a, b) => a.delay - b.delay || a.index - b.index));
      }),
      { numRuns: 30 },
    );
  });
});
