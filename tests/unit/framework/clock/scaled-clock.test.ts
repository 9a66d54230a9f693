import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { openClock } from '../../../../framework/clock/index.js';
import type { Clock } from '../../../../lib/clock/clock.js';

const beginMs = 1_000_000;
const hour = 3_600_000;

beforeEach(() => {
  jest.useFakeTimers({ now: beginMs });
});

afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

/** The process is busy with something else: the wall clock goes on, nothing is called. */
function stall(ms: number): void {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + ms);
}

interface WarmClock {
  readonly clock: Clock;
  /** Since it was warm, in ms of this clock. */
  readonly passed: () => number;
}

/** A clock of a station that has been running for a while. */
function warmClock(scale: number): WarmClock {
  const { clock, release } = openClock({ scale, beginMs });
  release();
  jest.advanceTimersByTime(5_000);
  const startMs = clock.monotonic();
  return { clock, passed: () => clock.monotonic() - startMs };
}

describe('scaled clock', () => {
  test('with a scale of 60 an hour passes in a minute, timers included', () => {
    const fired: number[] = [];
    const { clock, passed } = warmClock(60);
    clock.setTimeout(() => void fired.push(passed()), hour);
    clock.setInterval(() => void fired.push(passed()), hour / 2);

    jest.advanceTimersByTime(60_000);

    expect(clock.now()).toBe(beginMs + 60 * 5_000 + hour);
    expect(fired).toEqual([hour / 2, hour, hour]);
  });

  test('with a scale of 0.1 a second takes ten', () => {
    const fired: number[] = [];
    const { clock, passed } = warmClock(0.1);
    clock.setTimeout(() => void fired.push(passed()), 1000);

    jest.advanceTimersByTime(9_995);
    const before = [...fired];
    jest.advanceTimersByTime(5);

    expect([before, fired]).toEqual([[], [1000]]);
  });

  test('until it is released it goes with the wall, then faster and faster', () => {
    const { clock, release } = openClock({ scale: 600, beginMs });
    clock.setTimeout(() => undefined, hour);
    jest.advanceTimersByTime(3_000);
    const starting = clock.monotonic();
    release();
    jest.advanceTimersByTime(250);
    const soon = clock.monotonic() - starting;
    jest.advanceTimersByTime(750);
    const later = clock.monotonic() - starting;
    jest.advanceTimersByTime(20_000);

    expect(starting).toBe(3_000);
    expect([soon > 250 * 10 && soon < 250 * 20, later > soon + 750 * 20 && later < soon + 750 * 160]).toEqual([
      true,
      true,
    ]);
    expect(clock.monotonic()).toBe(600 * 24_000);
  });

  test('processes that start one after the other show the same time', () => {
    const first = warmClock(600).clock;
    const second = openClock({ scale: 600, beginMs });
    second.release();

    expect([first.now(), second.clock.now()]).toEqual([beginMs + 600 * 5_000, beginMs + 600 * 5_000]);
  });

  test('what is due in the same step runs in order of time', () => {
    const fired: string[] = [];
    const { clock } = warmClock(600);
    clock.setTimeout(() => void fired.push('2.9 s'), 2_900);
    clock.setTimeout(() => void fired.push('0.1 s'), 100);
    clock.setTimeout(() => void fired.push('0.1 s again'), 100);

    jest.advanceTimersByTime(5);

    expect(fired).toEqual(['0.1 s', '0.1 s again', '2.9 s']);
  });

  test('an interval that is shorter than a step runs once a step', () => {
    let fired = 0;
    const { clock } = warmClock(600);
    clock.setInterval(() => (fired += 1), 250);

    jest.advanceTimersByTime(50);

    expect(fired).toBe(10);
  });

  test('an interval keeps its beat', () => {
    const fired: number[] = [];
    const { clock, passed } = warmClock(100);
    clock.setInterval(() => void fired.push(passed()), 1_200);

    jest.advanceTimersByTime(60);

    expect(fired).toEqual([1_500, 2_500, 4_000, 5_000, 6_000]);
  });

  test('what a timer sets up for now runs in the next step, after messages had their turn', () => {
    const fired: number[] = [];
    const { clock, passed } = warmClock(10);
    clock.setTimeout(() => void clock.setTimeout(() => void fired.push(passed()), 0), 0);

    jest.advanceTimersByTime(5);
    const before = [...fired];
    jest.advanceTimersByTime(5);

    expect([before, fired]).toEqual([[], [100]]);
  });

  test('a process that was busy does not find everything timed out', () => {
    const { clock, passed } = warmClock(600);
    clock.setTimeout(() => undefined, hour);
    jest.advanceTimersByTime(10);
    stall(1_000);

    expect(passed()).toBe(6_000 + 3_750);
  });

  test('what was lost is made up for, a quarter faster', () => {
    const { clock, passed } = warmClock(600);
    clock.setTimeout(() => undefined, hour);
    jest.advanceTimersByTime(10);
    stall(50);
    jest.advanceTimersByTime(100);
    const soon = passed();
    jest.advanceTimersByTime(900);

    expect([soon, passed()]).toEqual([600 * (10 + 125), 600 * (10 + 50 + 1_000)]);
  });

  test('while others are behind it goes no faster than the wall, and makes up for it later', () => {
    let isBehind = false;
    const { clock, release } = openClock({ scale: 600, beginMs }, () => isBehind);
    release();
    jest.advanceTimersByTime(5_000);
    const startMs = clock.monotonic();
    clock.setTimeout(() => undefined, hour);

    isBehind = true;
    jest.advanceTimersByTime(5);
    const noticed = clock.monotonic() - startMs;
    jest.advanceTimersByTime(100);
    const heldUp = clock.monotonic() - startMs;
    isBehind = false;
    jest.advanceTimersByTime(1_000);

    expect([noticed, heldUp, clock.monotonic() - startMs]).toEqual([3_000, 3_100, 600 * 1_105]);
  });

  test('however fast it goes, a step is no longer than 5 s', () => {
    const { clock, passed } = warmClock(10_000);
    clock.setTimeout(() => undefined, hour);

    jest.advanceTimersByTime(100);

    expect(passed()).toBe(20 * 5_000);
  });

  test('it never goes back when the last timer ends', () => {
    const { clock, passed } = warmClock(600);
    const timer = clock.setTimeout(() => undefined, hour);
    jest.advanceTimersByTime(7);
    const during = passed();
    timer.cancel();

    expect([passed() >= during, jest.getTimerCount()]).toEqual([true, 0]);
  });

  test('a timer that throws ends the process as any does, and keeps no other from running', () => {
    let fired = 0;
    const { clock } = warmClock(10);
    clock.setTimeout(() => {
      throw new Error('a bug');
    }, 10);
    clock.setTimeout(() => (fired += 1), 10);

    expect(() => jest.advanceTimersByTime(10)).toThrow('a bug');
    expect(fired).toBe(1);
  });

  test('a timer that another one of the same step cancels does not run', () => {
    let fired = 0;
    const { clock } = warmClock(10);
    clock.setTimeout(() => later.cancel(), 10);
    const later = clock.setTimeout(() => (fired += 1), 10);

    jest.advanceTimersByTime(10);

    expect(fired).toBe(0);
  });
});
