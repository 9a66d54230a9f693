import type { Timer } from '../../../clock/clock.js';
import type { IncomingCall } from '../../link/index.js';
import type { Request, Response } from '../../messages/index.js';
import type { ConnectorStatuses } from '../connectors/connector-statuses.js';
import type { CoreContext } from '../context.js';
import type { TransactionBook } from '../transactions/transaction-book.js';

type Parts = Pick<CoreContext, 'callbacks' | 'clock' | 'guard' | 'log' | 'settings'> & {
  readonly statuses: ConnectorStatuses;
  readonly transactions: TransactionBook;
};

type ResetType = Request<'Reset'>['type'];

interface PendingReset {
  readonly type: ResetType;
  /** Sessions whose StopTransaction has to be confirmed first. */
  readonly sessionIds: readonly string[];
  readonly timeout: Timer;
}

/** OCPP 1.6 §5.14: ends the transactions properly, then lets the application restart. A hard reset is graceful, too. */
export class ResetControl {
  readonly #parts: Parts;
  #pending: PendingReset | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async reset({ type }: Request<'Reset'>, call: Pick<IncomingCall, 'afterAnswer'>): Promise<Response<'Reset'>> {
    const { callbacks, guard } = this.#parts;
    if (callbacks.reset === undefined) return { status: 'Rejected' };
    const isAllowed = await guard.ask('isResetAllowed', () => callbacks.isResetAllowed?.(type) ?? false, false);
    if (!isAllowed) return { status: 'Rejected' };
    call.afterAnswer(() => this.#begin(type));
    return { status: 'Accepted' };
  }

  /** A StopTransaction was confirmed, or a connector has left Charging. */
  check(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    const { statuses, transactions } = this.#parts;
    if (pending.sessionIds.some((sessionId) => transactions.bySession(sessionId) !== undefined)) return;
    if (statuses.ids().some((id) => statuses.state(id) === 'Charging')) return;
    this.#finish(pending);
  }

  close(): void {
    this.#pending?.timeout.cancel();
    this.#pending = undefined;
  }

  #begin(type: ResetType): void {
    const { callbacks, clock, guard, log, settings, transactions } = this.#parts;
    this.close();
    const running = transactions.allActive();
    const timeout = clock.setTimeout(() => {
      log.warn('reset without the confirmation of every StopTransaction');
      if (this.#pending !== undefined) this.#finish(this.#pending);
    }, settings.waitForStopTransactionsOnResetTimeoutS * 1000);
    this.#pending = { type, sessionIds: running.map(({ sessionId }) => sessionId), timeout };
    const reason = type === 'Hard' ? 'HardReset' : 'SoftReset';
    for (const { connectorId } of running) {
      guard.run('stopTransaction', () => callbacks.stopTransaction(connectorId, reason));
    }
    this.check();
  }

  #finish({ type }: PendingReset): void {
    const { callbacks, guard } = this.#parts;
    this.close();
    guard.run('reset', () => callbacks.reset?.(type));
  }
}
