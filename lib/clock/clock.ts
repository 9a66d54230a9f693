/** A pending timeout or interval. `cancel` may be called any number of times. */
export interface Timer {
  cancel(): void;
}

/** The source of time that every module and library is given. All durations are milliseconds. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z on this clock; may run faster than the wall (`--time-scale`). */
  now(): number;
  /** Milliseconds on a monotonic scale, for measuring durations across changes of the wall clock. */
  monotonic(): number;
  setTimeout(callback: () => void, delayMs: number): Timer;
  setInterval(callback: () => void, periodMs: number): Timer;
  /** Resolves after `delayMs`. Rejects with the signal's reason as soon as `signal` fires. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** RFC 3339 UTC with three fractional digits and `Z`, e.g. `2026-08-21T19:33:58.123Z`. */
export function timestamp(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
