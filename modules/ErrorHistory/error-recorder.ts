import { errorText, type ErrorObject as RaisedError, type Logger } from 'everest-ts';
import type { ErrorObject, FilterArguments } from '#generated/types/error_history';
import { StoreFailed } from '../../lib/sqlite/index.js';
import type { ErrorTable } from './error-table.js';

/** Writes what is raised and cleared. A disk that fails costs the memory of an error, never the station. */
export class ErrorRecorder {
  readonly #table: ErrorTable;
  readonly #log: Logger;

  constructor(table: ErrorTable, log: Logger) {
    this.#table = table;
    this.#log = log;
  }

  raised(error: RaisedError): void {
    const isNew = this.#attempt(() => this.#table.add(error), true);
    if (!isNew) this.#log.warn({ uuid: error.uuid, type: error.type }, 'error is remembered already');
  }

  cleared(error: RaisedError): void {
    const isKnown = this.#attempt(() => this.#table.markCleared(error.uuid), true);
    if (!isKnown) this.#log.warn({ uuid: error.uuid, type: error.type }, 'cleared error is unknown');
  }

  /** Empty when the database cannot be read. */
  find(filters: FilterArguments): ErrorObject[] {
    return this.#attempt(() => this.#table.find(filters), []);
  }

  #attempt<T>(work: () => T, otherwise: T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof StoreFailed)) throw error;
      this.#log.error({ reason: errorText(error) }, 'error history cannot be used');
      return otherwise;
    }
  }
}
