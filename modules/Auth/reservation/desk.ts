import type { Clock, Logger } from 'everest-ts';
import type { Reservation, ReservationResult, ReservationUpdateStatus } from '#generated/types/reservation';
import type { EvseOrders } from '../evse-orders.js';
import type { Evse } from '../evse.js';
import type { Station } from '../station.js';
import { admit } from './admission.js';
import type { ReservationBook } from './book.js';
import type { ExpiryTimers } from './expiry-timers.js';
import type { Occupancy } from './occupancy.js';
import type { ReservationStorage } from './storage.js';

export interface DeskParts {
  readonly book: ReservationBook;
  readonly station: Station;
  readonly orders: EvseOrders;
  readonly timers: ExpiryTimers;
  readonly occupancy: Occupancy;
  readonly storage: ReservationStorage;
  readonly clock: Clock;
  readonly log: Logger;
  readonly publish: (reservationId: number, status: ReservationUpdateStatus['reservation_status']) => void;
  readonly expired: (reservation: Reservation) => void;
}

/** Takes reservations, cancels them and carries out what follows. Its methods run one after the other. */
export class Desk {
  readonly #parts: DeskParts;
  /** Reservations of the last run whose EVSEs could not be told yet. */
  readonly #unannounced = new Set<number>();

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** A reservation with the same id is replaced, and gone also if the new one cannot be had. */
  async reserve(request: Reservation): Promise<ReservationResult> {
    const { book, log, timers } = this.#parts;
    const reservation = normalized(request);
    const { reservation_id: reservationId, evse_id: evseId } = reservation;
    if (!this.#isAhead(reservation)) return 'Rejected';
    timers.stop(reservationId);
    const replaced = book.remove(reservationId);
    const result = await this.#place(reservation);
    log.info({ reservationId, evseId, result }, 'reservation requested');
    if (result !== 'Accepted' && replaced !== undefined) await this.ended(replaced, 'Removed');
    if (result !== 'Accepted') return result;

    if (replaced?.evse_id !== evseId) await this.#release(replaced);
    this.#parts.publish(reservationId, 'Placed');
    await this.checkEvses();
    return 'Accepted';
  }

  async cancel(reservationId: number): Promise<boolean> {
    const { book, log, timers } = this.#parts;
    timers.stop(reservationId);
    const reservation = book.remove(reservationId);
    log.info({ reservationId, found: reservation !== undefined }, 'reservation cancelled');
    if (reservation === undefined) return false;
    await this.ended(reservation);
    return true;
  }

  /** What follows when a reservation has left the book. Without a status nothing is published. */
  async ended(reservation: Reservation, status?: 'Expired' | 'Removed'): Promise<void> {
    const { log, publish } = this.#parts;
    const { reservation_id: reservationId, evse_id: evseId } = reservation;
    if (status !== undefined) log.info({ reservationId, evseId, status }, 'reservation ended');
    await this.save();
    await this.#release(reservation);
    if (status !== undefined) publish(reservationId, status);
    await this.checkEvses();
  }

  save(): Promise<void> {
    return this.#parts.storage.save(this.#parts.book);
  }

  /** Tells EVSEs what they have to know of reservations after something has changed. */
  async checkEvses(): Promise<void> {
    for (const id of this.#unannounced) {
      const reservation = this.#parts.book.all.find(({ reservation_id: candidate }) => candidate === id);
      if (reservation === undefined || (await this.#announce(reservation))) this.#unannounced.delete(id);
    }
    await this.#parts.occupancy.check();
  }

  /** An EVSE that is not up yet and refuses is told later; its reservation holds all the same. */
  async restore(): Promise<void> {
    const { book, log, publish, station, storage } = this.#parts;
    const stored = await storage.load();
    for (const entry of stored) {
      const reservation = normalized(entry);
      const { reservation_id: reservationId, evse_id: evseId } = reservation;
      if (book.has(reservationId)) continue;
      if (this.#isAhead(reservation) && admit(reservation, book, station) === 'Accepted') {
        this.#enter(reservation);
        if (!(await this.#announce(reservation))) this.#unannounced.add(reservationId);
        continue;
      }
      log.info({ reservationId, evseId }, 'stored reservation does not hold any more');
      await this.#release(reservation);
      publish(reservationId, 'Removed');
    }
    if (stored.length > 0) await this.save();
  }

  async #place(reservation: Reservation): Promise<ReservationResult> {
    const { book, station, timers } = this.#parts;
    const { reservation_id: reservationId } = reservation;
    const result = admit(reservation, book, station);
    if (result !== 'Accepted') return result;
    this.#enter(reservation);
    await this.save();
    const isAnnounced = await this.#announce(reservation);
    // It may have ended while it was stored and announced.
    if (isAnnounced && book.has(reservationId)) return 'Accepted';
    timers.stop(reservationId);
    book.remove(reservationId);
    await this.save();
    return 'Rejected';
  }

  #enter(reservation: Reservation): void {
    const { book, expired, timers } = this.#parts;
    book.add(reservation);
    timers.start(reservation.reservation_id, expiryMs(reservation), () => expired(reservation));
  }

  #isAhead(reservation: Reservation): boolean {
    return expiryMs(reservation) > this.#parts.clock.now();
  }

  /** True also for a reservation that is bound to no EVSE. */
  async #announce(reservation: Reservation): Promise<boolean> {
    const evse = this.#evseOf(reservation);
    return evse === undefined || (await this.#parts.orders.reserve(evse, reservation.reservation_id));
  }

  /** Unless the EVSE has a new reservation already. */
  async #release(reservation: Reservation | undefined): Promise<void> {
    const { book, orders } = this.#parts;
    const evse = reservation && this.#evseOf(reservation);
    if (evse !== undefined && book.of(evse.id) === undefined) await orders.cancelReservation(evse);
  }

  #evseOf({ evse_id: evseId }: Reservation): Evse | undefined {
    return evseId === undefined ? undefined : this.#parts.station.find(evseId);
  }
}

/** A negative EVSE id stands for none. */
function normalized(reservation: Reservation): Reservation {
  const { evse_id: evseId, ...rest } = reservation;
  return evseId === undefined || evseId < 0 ? rest : { ...rest, evse_id: evseId };
}

/** Milliseconds since 1970; NaN, which lies ahead of nothing, for what is no time. */
function expiryMs({ expiry_time: expiry }: Reservation): number {
  return Date.parse(expiry);
}
