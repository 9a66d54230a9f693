import type { Logger } from '../log/logger.js';

/** Callbacks for one kind of event. One that throws is logged and does not keep the others from running. */
export class Listeners<Arguments extends readonly unknown[]> {
  readonly #listeners = new Set<(...args: Arguments) => void>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Returns the function that removes the listener. */
  add(listener: (...args: Arguments) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit(...args: Arguments): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(...args);
      } catch (error) {
        this.#log.error({ err: error }, 'listener of the connection failed');
      }
    }
  }
}
