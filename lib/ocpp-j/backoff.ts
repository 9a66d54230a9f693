import { randomInteger, type Random } from '../clock/random.js';

/** OCPP-J 1.6 §5.3; read anew for each step, so that a changed configuration acts at once. */
export interface BackoffSettings {
  /** First wait, seconds. */
  readonly waitMinimumS: number;
  /** Upper bound of the random part, seconds. */
  readonly randomRangeS: number;
  /** How often the wait is doubled. */
  readonly repeatTimes: number;
}

/** The waits between attempts since the last success. */
export class Backoff {
  readonly #settings: () => BackoffSettings;
  readonly #random: Random;
  #attempt = 0;
  #previousS = 0;

  constructor(settings: () => BackoffSettings, random: Random) {
    this.#settings = settings;
    this.#random = random;
  }

  reset(): void {
    this.#attempt = 0;
    this.#previousS = 0;
  }

  /** The wait before the next attempt, seconds. */
  nextS(): number {
    const { waitMinimumS, randomRangeS, repeatTimes } = this.#settings();
    this.#attempt++;
    if (this.#attempt > 1 && this.#attempt > repeatTimes + 1) return this.#previousS;
    const base = this.#attempt === 1 ? waitMinimumS : 2 * this.#previousS;
    this.#previousS = base + (randomRangeS > 0 ? randomInteger(this.#random, 0, randomRangeS) : 0);
    return this.#previousS;
  }
}
