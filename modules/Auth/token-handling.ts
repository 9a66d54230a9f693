import { EverestError, type Clock, type Logger } from 'everest-ts';
import type { ProvidedIdToken, ValidationResult } from '#generated/types/authorization';
import type { Evse } from './evse.js';
import { grantDecision } from './grant-decision.js';
import type { Grants } from './grants.js';
import { finalStatusOf, type Outcome } from './outcome.js';
import { PlugInWait } from './plug-in-wait.js';
import type { Reservations } from './reservations.js';
import { chooseEvse, type Choice } from './selection.js';
import type { AuthSettings } from './settings.js';
import { holdsUnusedGrant, type Station } from './station.js';
import type { StatusMessages } from './status-messages.js';
import { tokenHash } from './token-hash.js';
import type { TokenInProcess, TokensInProcess } from './tokens-in-process.js';
import type { TransactionStops } from './transaction-stops.js';
import type { Withdrawal } from './withdrawal.js';

export interface TokenHandlingParts {
  readonly station: Station;
  readonly settings: AuthSettings;
  readonly reservations: Reservations;
  readonly inProcess: TokensInProcess;
  readonly stops: TransactionStops;
  readonly grants: Grants;
  readonly withdrawal: Withdrawal;
  readonly status: StatusMessages;
  readonly verdictsOn: (token: ProvidedIdToken) => Promise<readonly ValidationResult[]>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * The way of a token from its presentation to its final status. Several tokens are on their way at a time. Between a look
 * at the state of an EVSE and the change that follows from it nothing is awaited, so that no two tokens get one EVSE.
 */
export class TokenHandling {
  readonly #parts: TokenHandlingParts;

  constructor(parts: TokenHandlingParts) {
    this.#parts = parts;
  }

  /** Resolves when the final status is published. A token that is at work or holds an unused grant is ignored. */
  async present(received: ProvidedIdToken): Promise<void> {
    const { station, inProcess, status, log } = this.#parts;
    const hash = tokenHash(received.id_token.value);
    const { evses, unknownIds } = station.referencedBy(received.connectors);
    if (unknownIds.length > 0) log.warn({ tokenHash: hash, unknownIds }, 'token names unknown EVSEs');
    if (inProcess.has(received) || holdsUnusedGrant(received.id_token, evses)) {
      log.info({ tokenHash: hash }, 'token is in process already');
      return;
    }

    const entry = inProcess.add(received, evses);
    status.report('Processing', received);
    try {
      const outcome = await this.#outcomeOf(entry);
      log.info({ tokenHash: hash, outcome }, 'token handled');
      const final = finalStatusOf(outcome);
      if (final !== undefined && !this.#parts.signal.aborted) status.report(final, entry.token);
    } finally {
      inProcess.remove(entry);
    }
  }

  /** What cannot be decided is refused, so that the user is not left without an answer. */
  async #outcomeOf(entry: TokenInProcess): Promise<Outcome> {
    try {
      return await this.#handle(entry);
    } catch (error) {
      if (!(error instanceof EverestError)) throw error;
      this.#parts.log.error({ err: error }, 'token could not be handled');
      return 'Rejected';
    }
  }

  async #handle(entry: TokenInProcess): Promise<Outcome> {
    const { stops, settings } = this.#parts;
    const swiped = await stops.bySwipe(entry);
    if (swiped !== undefined) return swiped;
    if (this.#isPointless(entry) || this.#isReservedForOthers(entry)) return 'NoConnectorAvailable';

    const results = await this.#parts.verdictsOn(entry.token);
    await this.#parts.grants.takenBack(entry.evses);
    if (!settings.prioritizeAuthorization || !isAnyAvailable(entry)) {
      const stopped = await stops.byParent(entry, results);
      if (stopped !== undefined) return stopped;
    }
    return isAnyAvailable(entry) ? await this.#useResults(entry, results) : 'NoConnectorAvailable';
  }

  /** No EVSE is free, and no group can be involved whose member could end a transaction. */
  #isPointless(entry: TokenInProcess): boolean {
    if (isAnyAvailable(entry) || this.#parts.settings.masterPassGroupId !== undefined) return false;
    return entry.evses.every(({ identifier }) => identifier?.parentIdToken === undefined);
  }

  /** A reservation of a group may still turn out to fit: the group of the token is known after validation only. */
  #isReservedForOthers({ received, evses }: TokenInProcess): boolean {
    const { reservations } = this.#parts;
    return !evses.some(
      (evse) =>
        (!reservations.isReserved(evse) && reservations.canChargeAt(evse)) ||
        reservations.match(received.id_token, evse) !== undefined ||
        reservations.hasGroup(evse),
    );
  }

  async #useResults(entry: TokenInProcess, results: readonly ValidationResult[]): Promise<Outcome> {
    const { settings } = this.#parts;
    let last: ValidationResult = { authorization_status: 'Unknown', tariff_messages: [] };
    for (const result of results) {
      // Another token may have got the last EVSE while one refused the result before.
      if (withoutGrant(entry.evses).length === 0) break;
      last = result;
      if (result.authorization_status !== 'Accepted') continue;
      if (settings.isMasterPass(result.parent_id_token)) return 'Rejected';
      const used = await this.#useAccepted(entry, result);
      if (typeof used === 'string') return used;
      last = used;
    }
    await this.#reject(entry, last);
    return 'Rejected';
  }

  /** Returns the refused result if the EVSE that was selected cannot be used with it. */
  async #useAccepted(entry: TokenInProcess, result: ValidationResult): Promise<Outcome | ValidationResult> {
    const { status, reservations, grants } = this.#parts;
    if (result.parent_id_token !== undefined) {
      entry.token = { ...entry.token, parent_id_token: result.parent_id_token };
    }
    status.accepted(entry.token, result);

    const candidates = withoutGrant(entry.evses);
    const wait = this.#newWait();
    let choice = this.#choose(entry, candidates);
    while (choice.kind === 'wait' && !wait.expired) {
      await wait.next();
      choice = this.#choose(entry, candidates);
    }
    wait.close();
    if (choice.kind === 'withdrawn') return 'Withdrawn';
    if (choice.kind !== 'evse') return 'Timeout';

    const { evse } = choice;
    const decision = grantDecision({ entry, evse, candidates, result, reservations });
    if (!decision.authorized) {
      await grants.notify(evse, entry.token, decision.result);
      return decision.result;
    }
    entry.token = { ...entry.token, connectors: [evse.id] };
    if (decision.reservationId !== undefined) reservations.use(decision.reservationId);
    await grants.notify(evse, entry.token, decision.result);
    return 'UsedToStart';
  }

  #newWait(): PlugInWait {
    const { clock, station, settings, signal } = this.#parts;
    return new PlugInWait({
      clock,
      wakeUp: station.selections,
      timeoutMs: settings.connectionTimeoutMs,
      signal,
    });
  }

  /** A withdrawal that waits for this token beats a plug-in. */
  #choose(entry: TokenInProcess, candidates: readonly Evse[]): Choice | { readonly kind: 'withdrawn' } {
    const { settings, station, withdrawal } = this.#parts;
    const { selectionAlgorithm } = settings;
    const waits = selectionAlgorithm === 'PlugEvents' || selectionAlgorithm === 'PlugEventsLIFO';
    if (waits && candidates.length > 1 && withdrawal.concerns(entry)) return { kind: 'withdrawn' };
    return chooseEvse(selectionAlgorithm, candidates, station.plugIns);
  }

  /** Tells the EVSEs that the token names, so that an ISO 15118 vehicle stops waiting for its authorization. */
  async #reject(entry: TokenInProcess, result: ValidationResult): Promise<void> {
    const { station, grants } = this.#parts;
    for (const id of entry.token.connectors ?? []) {
      const evse = station.find(id);
      if (evse !== undefined) await grants.notify(evse, entry.token, result);
    }
  }
}

function isAnyAvailable({ evses }: TokenInProcess): boolean {
  return evses.some((evse) => evse.isAvailable);
}

function withoutGrant(evses: readonly Evse[]): readonly Evse[] {
  return evses.filter(({ identifier }) => identifier === undefined);
}
