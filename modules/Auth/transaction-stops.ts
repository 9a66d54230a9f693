import type { IdToken, ValidationResult } from '#generated/types/authorization';
import type { EvseOrders } from './evse-orders.js';
import type { Evse } from './evse.js';
import { belongsTo } from './identifier.js';
import type { Outcome } from './outcome.js';
import type { AuthSettings } from './settings.js';
import type { TokenInProcess } from './tokens-in-process.js';

/** Tokens that end a transaction instead of starting one. Each method is undefined when the token does not. */
export class TransactionStops {
  readonly #settings: AuthSettings;
  readonly #orders: EvseOrders;

  constructor(settings: AuthSettings, orders: EvseOrders) {
    this.#settings = settings;
    this.#orders = orders;
  }

  /** A card presented again at the EVSE that it, or its group, holds a grant of. Needs no validation. */
  async bySwipe(entry: TokenInProcess): Promise<Outcome | undefined> {
    const { received, evses } = entry;
    if (received.authorization_type !== 'RFID') return undefined;
    const evse = evses.find(({ identifier }) => belongsTo(received.id_token.value, identifier));
    if (evse === undefined) return undefined;

    const parent = evse.identifier?.parentIdToken;
    const stops = this.#settings.stopTransactionOnReswipe;
    if (stops) await this.#orders.stopTransaction(evse, 'Local', received);
    entry.token = { ...entry.token, ...(parent && { parent_id_token: parent }), connectors: [evse.id] };
    return stops ? 'UsedToStop' : 'UsedToReauthorize';
  }

  /** A validated token of the master group, or of the group that holds the grant of an EVSE. */
  async byParent(entry: TokenInProcess, results: readonly ValidationResult[]): Promise<Outcome | undefined> {
    for (const { authorization_status: status, parent_id_token: parent } of results) {
      if (status !== 'Accepted' || parent === undefined) continue;
      if (this.#settings.isMasterPass(parent)) return await this.#byMasterPass(entry, parent);
      const evse = entry.evses.find(({ identifier }) => belongsTo(parent.value, identifier));
      if (evse !== undefined) return await this.#byGroup(entry, evse, parent);
    }
    return undefined;
  }

  async #byMasterPass(entry: TokenInProcess, parent: IdToken): Promise<Outcome> {
    const active = entry.evses.filter(({ transactionActive }) => transactionActive);
    for (const evse of active) await this.#orders.stopTransaction(evse, 'MasterPass', entry.token);
    entry.token = { ...entry.token, parent_id_token: parent, connectors: active.map(({ id }) => id) };
    return 'UsedToStop';
  }

  async #byGroup(entry: TokenInProcess, evse: Evse, parent: IdToken): Promise<Outcome> {
    entry.token = { ...entry.token, connectors: [evse.id] };
    if (!evse.transactionActive) return 'AlreadyInProcess';
    const stops = this.#settings.stopTransactionOnReswipe;
    if (stops) await this.#orders.stopTransaction(evse, 'Local', entry.token);
    entry.token = { ...entry.token, parent_id_token: parent };
    return stops ? 'UsedToStop' : 'UsedToReauthorize';
  }
}
