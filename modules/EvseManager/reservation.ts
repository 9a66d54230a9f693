import type { ChargerState } from './charger/states.js';

/** A reservation is made by Auth, which alone knows for whom; here it only blocks a second one. */
export interface Reservation {
  readonly reserved: boolean;
  /** -1 when reserved without an id. */
  readonly id: number;
}

export const noReservation: Reservation = { reserved: false, id: -1 };

export interface ReserveOutcome {
  readonly accepted: boolean;
  readonly reservation: Reservation;
  /** A reservation that was not there before has begun. */
  readonly started: boolean;
}

/** Reserves for `id`; a negative one reserves without an id. */
export function reserve(
  current: Reservation,
  id: number,
  charger: { readonly state: ChargerState; readonly faulted: boolean },
): ReserveOutcome {
  const refused = { accepted: false, reservation: current, started: false };
  if (charger.faulted || charger.state !== 'Idle') return refused;
  if (current.reserved && current.id >= 0 && current.id !== id) return refused;
  const same = current.reserved && current.id === id;
  return { accepted: true, reservation: { reserved: true, id: Math.max(id, -1) }, started: !same };
}

/** The id to report with a session or transaction, if there is one. */
export function reservationId({ reserved, id }: Reservation): number | undefined {
  return reserved && id >= 0 ? id : undefined;
}
