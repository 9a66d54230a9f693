import { describe, expect, test } from '@jest/globals';
import type { DelayInput, RandomDelay } from '../../../../../modules/EvseManager/energy/random-delay.js';
import { delayLimit } from '../../../../../modules/EvseManager/energy/random-delay.js';

const delay: RandomDelay = { enabled: true, maxDurationS: 600, lastRequestedA: 16 };

function input(changes: Partial<DelayInput>): DelayInput {
  return {
    requestedA: 16,
    state: 'Charging',
    now: 0,
    monotonicNow: 0,
    sinceReadyMs: 60_000,
    atAnyChange: true,
    random: () => 0.1,
    ...changes,
  };
}

describe('§21 random delay', () => {
  test.each([
    ['a change of 0.1 A', { requestedA: 16.1 }, 16],
    ['a smaller change', { requestedA: 16.05 }, 16.05],
    ['a change while nothing is plugged in', { requestedA: 10, state: 'Idle' }, 10],
    ['a change between two currents, starts and stops only', { requestedA: 10, atAnyChange: false }, 10],
    ['a stop, starts and stops only', { requestedA: 0, atAnyChange: false }, 16],
    ['any limit within 5 s after ready', { sinceReadyMs: 4999 }, 0],
    ['the same limit later', { sinceReadyMs: 5000 }, 16],
  ] as const)('%s', (_name, changes, expected) => {
    expect(delayLimit(delay, input(changes)).limitA).toBeCloseTo(expected, 5);
  });

  test('the delay is a whole number of seconds below the maximum', () => {
    const durations = [0, 0.5, 0.999999].map(
      (value) => delayLimit(delay, input({ requestedA: 10, random: () => value })).countdown.countdown_s,
    );

    expect(durations).toEqual([0, 300, 599]);
  });

  test('at the end the old limit holds once more, then the new one', () => {
    const started = delayLimit(delay, input({ requestedA: 10 }));
    const ended = delayLimit(started.delay, input({ requestedA: 8, monotonicNow: 60_000 }));
    const after = delayLimit(ended.delay, input({ requestedA: 8, monotonicNow: 61_000 }));

    expect(started.countdown).toEqual({
      countdown_s: 60,
      current_limit_after_delay_A: 10,
      current_limit_during_delay_A: 16,
      start_time: '1970-01-01T00:00:00.000Z',
    });
    expect([ended.limitA, after.limitA]).toEqual([16, 8]);
    expect(ended.countdown).toEqual({
      countdown_s: 0,
      current_limit_after_delay_A: 8,
      current_limit_during_delay_A: 16,
    });
  });

  test('a change while it runs does not start it again', () => {
    const started = delayLimit(delay, input({ requestedA: 10 }));
    const changed = delayLimit(started.delay, input({ requestedA: 6, monotonicNow: 20_000 }));

    expect(changed.countdown).toMatchObject({ countdown_s: 40, current_limit_after_delay_A: 6 });
  });

  test.each([-3_600_000, 3_600_000])('the wall clock set by %i ms neither prolongs nor ends it', (byMs) => {
    const started = delayLimit(delay, input({ requestedA: 10 }));
    const after = delayLimit(started.delay, input({ requestedA: 10, now: byMs, monotonicNow: 20_000 }));

    expect(after.countdown.countdown_s).toBe(40);
  });

  test('an EV that leaves ends it', () => {
    const started = delayLimit(delay, input({ requestedA: 10 }));
    const idle = delayLimit(started.delay, input({ requestedA: 10, state: 'Finished', monotonicNow: 1000 }));

    expect(idle).toMatchObject({ limitA: 10, countdown: { countdown_s: 0 } });
    expect(idle.delay.running).toBeUndefined();
  });
});
