import type { Clock, Logger } from 'everest-ts';
import type { ProvidedIdToken, ValidationResult } from '#generated/types/authorization';
import type { EvseOrders } from './evse-orders.js';
import type { Evse } from './evse.js';
import { identifierOf } from './identifier.js';
import type { AuthSettings } from './settings.js';
import type { Station } from './station.js';
import type { StatusMessages } from './status-messages.js';
import { tokenHash } from './token-hash.js';

export interface GrantsParts {
  readonly station: Station;
  readonly settings: AuthSettings;
  readonly orders: EvseOrders;
  readonly status: StatusMessages;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Gives verdicts to EVSEs and takes back grants that nobody uses. */
export class Grants {
  readonly #parts: GrantsParts;
  /** Orders to take back grants that nobody has used, by EVSE. */
  readonly #takingBack = new Map<number, Promise<void>>();

  constructor(parts: GrantsParts) {
    this.#parts = parts;
  }

  /** The grant is in force when this returns its promise; it resolves when the EVSE has answered. */
  notify(evse: Evse, token: ProvidedIdToken, result: ValidationResult): Promise<void> {
    const { station, settings, clock, orders, log } = this.#parts;
    if (result.authorization_status === 'Accepted') {
      log.info({ evseId: evse.id, tokenHash: tokenHash(token.id_token.value) }, 'token granted');
      evse.identifier = identifierOf(token, result);
      evse.expired = undefined;
      evse.startTimer(clock, settings.connectionTimeoutMs, () => void this.#grantExpired(evse, token));
      station.plugIns.remove(evse.id);
    }
    return orders.authorizeResponse(evse, token, result);
  }

  /**
   * Resolves when these EVSEs have said what became of grants that are being taken back; of a new grant it would be said in
   * the same words.
   */
  async takenBack(evses: readonly Evse[]): Promise<void> {
    for (const { id } of evses) await this.#takingBack.get(id);
  }

  /** An EV was plugged in and waits for a token from now on. */
  startPlugInTimer(evse: Evse): void {
    const { settings, clock } = this.#parts;
    evse.startTimer(clock, settings.connectionTimeoutMs, () => void this.#plugInExpired(evse));
  }

  async #grantExpired(evse: Evse, token: ProvidedIdToken): Promise<void> {
    const { orders, status, log } = this.#parts;
    log.info({ evseId: evse.id, tokenHash: tokenHash(token.id_token.value) }, 'grant was not used in time');
    evse.expired = evse.identifier;
    evse.identifier = undefined;
    const order = orders.withdrawAuthorization(evse);
    this.#takingBack.set(evse.id, order);
    await order;
    this.#takingBack.delete(evse.id);
    status.report('TimedOut', token);
  }

  /** Nothing is published: no token was involved. */
  async #plugInExpired(evse: Evse): Promise<void> {
    const { station, orders, log } = this.#parts;
    log.info({ evseId: evse.id }, 'no token in time after plug-in');
    evse.plugInTimedOut = true;
    station.plugIns.remove(evse.id);
    await orders.withdrawAuthorization(evse);
  }
}
