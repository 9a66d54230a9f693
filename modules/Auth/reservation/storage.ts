import { EverestError, type Logger, type Required } from 'everest-ts';
import type { KvsInterface } from '#generated/interfaces/kvs';
import type { Reservation } from '#generated/types/reservation';
import { plainKey } from '../../../lib/text/plain-key.js';
import type { ReservationBook } from './book.js';
import { readEntry } from './stored-entry.js';

type Kvs = Required<KvsInterface>;

/** Keeps the reservations in a key-value store, if there is one. A store that fails is logged and costs what it held. */
export class ReservationStorage {
  readonly #kvs: Kvs | undefined;
  readonly #key: string;
  readonly #log: Logger;

  constructor(kvs: Kvs | undefined, moduleId: string, log: Logger) {
    this.#kvs = kvs;
    this.#key = `reservation_${plainKey(moduleId)}`;
    this.#log = log;
  }

  /** Resolves when the reservations are stored, or could not be. */
  async save(book: ReservationBook): Promise<void> {
    const value = book.all.map((reservation) => ({
      ...(reservation.evse_id === undefined ? {} : { evse_id: reservation.evse_id }),
      reservation,
    }));
    await this.#attempt('store', (kvs) => kvs.call.store({ key: this.#key, value }), undefined);
  }

  /** In the order in which they were stored; what cannot be read is left out. */
  async load(): Promise<readonly Reservation[]> {
    if (this.#kvs === undefined) {
      this.#log.info('no kvs is connected, reservations do not outlast a restart');
      return [];
    }
    const value = await this.#attempt('load', (kvs) => kvs.call.load({ key: this.#key }), null);
    if (value === null) return [];
    if (!Array.isArray(value)) {
      this.#log.warn({ key: this.#key }, 'stored reservations are no list and are ignored');
      return [];
    }
    return value.map(readEntry).filter((entry, index) => {
      if (entry === undefined) this.#log.warn({ key: this.#key, index }, 'stored reservation is not readable');
      return entry !== undefined;
    });
  }

  async #attempt<T>(command: string, work: (kvs: Kvs) => Promise<T>, otherwise: T): Promise<T> {
    if (this.#kvs === undefined) return otherwise;
    try {
      return await work(this.#kvs);
    } catch (error) {
      if (!(error instanceof EverestError)) throw error;
      this.#log.error({ command, key: this.#key, err: error }, 'store of the reservations failed');
      return otherwise;
    }
  }
}
