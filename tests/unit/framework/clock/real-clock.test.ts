import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { RealClock } from '../../../../framework/clock/index.js';

const day = 24 * 3600 * 1000;

beforeEach(() => {
  jest.useFakeTimers({ now: 1_000_000 });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('real clock', () => {
  test('it is the wall clock', () => {
    const clock = new RealClock();

    jest.advanceTimersByTime(500);

    expect([clock.now(), clock.monotonic()]).toEqual([1_000_500, 500]);
  });

  test('a timeout of 60 days does not fire before', () => {
    const fired: number[] = [];
    const clock = new RealClock();
    clock.setTimeout(() => void fired.push(clock.monotonic()), 60 * day);

    jest.advanceTimersByTime(60 * day - 1);
    const before = [...fired];
    jest.advanceTimersByTime(1);

    expect([before, fired]).toEqual([[], [60 * day]]);
  });

  test('a long timeout can be cancelled on its way', () => {
    const clock = new RealClock();
    const timer = clock.setTimeout(() => expect(true).toBe(false), 60 * day);

    jest.advanceTimersByTime(40 * day);
    timer.cancel();

    expect(jest.getTimerCount()).toBe(0);
  });

  test('an interval of 30 days fires every 30 days', () => {
    const fired: number[] = [];
    const clock = new RealClock();
    const timer = clock.setInterval(() => void fired.push(clock.monotonic() / day), 30 * day);

    jest.advanceTimersByTime(60 * day);
    timer.cancel();

    expect(fired).toEqual([30, 60]);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('an interval may cancel itself', () => {
    let fired = 0;
    const clock = new RealClock();
    const timer = clock.setInterval(() => {
      fired += 1;
      timer.cancel();
    }, 30 * day);

    jest.advanceTimersByTime(90 * day);

    expect([fired, jest.getTimerCount()]).toEqual([1, 0]);
  });

  test('a negative delay counts as none', () => {
    let fired = 0;
    const clock = new RealClock();
    clock.setTimeout(() => (fired += 1), -5);

    jest.advanceTimersByTime(1);

    expect(fired).toBe(1);
  });

  test('short intervals of the same period are called in one turn, none before a whole period', () => {
    const fired: string[] = [];
    const clock = new RealClock();
    clock.setInterval(() => void fired.push(`a ${clock.monotonic()}`), 100);
    jest.advanceTimersByTime(40);
    const later = clock.setInterval(() => void fired.push(`b ${clock.monotonic()}`), 100);

    jest.advanceTimersByTime(260);
    later.cancel();
    jest.advanceTimersByTime(100);

    expect(fired).toEqual(['a 100', 'a 200', 'b 200', 'a 300', 'b 300', 'a 400']);
  });

  test('after the last short interval is cancelled nothing ticks, and a new one ticks again', () => {
    let fired = 0;
    const clock = new RealClock();
    clock.setInterval(() => (fired += 1), 250).cancel();
    const idle = jest.getTimerCount();

    clock.setInterval(() => (fired += 1), 250);
    jest.advanceTimersByTime(500);

    expect([idle, fired]).toEqual([0, 2]);
  });
});
