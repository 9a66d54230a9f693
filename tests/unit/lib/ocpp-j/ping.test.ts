import { describe, expect, test } from '@jest/globals';
import { PingWatch, type PingAction, type PingSettings } from '../../../../lib/ocpp-j/ping.js';

function settings(intervalS: number, pongTimeoutS = 2): PingSettings {
  return { intervalS, pongTimeoutS, payload: 'hello there' };
}

function ticks(watch: PingWatch, count: number, value: PingSettings): PingAction[] {
  return Array.from({ length: count }, () => watch.tick(value));
}

describe('ping and pong', () => {
  test('pings after the interval and gives up after the pong timeout', () => {
    const watch = new PingWatch();

    expect(ticks(watch, 5, settings(3))).toEqual(['none', 'none', 'ping', 'none', 'give-up']);
  });

  test('goes on while pongs arrive', () => {
    const watch = new PingWatch();
    ticks(watch, 3, settings(3));

    watch.pong();

    expect(ticks(watch, 3, settings(3))).toEqual(['none', 'none', 'ping']);
  });

  test('an interval of 0 sends nothing and waits for nothing', () => {
    const watch = new PingWatch();
    ticks(watch, 3, settings(3));

    expect(ticks(watch, 10, settings(0))).toEqual(Array(10).fill('none'));
  });

  test('follows a change of the interval at the next tick', () => {
    const watch = new PingWatch();
    ticks(watch, 5, settings(60));

    expect(watch.tick(settings(4))).toBe('ping');
  });

  test('a pong timeout longer than the interval counts from the first unanswered ping', () => {
    const watch = new PingWatch();

    expect(ticks(watch, 7, settings(2, 5))).toEqual(['none', 'ping', 'none', 'ping', 'none', 'ping', 'give-up']);
  });
});
