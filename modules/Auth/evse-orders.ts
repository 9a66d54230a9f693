import { EverestError, type Logger } from 'everest-ts';
import type { ProvidedIdToken, ValidationResult } from '#generated/types/authorization';
import type { StopTransactionReason } from '#generated/types/evse_manager';
import type { Evse } from './evse.js';

/** Commands to EVSEs. One that fails is logged: the EVSE then simply does not report what was ordered. */
export class EvseOrders {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  authorizeResponse(evse: Evse, token: ProvidedIdToken, result: ValidationResult): Promise<void> {
    const args = { provided_token: token, validation_result: result };
    return this.#order('authorize_response', evse, evse.connection.call.authorize_response(args));
  }

  withdrawAuthorization(evse: Evse): Promise<void> {
    return this.#order('withdraw_authorization', evse, evse.connection.call.withdraw_authorization());
  }

  stopTransaction(evse: Evse, reason: StopTransactionReason, token?: ProvidedIdToken): Promise<void> {
    const request = { reason, ...(token === undefined ? {} : { id_tag: token }) };
    return this.#order('stop_transaction', evse, evse.connection.call.stop_transaction({ request }));
  }

  /** Whether the EVSE took the reservation; -1 keeps it free for reservations that are bound to no EVSE. */
  async reserve(evse: Evse, reservationId: number): Promise<boolean> {
    const answer = evse.connection.call.reserve({ reservation_id: reservationId });
    let isReserved = false;
    await this.#order(
      'reserve',
      evse,
      answer.then((taken) => (isReserved = taken)),
    );
    return isReserved;
  }

  cancelReservation(evse: Evse): Promise<void> {
    return this.#order('cancel_reservation', evse, evse.connection.call.cancel_reservation());
  }

  async #order(command: string, evse: Evse, answer: Promise<unknown>): Promise<void> {
    try {
      await answer;
    } catch (error) {
      if (!(error instanceof EverestError)) throw error;
      this.#log.warn({ command, evseId: evse.id, err: error }, 'EVSE did not carry out a command');
    }
  }
}
