import { reason, type Reason } from '../../messages/index.js';
import type { TransactionRecord } from '../../store/index.js';
import type { CoreContext } from '../context.js';
import type { Sampling } from '../metering/sampling.js';
import type { TransactionEnd, TransactionStop } from './stop-transaction.js';
import type { Transaction, TransactionBook } from './transaction-book.js';

type Parts = Pick<CoreContext, 'log' | 'outbox' | 'store'> & {
  readonly sampling: Sampling;
  readonly stop: TransactionStop;
  readonly transactions: TransactionBook;
};

/**
 * Brings back the transactions whose end the central system has not confirmed. The application continues those in
 * `resumingSessionIds`; the others ended with the power. Runs when the queue is loaded and before anything is sent.
 */
export function resumeTransactions(resumingSessionIds: readonly string[], parts: Parts): void {
  for (const record of unacknowledged(parts)) resume(record, resumingSessionIds.includes(record.sessionId), parts);
}

function resume(record: TransactionRecord, isContinued: boolean, parts: Parts): void {
  const { log, outbox, sampling, stop, transactions } = parts;
  const { sessionId, stopReference } = record;
  const transaction = restored(record, outbox.isPending(record.startReference));
  const isStopPending = stopReference !== undefined && outbox.isPending(stopReference);
  log.info({ sessionId, isStopPending, isContinued }, 'transaction found after restart');
  if (isStopPending) {
    transactions.put({ ...transaction, stopReference });
    return;
  }
  transactions.put(transaction);
  if (isContinued && record.timeEnd === undefined) sampling.start(transaction);
  else stop.submit(transaction, endOf(record));
}

/** While StartTransaction waits for its answer the stored id is the internal one; afterwards any id, also a negative one. */
function restored(record: TransactionRecord, isStartPending: boolean): Transaction {
  const { parentIdTag, transactionId } = record;
  return {
    sessionId: record.sessionId,
    connectorId: record.connectorId,
    idTag: record.idTagStart,
    timeStart: record.timeStart,
    meterStartWh: record.meterStart,
    internalId: transactionId,
    ...(!isStartPending && { csmsId: transactionId }),
    ...(parentIdTag !== undefined && { parentIdTag }),
    startReference: record.startReference,
  };
}

/** The recorded end, or else the last sample: all that is known of a transaction that lost its power. */
function endOf(record: TransactionRecord): TransactionEnd {
  const { idTagEnd } = record;
  return {
    reason: knownReason(record.stopReason) ?? 'PowerLoss',
    timestamp: record.timeEnd ?? record.meterLastTime,
    meterStopWh: record.meterStop ?? record.meterLast,
    ...(idTagEnd !== undefined && { idTag: idTagEnd }),
  };
}

function knownReason(text: string | undefined): Reason | undefined {
  return reason.values.find((known) => known === text);
}

function unacknowledged({ log, store }: Parts): readonly TransactionRecord[] {
  try {
    return store.transactions.unacknowledged();
  } catch (error) {
    log.error({ err: error }, 'the transactions could not be read');
    return [];
  }
}
