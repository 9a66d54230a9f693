import { randomInteger, type Random } from '../clock/random.js';

/** OCPP-J 1.6 §5.3; read anew for each step, so that a changed configuration acts at once. */
export interface BackoffSettings {
  /** First wait, seconds. */
  readonly waitMinimumS: number;
  /** Upper bound of the random part, seconds. */
  readonly randomRangeS: number;
  /** How often the wait is doubled. */
  readonly repeatTimes: number;
  /** No wait is shorter than this, seconds; default 0. It does not enter the next ones. */
  readonly leastS?: number;
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
    const settings = this.#settings();
    this.#attempt++;
    if (this.#attempt === 1 || this.#attempt <= settings.repeatTimes + 1) this.#previousS = this.#step(settings);
    return Math.max(this.#previousS, settings.leastS ?? 0);
  }

  #step({ waitMinimumS, randomRangeS }: BackoffSettings): number {
    const base = this.#attempt === 1 ? waitMinimumS : 2 * this.#previousS;
    return base + (randomRangeS > 0 ? randomInteger(this.#random, 0, randomRangeS) : 0);
  }
}
