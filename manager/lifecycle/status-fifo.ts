import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { EverestError, errorText } from '../../lib/errors/everest-error.js';

class FifoUnusable extends EverestError {
  constructor(path: string, reason: string) {
    super('CFG_STATUS_FIFO', `status fifo ${path} cannot be used: ${reason}`);
  }
}

/** framework.md §23: one line per event on a named pipe that already has a reader. */
export class StatusFifo {
  #descriptor: number | undefined;

  /** Throws when the pipe does not exist or nobody reads it. An empty path writes nowhere. */
  constructor(path: string) {
    if (path === '') return;
    try {
      this.#descriptor = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      const nobody = (error as NodeJS.ErrnoException).code === 'ENXIO';
      throw new FifoUnusable(path, nobody ? 'nobody has opened it for reading' : errorText(error));
    }
    if (!fstatSync(this.#descriptor).isFIFO()) throw new FifoUnusable(path, 'it is not a named pipe');
  }

  /** After the first failure nothing more is written. */
  write(line: string): void {
    if (this.#descriptor === undefined) return;
    try {
      writeSync(this.#descriptor, `${line}\n`);
    } catch {
      this.close();
    }
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
