import type { Logger } from '../../log/logger.js';
import type { Answer } from './callbacks.js';

/** Calls into the application: what goes wrong there is logged here and never reaches the protocol. */
export class Guard {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Runs `work` without waiting for it. */
  run(name: string, work: () => unknown): void {
    void this.ask(name, async () => work(), undefined);
  }

  /** The answer of `work`, or `fallback` when it fails. */
  async ask<T>(name: string, work: () => Answer<T>, fallback: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#log.error({ callback: name, err: error }, 'the application failed in a callback');
      return fallback;
    }
  }

  /** Runs a storage write whose failure must not stop the charge point (it is logged and the work goes on). */
  store(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#log.error({ what, err: error }, 'could not be stored');
    }
  }
}
