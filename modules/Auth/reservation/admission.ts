import type { Reservation, ReservationResult } from '#generated/types/reservation';
import type { Station } from '../station.js';
import { wantedType, type ReservationBook } from './book.js';
import { isFeasible } from './feasibility.js';
import { connectorResult, connectorsFor, evseResult, stationResult } from './states.js';

/** Whether a reservation can be taken besides those in the book, and if not, why. */
export function admit(reservation: Reservation, book: ReservationBook, station: Station): ReservationResult {
  const { evse_id: evseId } = reservation;
  return evseId === undefined ? admitGlobal(reservation, book, station) : admitAt(evseId, reservation, book, station);
}

function admitAt(evseId: number, reservation: Reservation, book: ReservationBook, station: Station): ReservationResult {
  if (book.of(evseId) !== undefined) return 'Occupied';
  const { evses } = station;
  const evse = station.find(evseId);
  const type = wantedType(reservation);
  if (evse === undefined || connectorsFor(type, evse).length === 0) return 'Rejected';
  const evseState = evseResult(evse, book.reservedIds);
  if (evseState !== 'Accepted') return evseState;
  const connectorState = connectorResult(evse, type);
  if (connectorState !== 'Accepted') return connectorState;
  if (book.global.length === 0) return 'Accepted';
  const reservedIds = new Set([...book.reservedIds, evseId]);
  return isFeasible({ evses, types: book.globalTypes, reservedIds }) ? 'Accepted' : stationResult(evses, type, true);
}

function admitGlobal(reservation: Reservation, book: ReservationBook, { evses }: Station): ReservationResult {
  const type = wantedType(reservation);
  if (evses.every((evse) => connectorsFor(type, evse).length === 0)) return 'Rejected';
  const types = [...book.globalTypes, type];
  if (isFeasible({ evses, types, reservedIds: book.reservedIds })) return 'Accepted';
  return stationResult(evses, type, book.all.length > 0);
}

/** Whether a car without a reservation may charge at an EVSE so that all reservations can still be kept. */
export function canChargeAt(evseId: number, book: ReservationBook, station: Station): boolean {
  if (book.of(evseId) !== undefined || station.find(evseId) === undefined) return false;
  const reservedIds = new Set([...book.reservedIds, evseId]);
  return isFeasible({ evses: station.evses, types: book.globalTypes, reservedIds });
}

/** The reservations that cannot be kept any more. Those bound to EVSEs come first, older ones before newer ones. */
export function lost(book: ReservationBook, { evses }: Station): readonly Reservation[] {
  const reservedIds = new Set<number>();
  const types: ReturnType<typeof wantedType>[] = [];
  const isKept = (reservation: Reservation): boolean => {
    const { evse_id: evseId } = reservation;
    const isSafe = isFeasible({
      evses,
      types: evseId === undefined ? [...types, wantedType(reservation)] : types,
      reservedIds: evseId === undefined ? reservedIds : new Set([...reservedIds, evseId]),
    });
    if (isSafe && evseId === undefined) types.push(wantedType(reservation));
    if (isSafe && evseId !== undefined) reservedIds.add(evseId);
    return isSafe;
  };
  return book.all.filter((reservation) => !isKept(reservation));
}
