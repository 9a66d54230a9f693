import type { Clock, Timer } from '../../lib/clock/clock.js';
import { sleepOn } from './manual-clock.js';
import { Ticker } from './ticker.js';

/** Node fires at once when a delay does not fit in 31 bits, so longer ones are waited for in steps. */
const longestDelayMs = 2 ** 31 - 1;
/** Intervals up to this one, in ms, tick together. */
const longestTickMs = 250;

/** The wall clock. */
export class RealClock implements Clock {
  readonly #startMs = performance.now();
  readonly #tickers = new Map<number, Ticker>();

  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now() - this.#startMs;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    let handle: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, longestDelayMs);
      handle = setTimeout(() => (leftMs > stepMs ? wait(leftMs - stepMs) : callback()), stepMs);
    };
    wait(Math.max(0, delayMs));
    return { cancel: () => clearTimeout(handle) };
  }

  /** Short intervals of the same period are called together, first after one to two periods. */
  setInterval(callback: () => void, periodMs: number): Timer {
    if (periodMs <= longestTickMs) return this.#ticker(Math.max(1, periodMs)).add(callback);
    if (periodMs > longestDelayMs) return this.#longInterval(callback, periodMs);
    const handle = setInterval(callback, periodMs);
    return { cancel: () => clearInterval(handle) };
  }

  #ticker(periodMs: number): Ticker {
    const known = this.#tickers.get(periodMs);
    if (known !== undefined) return known;
    const ticker = new Ticker(periodMs);
    this.#tickers.set(periodMs, ticker);
    return ticker;
  }

  #longInterval(callback: () => void, periodMs: number): Timer {
    const next = (): Timer =>
      this.setTimeout(() => {
        timer = next();
        callback();
      }, periodMs);
    let timer = next();
    return { cancel: () => timer.cancel() };
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, delayMs, signal);
  }
}
