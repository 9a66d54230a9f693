import type { ConnectorTypeEnum } from '#generated/types/evse_manager';
import type { Reservation } from '#generated/types/reservation';
import { isSameValue } from '../identifier.js';
import { ANY_TYPE } from './states.js';

/** All reservations of the station: those bound to an EVSE, one each, and the global ones in their order. */
export class ReservationBook {
  readonly #ofEvses = new Map<number, Reservation>();
  #global: readonly Reservation[] = [];

  /** Of one EVSE, if it is reserved itself. */
  of(evseId: number): Reservation | undefined {
    return this.#ofEvses.get(evseId);
  }

  /** Bound to an EVSE, ascending by its id. */
  get bound(): readonly Reservation[] {
    return [...this.#ofEvses].sort(([a], [b]) => a - b).map(([, reservation]) => reservation);
  }

  get global(): readonly Reservation[] {
    return this.#global;
  }

  /** Bound ones first. */
  get all(): readonly Reservation[] {
    return [...this.bound, ...this.#global];
  }

  get reservedIds(): ReadonlySet<number> {
    return new Set(this.#ofEvses.keys());
  }

  get globalTypes(): readonly ConnectorTypeEnum[] {
    return this.#global.map(wantedType);
  }

  has(reservationId: number): boolean {
    return this.all.some((reservation) => reservation.reservation_id === reservationId);
  }

  add(reservation: Reservation): void {
    if (reservation.evse_id === undefined) this.#global = [...this.#global, reservation];
    else this.#ofEvses.set(reservation.evse_id, reservation);
  }

  /** Returns what was removed. */
  remove(reservationId: number): Reservation | undefined {
    const found = this.all.find((reservation) => reservation.reservation_id === reservationId);
    if (found?.evse_id !== undefined) this.#ofEvses.delete(found.evse_id);
    this.#global = this.#global.filter((reservation) => reservation !== found);
    return found;
  }

  /** The reservation that a token or its group may use; at a reserved EVSE only the one of that EVSE. */
  match(token: string, evseId: number | undefined, parent: string | undefined): Reservation | undefined {
    const bound = evseId === undefined ? undefined : this.of(evseId);
    const candidates = bound === undefined ? this.#global : [bound];
    return candidates.find((reservation) => isFor(reservation, token, parent));
  }
}

export function wantedType({ connector_type: type }: Reservation): ConnectorTypeEnum {
  return type ?? ANY_TYPE;
}

function isFor({ id_token: holder, parent_id_token: group }: Reservation, token: string, parent: string | undefined) {
  if (isSameValue(holder, token)) return true;
  return group !== undefined && parent !== undefined && isSameValue(group, parent);
}
