import type { CoreContext } from '../core/context.js';
import type { TransactionBook } from '../core/transactions/transaction-book.js';
import type { TransactionRecord } from '../store/index.js';
import type { PricedTransaction } from './meter-triggers.js';
import type { TariffMessage } from './price-texts.js';

type Parts = Pick<CoreContext, 'log' | 'outbox' | 'store'> & { readonly transactions: TransactionBook };

/** The transaction with this id of the central system. A final cost comes when the transaction is in the database only. */
export function findPriced(transactionId: number | undefined, parts: Parts): PricedTransaction | undefined {
  if (transactionId === undefined) return undefined;
  const { connectorId, sessionId } =
    parts.transactions.activeByCsmsId(transactionId) ?? stored(transactionId, parts) ?? {};
  return connectorId === undefined || sessionId === undefined ? undefined : { connectorId, sessionId, transactionId };
}

/** Until StartTransaction is answered the database has an id of our own, which means nothing to the central system. */
function stored(transactionId: number, { log, outbox, store }: Parts): TransactionRecord | undefined {
  try {
    const record = store.transactions.byTransactionId(transactionId);
    return record === undefined || outbox.isPending(record.startReference) ? undefined : record;
  } catch (error) {
    log.error({ transactionId, err: error }, 'the transaction could not be read');
    return undefined;
  }
}

/** A price is shown at the session of its user, or, before that begins, for the token. */
export function transactionOfToken(
  idToken: string,
  transactions: TransactionBook,
): Pick<TariffMessage, 'identifier' | 'transactionId'> {
  const transaction = transactions.byIdTag(idToken);
  if (transaction === undefined) return { identifier: { type: 'IdToken', id: idToken } };
  const { csmsId, sessionId } = transaction;
  return {
    identifier: { type: 'SessionId', id: sessionId },
    ...(csmsId !== undefined && { transactionId: csmsId }),
  };
}
