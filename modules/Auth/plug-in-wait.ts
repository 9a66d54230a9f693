import type { Clock, Timer } from 'everest-ts';
import type { WakeUp } from './wake-up.js';

export interface PlugInWaitOptions {
  readonly clock: Clock;
  readonly wakeUp: WakeUp;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Limits how long one token waits for a plug-in. The time runs from the first call of `next`. */
export class PlugInWait {
  expired = false;
  readonly #options: PlugInWaitOptions;
  #timer: Timer | undefined;

  constructor(options: PlugInWaitOptions) {
    this.#options = options;
  }

  /** Resolves when there may be something new to see, at the latest when the time is over. */
  next(): Promise<void> {
    const { clock, wakeUp, timeoutMs, signal } = this.#options;
    if (this.#timer === undefined) {
      this.#timer = clock.setTimeout(this.#expire, timeoutMs);
      signal.addEventListener('abort', this.#expire, { once: true });
    }
    return wakeUp.next();
  }

  close(): void {
    this.#timer?.cancel();
    this.#options.signal.removeEventListener('abort', this.#expire);
  }

  readonly #expire = (): void => {
    this.expired = true;
    this.#options.wakeUp.wake();
  };
}
