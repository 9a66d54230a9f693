import { isSameToken } from './identifier.js';
import type { IdToken } from '#generated/types/authorization';
import type { Evse } from './evse.js';
import { PlugInQueue } from './plug-in-queue.js';
import { WakeUp } from './wake-up.js';

export interface ReferencedEvses {
  readonly evses: readonly Evse[];
  /** Ids that the token names and the station does not have. */
  readonly unknownIds: readonly number[];
}

/** All EVSEs of the charging station and the order of their plug-ins. */
export class Station {
  readonly plugIns = new PlugInQueue();
  /** Wakes tokens that wait for a plug-in. */
  readonly selections = new WakeUp();
  readonly #evses = new Map<number, Evse>();

  add(evse: Evse): void {
    this.#evses.set(evse.id, evse);
  }

  find(evseId: number): Evse | undefined {
    return this.#evses.get(evseId);
  }

  /** Ascending by id. */
  get evses(): readonly Evse[] {
    return [...this.#evses.values()].sort((a, b) => a.id - b.id);
  }

  /** The EVSEs that a token may be used at: those it names in its order, else all; without those out of service. */
  referencedBy(connectors: readonly number[] | undefined): ReferencedEvses {
    const ids = connectors === undefined ? this.evses.map(({ id }) => id) : [...new Set(connectors)];
    const known = ids.map((id) => this.find(id)).filter((evse) => evse !== undefined);
    return {
      evses: known.filter((evse) => !evse.isUnavailable),
      unknownIds: ids.filter((id) => !this.#evses.has(id)),
    };
  }
}

/** Whether the token holds a grant at one of the EVSEs that was not used for a transaction yet. */
export function holdsUnusedGrant(token: IdToken, evses: readonly Evse[]): boolean {
  return evses.some(
    ({ identifier, transactionActive }) =>
      identifier !== undefined && !transactionActive && isSameToken(identifier.idToken, token),
  );
}
