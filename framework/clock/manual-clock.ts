import type { Clock, Timer } from '../../lib/clock/clock.js';
import { TimerQueue } from './timer-queue.js';

/** Time that stands still until a test moves it. Timers fire in order of their due time, then of their creation. */
export class ManualClock implements Clock {
  #nowMs: number;
  #elapsedMs = 0;
  readonly #timers = new TimerQueue();

  /** `startMs` is milliseconds since the epoch; default 2026-01-01T00:00:00Z. */
  constructor(startMs: number = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  /** How many timers wait; a closed part leaves none. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Moves the wall clock without passing time, as a time correction of the system does. */
  setWallClock(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    return this.#add(callback, delayMs, undefined);
  }

  setInterval(callback: () => void, periodMs: number): Timer {
    return this.#add(callback, periodMs, Math.max(1, periodMs));
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, delayMs, signal);
  }

  /** Passes `durationMs`, firing what falls due, and lets promises settle between any two timers. */
  async advance(durationMs: number): Promise<void> {
    await this.settle();
    const targetMs = this.#elapsedMs + durationMs;
    for (let [next] = this.#timers.due(targetMs); next !== undefined; [next] = this.#timers.due(targetMs)) {
      this.#passTo(next.dueMs);
      this.#timers.take(next, next.dueMs);
      next.run();
      await this.settle();
    }
    this.#passTo(targetMs);
    await this.settle();
  }

  /** Lets everything that needs no time run to its end. */
  async settle(): Promise<void> {
    for (let round = 0; round < 4; round++) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  #add(run: () => void, delayMs: number, periodMs: number | undefined): Timer {
    return this.#timers.add(run, this.#elapsedMs + Math.max(0, delayMs), periodMs);
  }

  #passTo(elapsedMs: number): void {
    this.#nowMs += elapsedMs - this.#elapsedMs;
    this.#elapsedMs = elapsedMs;
  }
}

/** `Clock.sleep` on top of a clock's `setTimeout`. */
export function sleepOn(clock: Pick<Clock, 'setTimeout'>, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => {
      timer.cancel();
      reject(signal?.reason instanceof Error ? signal.reason : new Error('sleep aborted', { cause: signal?.reason }));
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }, delayMs);
    if (signal?.aborted === true) aborted();
    else signal?.addEventListener('abort', aborted, { once: true });
  });
}
