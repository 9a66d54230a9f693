import { errorText, type Logger } from 'everest-ts';
import { StoreFailed } from '../../lib/sqlite/index.js';
import type { StorableValue } from './stored-value.js';
import type { ValueTable } from './value-table.js';

/** A disk that fails while the station runs is logged and costs the value, never the station. */
export class GuardedValues {
  readonly #values: ValueTable;
  readonly #log: Logger;

  constructor(values: ValueTable, log: Logger) {
    this.#values = values;
    this.#log = log;
  }

  store(key: string, value: StorableValue): void {
    this.#attempt('store', key, () => this.#values.store(key, value), undefined);
  }

  load(key: string): StorableValue {
    return this.#attempt('load', key, () => this.#values.load(key), null);
  }

  delete(key: string): void {
    this.#attempt('delete', key, () => this.#values.delete(key), undefined);
  }

  exists(key: string): boolean {
    return this.#attempt('exists', key, () => this.#values.exists(key), false);
  }

  #attempt<T>(command: string, key: string, work: () => T, otherwise: T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof StoreFailed)) throw error;
      this.#log.error({ command, key, reason: errorText(error) }, 'store cannot be used');
      return otherwise;
    }
  }
}
