import { EverestError } from '../../errors/everest-error.js';
import type { Logger } from '../../log/logger.js';
import { StoreFailed } from '../../sqlite/index.js';
import type { MessageStore, QueueTable, StoredMessage } from '../store/index.js';
import type { QueuedMessage } from './queued-message.js';

/** The queue's disk. A failing disk is reported; the queue goes on in memory. */
export class QueueDisk {
  readonly #store: MessageStore;
  readonly #log: Logger;
  readonly #failed: (error: StoreFailed) => void;

  constructor(store: MessageStore, log: Logger, failed: (error: StoreFailed) => void) {
    this.#store = store;
    this.#log = log;
    this.#failed = failed;
  }

  insert(message: QueuedMessage, timestamp: string): void {
    const { table, reference, action, payload, startReference } = message;
    if (table === undefined) return;
    const link = startReference === undefined ? {} : { startReference };
    this.#attempt(() => this.#store.insert(table, { reference, action, payload, timestamp, ...link }));
  }

  remove({ table, reference }: Pick<QueuedMessage, 'table' | 'reference'>): void {
    if (table !== undefined) this.#attempt(() => this.#store.remove(table, reference));
  }

  updatePayload({ table, reference, payload }: QueuedMessage): void {
    if (table !== undefined) this.#attempt(() => this.#store.updatePayload(table, reference, payload));
  }

  load(table: QueueTable): readonly StoredMessage[] {
    return this.#attempt(() => this.#store.load(table)) ?? [];
  }

  /** What `work` stores is on disk as one when this returns. It runs once, also when nothing can be stored. */
  atomically(work: () => void): void {
    let hasRun = false;
    const once = (): void => {
      hasRun = true;
      work();
    };
    this.#attempt(() => this.#store.transaction(once));
    if (!hasRun) work();
  }

  #attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof EverestError)) throw error;
      this.#log.error({ err: error }, 'message queue could not be stored');
      if (error instanceof StoreFailed) this.#failed(error);
      return undefined;
    }
  }
}
