import type { Clock, Timer } from '../../lib/clock/clock.js';
import { callApart } from './call-apart.js';
import { sleepOn } from './manual-clock.js';
import { TimerQueue } from './timer-queue.js';

/** Between two looks at what is due, in ms of the wall clock. */
const TICK_MS = 5;
/** What may pass between two looks, in ms of this clock: energy limits are granted for 10 s. */
const LONGEST_STEP_MS = 5_000;
/** How much faster than asked for it goes while it makes up for what a busy machine has cost. */
const HASTE = 1.25;
/** How fast it goes at first when it is released: code that runs for the first time is slow. */
const FIRST_SCALE = 10;
/** How long it takes to go twice as fast then, in ms of the wall clock. */
const WARM_UP_MS = 250;

export interface ScaledClockOptions {
  readonly scale: number;
  /** When the wall clock and all clocks of a system showed the same, in ms since 1970. */
  readonly beginMs: number;
  /** Whether others have yet to do what the last step has brought: then this one goes no faster than the wall. */
  readonly isBehind: () => boolean;
}

/**
 * A clock that runs faster or slower than the wall: with `scale` 60 an hour passes in a minute. It goes with the wall until it is released.
 * It moves in small steps and runs what is due after each of them in order; an interval runs at most once a step. Where the machine cannot
 * keep up, time passes more slowly for a while, so that nothing times out only because the process did not come to do its work.
 */
export class ScaledClock implements Clock {
  readonly #options: ScaledClockOptions;
  /** When this clock began, on the scale of `performance.now()`. */
  readonly #originMs: number;
  readonly #timers = new TimerQueue();
  #releasedAtMs: number | undefined;
  #isHeldUp = false;
  #steppedToMs: number;
  /** When, on the scale of `performance.now()`. */
  #steppedAtMs = performance.now();
  #handle: NodeJS.Timeout | undefined;

  constructor(options: ScaledClockOptions) {
    this.#options = options;
    this.#originMs = this.#steppedAtMs - (Date.now() - options.beginMs);
    this.#steppedToMs = this.#wantedMs(this.#steppedAtMs);
  }

  /** From now on it goes as fast as it was asked to. */
  release(): void {
    this.#stepTo(this.monotonic());
    this.#releasedAtMs ??= performance.now();
  }

  now(): number {
    return Math.floor(this.#options.beginMs + this.monotonic());
  }

  monotonic(): number {
    const { scale } = this.#options;
    const wallMs = performance.now();
    const sinceStepMs = wallMs - this.#steppedAtMs;
    if (this.#releasedAtMs === undefined) return this.#steppedToMs + sinceStepMs * Math.min(1, scale);
    const wantedMs = Math.max(this.#steppedToMs, this.#wantedMs(wallMs));
    if (this.#handle === undefined) return wantedMs;
    const warm = FIRST_SCALE * 2 ** ((wallMs - this.#releasedAtMs) / WARM_UP_MS);
    const fastest = this.#isHeldUp ? 1 : warm;
    const stepMs = Math.min(sinceStepMs, TICK_MS) * Math.min(HASTE * scale, fastest);
    return Math.min(wantedMs, this.#steppedToMs + Math.min(stepMs, LONGEST_STEP_MS));
  }

  setTimeout(callback: () => void, delayMs: number): Timer {
    return this.#add(callback, Math.max(0, delayMs), undefined);
  }

  setInterval(callback: () => void, periodMs: number): Timer {
    return this.#add(callback, periodMs, Math.max(1, periodMs));
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, delayMs, signal);
  }

  #wantedMs(wallMs: number): number {
    return (wallMs - this.#originMs) * this.#options.scale;
  }

  #add(callback: () => void, delayMs: number, periodMs: number | undefined): Timer {
    if (this.#handle === undefined) {
      this.#stepTo(this.monotonic());
      this.#handle = setInterval(() => this.#step(), TICK_MS);
    }
    return this.#timers.add(callback, this.monotonic() + delayMs, periodMs, () => this.#rest());
  }

  #step(): void {
    const nowMs = this.monotonic();
    this.#stepTo(nowMs);
    this.#isHeldUp = this.#options.isBehind();
    for (const timer of this.#timers.due(nowMs)) {
      if (this.#timers.take(timer, nowMs)) callApart(timer.run);
    }
    this.#rest();
  }

  #stepTo(nowMs: number): void {
    this.#steppedToMs = nowMs;
    this.#steppedAtMs = performance.now();
  }

  /** Nothing waits any more: an idle process is not woken. */
  #rest(): void {
    if (this.#timers.size > 0) return;
    clearInterval(this.#handle);
    this.#handle = undefined;
  }
}
