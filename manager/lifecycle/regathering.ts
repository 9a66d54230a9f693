import type { Clock, Timer } from '../../lib/clock/clock.js';
import type { Logger } from '../../lib/log/logger.js';

/** How long modules may take to come back after the broker did, in ms. */
const PATIENCE_MS = 10_000;
/** The modules of one host say all at once that they are ready; one answer is for all of them. */
const TOGETHER_MS = 20;

export interface RegatheringOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Tells the modules that all of them are there. */
  readonly announce: () => void;
}

/** The modules of a running system that come back after a lost connection: they go on when all have subscribed again. */
export class Regathering {
  readonly #options: RegatheringOptions;
  readonly #ids = new Set<string>();
  #running = false;
  #missing: Set<string> | undefined;
  #timer: Timer | undefined;

  constructor(options: RegatheringOptions) {
    this.#options = options;
  }

  expect(ids: Iterable<string>): void {
    for (const id of ids) this.#ids.add(id);
  }

  /** Whether the system runs: before that it is for its start to count who is ready. */
  set running(running: boolean) {
    this.#running = running;
    if (!running) this.close();
  }

  /** The broker has come back and knows nobody any more. */
  forgotten(): void {
    if (!this.#running) return;
    this.#missing = new Set(this.#ids);
    this.#after(PATIENCE_MS, () => {
      this.#options.log.warn({ modules: [...(this.#missing ?? [])] }, 'modules did not come back after the broker did');
      this.#complete();
    });
  }

  /** A module said that it is ready; false when this is not about coming back. */
  heard(id: string): boolean {
    if (!this.#running) return false;
    if (this.#missing === undefined) this.#after(TOGETHER_MS, () => this.#options.announce());
    else if (this.#missing.delete(id) && this.#missing.size === 0) this.#complete();
    return true;
  }

  close(): void {
    this.#timer?.cancel();
    this.#missing = undefined;
  }

  #complete(): void {
    this.close();
    this.#options.log.info('modules go on after the broker has come back');
    this.#options.announce();
  }

  #after(delayMs: number, then: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.setTimeout(then, delayMs);
  }
}
