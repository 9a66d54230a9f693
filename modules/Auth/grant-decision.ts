import type { AuthorizationStatus, ValidationResult } from '#generated/types/authorization';
import type { Evse } from './evse.js';
import type { Reservations } from './reservations.js';
import type { TokenInProcess } from './tokens-in-process.js';

export interface GrantQuestion {
  readonly entry: TokenInProcess;
  /** The EVSE that was selected. */
  readonly evse: Evse;
  /** The EVSEs it was selected from. */
  readonly candidates: readonly Evse[];
  readonly result: ValidationResult;
  readonly reservations: Reservations;
}

export type GrantDecision =
  | { readonly authorized: false; readonly result: ValidationResult }
  | { readonly authorized: true; readonly result: ValidationResult; readonly reservationId: number | undefined };

/** Whether an accepted token may use the selected EVSE in view of where it is valid and what is reserved. */
export function grantDecision({ entry, evse, candidates, result, reservations }: GrantQuestion): GrantDecision {
  const refused = (status: AuthorizationStatus): GrantDecision => ({
    authorized: false,
    result: { ...result, authorization_status: status },
  });
  // Compared with all candidates, not with the EVSE selected: CSMS that name the EVSEs of a site rely on it.
  if (result.evse_ids?.some((id) => candidates.some((candidate) => candidate.id === id)) === false) {
    return refused('NotAtThisLocation');
  }
  const reservationId = reservations.match(entry.received.id_token, evse, result.parent_id_token);
  if (reservationId !== undefined) {
    return { authorized: true, result: { ...result, reservation_id: reservationId }, reservationId };
  }
  if (reservations.isReserved(evse) || !reservations.canChargeAt(evse)) return refused('NotAtThisTime');
  return { authorized: true, result, reservationId };
}
