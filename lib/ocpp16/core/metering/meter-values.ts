import type { MeterValue } from '../../messages/index.js';
import type { CoreContext } from '../context.js';
import type { TransactionBook } from '../transactions/transaction-book.js';

type Parts = Pick<CoreContext, 'guard' | 'outbox' | 'store'> & { readonly transactions: TransactionBook };

/** Sends MeterValues (OCPP 1.6 §4.7) and collects what StopTransaction will repeat. */
export class MeterValuesReporter {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Keeps the value on disk for the StopTransaction of the session. */
  collect(sessionId: string, meterValue: MeterValue): void {
    const { guard, store } = this.#parts;
    guard.store('meter value', () => store.meterValues.append(sessionId, meterValue));
  }

  /** While the transaction id is not known yet, the link fills it in when StartTransaction is answered. */
  send(connectorId: number, meterValue: MeterValue, isTriggered = false): void {
    const transaction = this.#parts.transactions.active(connectorId);
    const { csmsId, startReference } = transaction ?? {};
    this.#parts.outbox.notify(
      'MeterValues',
      { connectorId, ...(csmsId !== undefined && { transactionId: csmsId }), meterValue: [meterValue] },
      { isTriggered, ...(csmsId === undefined && startReference !== undefined && { startReference }) },
    );
  }
}
