import type { Clock, Timer } from '../../lib/clock/clock.js';
import { sleepOn } from './manual-clock.js';
import { Ticker } from './ticker.js';

/** Node fires at once when a delay does not fit in 31 bits, so longer ones are waited for in steps. */
const longestDelayMs = 2 ** 31 - 1;
/** Intervals up to this one, in ms of the clock, tick together. */
const longestTickMs = 250;

/** The wall clock, optionally faster: with `scale` 60 an hour of this clock passes in a minute. */
export class RealClock implements Clock {
  readonly #scale: number;
  readonly #startWallMs = Date.now();
  readonly #startMs = performance.now();
  readonly #tickers = new Map<number, Ticker>();

  constructor(scale = 1) {
    this.#scale = scale;
  }

  now(): number {
    if (this.#scale === 1) return Date.now();
    return Math.floor(this.#startWallMs + this.monotonic());
  }

  monotonic(): number {
    return (performance.now() - this.#startMs) * this.#scale;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    let handle: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, longestDelayMs);
      handle = setTimeout(() => (leftMs > stepMs ? wait(leftMs - stepMs) : callback()), stepMs);
    };
    wait(Math.max(0, delayMs) / this.#scale);
    return { cancel: () => clearTimeout(handle) };
  }

  /** Short intervals of the same period are called together, first after one to two periods. */
  setInterval(callback: () => void, periodMs: number): Timer {
    const stepMs = Math.max(1, periodMs / this.#scale);
    if (periodMs <= longestTickMs) return this.#ticker(stepMs).add(callback);
    if (stepMs > longestDelayMs) return this.#longInterval(callback, periodMs);
    const handle = setInterval(callback, stepMs);
    return { cancel: () => clearInterval(handle) };
  }

  #ticker(stepMs: number): Ticker {
    const known = this.#tickers.get(stepMs);
    if (known !== undefined) return known;
    const ticker = new Ticker(stepMs);
    this.#tickers.set(stepMs, ticker);
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
