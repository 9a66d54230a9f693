import type { Timer } from '../../lib/clock/clock.js';
import { callApart } from './call-apart.js';

interface Listener {
  readonly callback: () => void;
  /** No call before this time of `performance.now()`. */
  readonly fromMs: number;
}

/** One interval for all who want the same short period: an idle process is woken once for all of them. */
export class Ticker {
  readonly #periodMs: number;
  readonly #listeners = new Set<Listener>();
  #handle: NodeJS.Timeout | undefined;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  /** The first call comes after one to two periods. */
  add(callback: () => void): Timer {
    // timers count whole milliseconds, and may be early by a part of one
    const listener = { callback, fromMs: performance.now() + this.#periodMs - 1 };
    this.#listeners.add(listener);
    this.#handle ??= setInterval(() => this.#tick(), this.#periodMs);
    return { cancel: () => this.#remove(listener) };
  }

  #tick(): void {
    const nowMs = performance.now();
    for (const listener of this.#listeners) {
      if (listener.fromMs > nowMs) continue;
      callApart(listener.callback);
    }
  }

  #remove(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    clearInterval(this.#handle);
    this.#handle = undefined;
  }
}
