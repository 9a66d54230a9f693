import type { Clock, Timer } from '../../clock/clock.js';
import type { PriceText } from './price-texts.js';

/** Waits for the price of one token. */
export interface ExpectedPrice {
  /** The texts that came since the waiting began, or that come within so many ms. */
  within(timeoutMs: number): Promise<readonly PriceText[] | undefined>;
  close(): void;
}

interface Wait {
  texts?: readonly PriceText[];
  end?: () => void;
}

/** Brings prices of users to those who wait for them. */
export class UserPrices {
  readonly #clock: Clock;
  readonly #waits = new Map<string, Set<Wait>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  expect(idTag: string): ExpectedPrice {
    const key = idTag.toLowerCase();
    const waits = this.#waits.get(key) ?? new Set();
    const wait: Wait = {};
    this.#waits.set(key, waits.add(wait));
    return {
      within: (timeoutMs) => this.#arrival(wait, timeoutMs),
      close: () => {
        waits.delete(wait);
        if (waits.size === 0 && this.#waits.get(key) === waits) this.#waits.delete(key);
      },
    };
  }

  /** OCPP 1.6 §7.28: tokens are compared without regard to case. */
  arrived(idTag: string, texts: readonly PriceText[]): void {
    for (const wait of this.#waits.get(idTag.toLowerCase()) ?? []) {
      wait.texts = texts;
      wait.end?.();
    }
  }

  /** Nobody waits any longer. */
  close(): void {
    for (const waits of this.#waits.values()) for (const wait of waits) wait.end?.();
    this.#waits.clear();
  }

  #arrival(wait: Wait, timeoutMs: number): Promise<readonly PriceText[] | undefined> {
    if (wait.texts !== undefined || timeoutMs <= 0) return Promise.resolve(wait.texts);
    return new Promise((resolve) => {
      const timer: Timer = this.#clock.setTimeout(() => wait.end?.(), timeoutMs);
      wait.end = () => {
        timer.cancel();
        resolve(wait.texts);
      };
    });
  }
}
