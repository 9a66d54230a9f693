import type { Clock, Timer } from '../../clock/clock.js';

/** Work that is due a while after a start, and then again and again. */
export class Schedule {
  readonly #clock: Clock;
  readonly #work: () => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, work: () => void) {
    this.#clock = clock;
    this.#work = work;
  }

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  /** Begins anew: first after `firstMs`, from then on every `periodMs()`, which is asked once. */
  start(firstMs: number, periodMs: () => number): void {
    this.close();
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = this.#clock.setInterval(this.#work, periodMs());
      this.#work();
    }, firstMs);
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
