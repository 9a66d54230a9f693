import type { ChargePointStatus, Request, Response } from '../../messages/index.js';
import type { Availability } from '../../store/index.js';
import type { CoreContext } from '../context.js';
import type { TransactionBook } from '../transactions/transaction-book.js';
import type { ConnectorStatuses } from './connector-statuses.js';

interface QueuedChange {
  readonly type: Availability;
}

type Parts = Pick<CoreContext, 'callbacks' | 'guard' | 'log' | 'settings' | 'store'> & {
  readonly statuses: ConnectorStatuses;
  readonly transactions: TransactionBook;
};

export interface PreparedChange {
  readonly response: Response<'ChangeAvailability'>;
  /** Carries the change out; to be run after the answer has left. */
  readonly perform: () => void;
}

/** Availability of connector 0..N (OCPP 1.6 §5.2): what is in force, and what waits for a busy connector. */
export class AvailabilityControl {
  readonly #parts: Parts;
  readonly #queued = new Map<number, QueuedChange>();
  /** On their way out of use: the application was told and has not answered yet. With the status they had when their session ended. */
  readonly #leaving = new Map<number, ChargePointStatus | undefined>();
  /** Out of use for a while, whatever the central system has asked for. */
  readonly #suspended = new Set<number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Statuses of connector 0..N as the last ChangeAvailability left them. */
  storedStatuses(): ChargePointStatus[] {
    return this.#ids().map((id) => (this.#stored(id) === 'Operative' ? 'Available' : 'Unavailable'));
  }

  /** Tells the application which connectors are in use, at start. */
  announceStored(): void {
    for (const id of this.#ids()) this.#tellApplication(id, this.#stored(id));
  }

  prepare({ connectorId, type }: Request<'ChangeAvailability'>): PreparedChange {
    const { callbacks, settings } = this.#parts;
    const isPossible = type === 'Operative' || callbacks.disableEvse !== undefined;
    if (!isPossible || connectorId < 0 || connectorId > settings.numberOfConnectors) {
      return { response: { status: 'Rejected' }, perform: () => undefined };
    }
    const affected = connectorId === 0 ? this.#ids() : [connectorId];
    const busy = affected.filter((id) => this.#isBusy(id));
    const free = affected.filter((id) => !busy.includes(id));
    // On disk before the answer, so that the change is in force after a power loss, too.
    for (const id of affected) this.#persist(id, type);
    for (const id of busy) this.#queued.set(id, { type });
    for (const id of free) this.#queued.delete(id);
    const perform = (): void => {
      for (const id of free) this.#carryOut(id, type);
    };
    return { response: { status: busy.length > 0 ? 'Scheduled' : 'Accepted' }, perform };
  }

  /** The transaction or session that a change waited for is over. */
  executeQueued(connectorId: number): void {
    const change = this.#queued.get(connectorId);
    if (change === undefined) return;
    this.#queued.delete(connectorId);
    this.#carryOut(connectorId, change.type);
  }

  /**
   * The session is over and the connector free again. One that is on its way out of use is not said to be available in between,
   * but afterwards if it stayed in use, because somebody at the station has a stronger say.
   */
  sessionStopped(connectorId: number): void {
    this.executeQueued(connectorId);
    const state = this.#parts.statuses.state(connectorId);
    // A connector that is Preparing becomes unavailable only by way of Available.
    if (this.#leaving.has(connectorId) && state !== 'Preparing') this.#leaving.set(connectorId, state);
    else this.#becomeAvailable(connectorId);
  }

  #becomeAvailable(connectorId: number): void {
    const { statuses } = this.#parts;
    const state = statuses.state(connectorId);
    if (state !== 'Reserved' && state !== 'Unavailable') statuses.raise(connectorId, 'BecomeAvailable');
  }

  /** Takes a connector out of use without the central system having asked for it; nothing of it is stored. */
  suspend(connectorId: number): void {
    if (this.#suspended.has(connectorId)) return;
    this.#suspended.add(connectorId);
    this.#tellApplication(connectorId, 'Inoperative');
  }

  /** Gives what was suspended back, as far as the central system wants it in use. */
  resume(): void {
    const suspended = [...this.#suspended];
    this.#suspended.clear();
    if (suspended.length > 0 && this.#stored(0) === 'Operative') this.#carryOut(0, 'Operative');
    for (const id of suspended) if (this.#stored(id) === 'Operative') this.#tellApplication(id, 'Operative');
  }

  #carryOut(connectorId: number, type: Availability): void {
    if (connectorId === 0) {
      const event = type === 'Operative' ? 'BecomeAvailable' : 'ChangeAvailabilityToUnavailable';
      this.#parts.statuses.raise(0, event);
    }
    this.#tellApplication(connectorId, type);
  }

  #tellApplication(connectorId: number, type: Availability): void {
    const { callbacks, guard } = this.#parts;
    if (type === 'Operative' && this.#suspended.has(connectorId)) return;
    if (type === 'Operative') guard.run('enableEvse', () => callbacks.enableEvse?.(connectorId));
    else void this.#disable(connectorId);
  }

  async #disable(connectorId: number): Promise<void> {
    const { callbacks, guard, statuses } = this.#parts;
    this.#leaving.set(connectorId, undefined);
    await guard.ask('disableEvse', async () => callbacks.disableEvse?.(connectorId), undefined);
    const stateAtEnd = this.#leaving.get(connectorId);
    this.#leaving.delete(connectorId);
    if (stateAtEnd !== undefined && stateAtEnd === statuses.state(connectorId)) this.#becomeAvailable(connectorId);
  }

  /** OCPP 1.6 §5.2: a connector is busy in a transaction, and from the moment it is Preparing. */
  #isBusy(connectorId: number): boolean {
    const { statuses, transactions } = this.#parts;
    return transactions.active(connectorId) !== undefined || statuses.state(connectorId) === 'Preparing';
  }

  #persist(connectorId: number, type: Availability): void {
    const { guard, store } = this.#parts;
    guard.store('availability', () => store.availability.set(connectorId, type));
  }

  #stored(connectorId: number): Availability {
    try {
      return this.#parts.store.availability.get(connectorId) ?? 'Operative';
    } catch (error) {
      this.#parts.log.error(
        { connectorId, err: error },
        'the availability could not be read, the connector is operative',
      );
      return 'Operative';
    }
  }

  #ids(): number[] {
    return Array.from({ length: this.#parts.settings.numberOfConnectors + 1 }, (_, id) => id);
  }
}
