import type { ProvidedIdToken, WithdrawAuthorizationRequest } from '#generated/types/authorization';
import type { Evse } from './evse.js';
import { isSameToken } from './identifier.js';
import { WakeUp } from './wake-up.js';

/** A token between its presentation and its final status. */
export interface TokenInProcess {
  readonly received: ProvidedIdToken;
  /** What is known of the token by now: replaced, never changed in place. */
  token: ProvidedIdToken;
  /** EVSEs that the token may be used at. */
  readonly evses: readonly Evse[];
}

export class TokensInProcess {
  /** Wakes whoever waits for a token to be done. */
  readonly done = new WakeUp();
  readonly #entries = new Map<string, TokenInProcess>();

  /** A second presentation is told by the value alone, letter by letter. */
  has(token: ProvidedIdToken): boolean {
    return this.#entries.has(token.id_token.value);
  }

  add(received: ProvidedIdToken, evses: readonly Evse[]): TokenInProcess {
    const entry = { received, token: received, evses };
    this.#entries.set(received.id_token.value, entry);
    return entry;
  }

  remove({ received }: TokenInProcess): void {
    this.#entries.delete(received.id_token.value);
    this.done.wake();
  }

  some(predicate: (entry: TokenInProcess) => boolean): boolean {
    return [...this.#entries.values()].some(predicate);
  }
}

/** What the request leaves out fits every token. */
export function isMeantBy(request: WithdrawAuthorizationRequest, { received, evses }: TokenInProcess): boolean {
  const { id_token: idToken, evse_id: evseId } = request;
  if (idToken !== undefined && !isSameToken(idToken, received.id_token)) return false;
  return evseId === undefined || evses.some(({ id }) => id === evseId);
}
