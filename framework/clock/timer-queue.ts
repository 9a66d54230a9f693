import type { Timer } from '../../lib/clock/clock.js';

/** A timeout or interval that waits for a clock that is moved in steps. */
export interface PendingTimer {
  dueMs: number;
  readonly order: number;
  /** Of an interval. */
  readonly periodMs: number | undefined;
  readonly run: () => void;
}

/** Timers in order of their due time, then of their creation. */
export class TimerQueue {
  readonly #pending = new Set<PendingTimer>();
  #order = 0;

  get size(): number {
    return this.#pending.size;
  }

  add(run: () => void, dueMs: number, periodMs: number | undefined, cancelled: () => void = () => undefined): Timer {
    const pending: PendingTimer = { dueMs, order: this.#order++, periodMs, run };
    this.#pending.add(pending);
    return {
      cancel: () => {
        if (this.#pending.delete(pending)) cancelled();
      },
    };
  }

  /** Takes a timer out to be run, an interval until its next beat; false when it was cancelled meanwhile. */
  take(timer: PendingTimer, nowMs: number): boolean {
    if (!this.#pending.has(timer)) return false;
    const { periodMs } = timer;
    if (periodMs === undefined) this.#pending.delete(timer);
    else timer.dueMs += periodMs * (1 + Math.floor((nowMs - timer.dueMs) / periodMs));
    return true;
  }

  /** Everything that is due at `nowMs`. */
  due(nowMs: number): PendingTimer[] {
    const due = [...this.#pending].filter(({ dueMs }) => dueMs <= nowMs);
    return due.sort((one, other) => one.dueMs - other.dueMs || one.order - other.order);
  }
}
