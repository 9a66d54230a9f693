import type { Logger } from 'everest-ts';
import type { EvseOrders } from '../evse-orders.js';
import type { Evse } from '../evse.js';
import type { Station } from '../station.js';
import { wantedType, type ReservationBook } from './book.js';
import { isFeasible } from './feasibility.js';
import { ANY_TYPE, connectorResult, connectorsFor, evseResult } from './states.js';

/** What an EVSE is told instead of an id when it is kept free for reservations that are bound to no EVSE. */
export const GLOBAL_ID = -1;

export interface OccupancyParts {
  readonly book: ReservationBook;
  readonly station: Station;
  readonly orders: EvseOrders;
  readonly log: Logger;
  /** An EVSE is kept free from now on. */
  readonly placed: () => void;
}

/** Tells EVSEs that global reservations need them, and when that is over. */
export class Occupancy {
  readonly #parts: OccupancyParts;
  /** Kept free at the last check. */
  readonly #needed = new Set<number>();
  /** May still believe to be kept free; one in which a car stands is told when the car has gone. */
  readonly #told = new Set<number>();

  constructor(parts: OccupancyParts) {
    this.#parts = parts;
  }

  /** The EVSE ended by itself what it was told. */
  forget(evseId: number): void {
    this.#needed.delete(evseId);
    this.#told.delete(evseId);
  }

  async check(): Promise<void> {
    const { book, station } = this.#parts;
    const free = freeEvses(book, station);
    const needed = neededEvses(book, station, free);
    const reservedIds = book.reservedIds;
    for (const id of this.#needed) if (!needed.some((evse) => evse.id === id)) this.#needed.delete(id);
    for (const id of this.#told) if (reservedIds.has(id)) this.#told.delete(id);
    for (const evse of needed) if (!this.#needed.has(evse.id)) await this.#keep(evse);
    for (const evse of free) if (this.#told.has(evse.id) && !needed.includes(evse)) await this.#release(evse);
  }

  async #keep(evse: Evse): Promise<void> {
    const { orders, placed, log } = this.#parts;
    this.#needed.add(evse.id);
    this.#told.add(evse.id);
    if (await orders.reserve(evse, GLOBAL_ID)) return placed();
    log.warn({ evseId: evse.id }, 'EVSE refused to be kept free for reservations');
    this.forget(evse.id);
  }

  async #release(evse: Evse): Promise<void> {
    this.#told.delete(evse.id);
    await this.#parts.orders.cancelReservation(evse);
  }
}

function freeEvses({ reservedIds }: ReservationBook, { evses }: Station): readonly Evse[] {
  return evses.filter(
    (evse) => evseResult(evse, reservedIds) === 'Accepted' && connectorResult(evse, ANY_TYPE) === 'Accepted',
  );
}

/** As many EVSEs as reservations: all. Otherwise those of a kind of which no more can be promised. */
export function neededEvses(book: ReservationBook, { evses }: Station, free: readonly Evse[]): readonly Evse[] {
  const { global, globalTypes, reservedIds } = book;
  if (free.length === global.length) return free;
  const exhausted = global.filter(({ connector_type: type }) => {
    const types = type === undefined ? globalTypes : [...globalTypes, type];
    return !isFeasible({ evses, types, reservedIds });
  });
  return free.filter((evse) =>
    exhausted.some((reservation) => connectorsFor(wantedType(reservation), evse).length > 0),
  );
}
