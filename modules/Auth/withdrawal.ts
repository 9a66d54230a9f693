import type { Logger } from 'everest-ts';
import type { WithdrawAuthorizationRequest, WithdrawAuthorizationResult } from '#generated/types/authorization';
import type { EvseOrders } from './evse-orders.js';
import type { Evse } from './evse.js';
import { isSameToken, tokenOf, type Identifier } from './identifier.js';
import type { Station } from './station.js';
import type { StatusMessages } from './status-messages.js';
import { isMeantBy, type TokenInProcess, type TokensInProcess } from './tokens-in-process.js';

export interface WithdrawalParts {
  readonly station: Station;
  readonly inProcess: TokensInProcess;
  readonly orders: EvseOrders;
  readonly status: StatusMessages;
  readonly log: Logger;
}

/** Takes back grants on request. The runtime hands requests over one at a time. */
export class Withdrawal {
  readonly #parts: WithdrawalParts;
  #request: WithdrawAuthorizationRequest | undefined;

  constructor(parts: WithdrawalParts) {
    this.#parts = parts;
  }

  /** Whether the request being worked on is meant for this token. */
  concerns(entry: TokenInProcess): boolean {
    return this.#request !== undefined && isMeantBy(this.#request, entry);
  }

  async withdraw(request: WithdrawAuthorizationRequest): Promise<WithdrawAuthorizationResult> {
    if (request.evse_id !== undefined && this.#parts.station.find(request.evse_id) === undefined) {
      this.#parts.log.warn({ evseId: request.evse_id }, 'withdrawal for an unknown EVSE');
      return 'EvseNotFound';
    }
    this.#request = request;
    try {
      const waited = await this.#awaitTokensInProcess();
      const withdrawn = await this.#withdrawGrants(request);
      return waited || withdrawn ? 'Accepted' : 'AuthorizationNotFound';
    } finally {
      this.#request = undefined;
    }
  }

  /** Interrupts tokens that wait for a plug-in; the others run to their end and are found as grants afterwards. */
  async #awaitTokensInProcess(): Promise<boolean> {
    const { station, inProcess } = this.#parts;
    let waited = false;
    while (inProcess.some((entry) => this.concerns(entry))) {
      waited = true;
      const done = inProcess.done.next();
      station.selections.wake();
      await done;
    }
    return waited;
  }

  /** The holder is forgotten when the EVSE reports that the grant is gone. */
  async #withdrawGrants({ evse_id: evseId, id_token: idToken }: WithdrawAuthorizationRequest): Promise<boolean> {
    const granted = this.#parts.station.evses.flatMap((evse) => {
      const { id, identifier } = evse;
      if (identifier === undefined || (evseId !== undefined && evseId !== id)) return [];
      return idToken === undefined || isSameToken(idToken, identifier.idToken) ? { evse, identifier } : [];
    });
    for (const { evse, identifier } of granted) await this.#withdrawGrant(evse, identifier);
    return granted.length > 0;
  }

  /** Somebody else may hold the EVSE by the time that its turn comes. */
  async #withdrawGrant(evse: Evse, { idToken }: Identifier): Promise<void> {
    const { orders, status, log } = this.#parts;
    const { identifier } = evse;
    if (identifier === undefined || !isSameToken(identifier.idToken, idToken)) return;
    log.info({ evseId: evse.id }, 'authorization withdrawn');
    if (!evse.transactionActive) await orders.withdrawAuthorization(evse);
    // It may have begun before the EVSE was asked, or before it could answer.
    if (evse.transactionActive) return orders.stopTransaction(evse, 'DeAuthorized');
    status.report('Withdrawn', tokenOf(identifier, evse.id));
  }
}
