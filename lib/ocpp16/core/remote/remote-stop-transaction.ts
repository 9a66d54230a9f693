import type { IncomingCall } from '../../link/index.js';
import type { Request, Response } from '../../messages/index.js';
import type { CoreContext } from '../context.js';
import type { TransactionBook } from '../transactions/transaction-book.js';

type Parts = Pick<CoreContext, 'callbacks' | 'guard'> & { readonly transactions: TransactionBook };

/** OCPP 1.6 §5.12: only a transaction whose id the central system has given can be meant. */
export function remoteStopTransaction(
  { transactionId }: Request<'RemoteStopTransaction'>,
  call: Pick<IncomingCall, 'afterAnswer'>,
  { callbacks, guard, transactions }: Parts,
): Response<'RemoteStopTransaction'> {
  const transaction = transactions.activeByCsmsId(transactionId);
  if (transaction === undefined) return { status: 'Rejected' };
  const { connectorId } = transaction;
  call.afterAnswer(() => guard.run('stopTransaction', () => callbacks.stopTransaction(connectorId, 'Remote')));
  return { status: 'Accepted' };
}
