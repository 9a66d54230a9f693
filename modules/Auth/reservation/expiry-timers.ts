import type { Clock, Timer } from 'everest-ts';

/** The wall clock is looked at again after this time, for it may have been set. */
const LONGEST_WAIT_MS = 60_000;

/** One timer for each reservation, running to a time of day. */
export class ExpiryTimers {
  readonly #clock: Clock;
  readonly #timers = new Map<number, Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `expiresMs` counts from 1970. */
  start(reservationId: number, expiresMs: number, expired: () => void): void {
    this.stop(reservationId);
    const arm = (): void => {
      const leftMs = expiresMs - this.#clock.now();
      if (leftMs > 0) {
        this.#timers.set(reservationId, this.#clock.setTimeout(arm, Math.min(leftMs, LONGEST_WAIT_MS)));
        return;
      }
      this.#timers.delete(reservationId);
      expired();
    };
    arm();
  }

  stop(reservationId: number): void {
    this.#timers.get(reservationId)?.cancel();
    this.#timers.delete(reservationId);
  }

  close(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }
}
