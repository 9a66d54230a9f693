import type { IncomingCall } from '../../link/index.js';
import type { Request, Response } from '../../messages/index.js';
import type { CoreContext } from '../context.js';
import type { TransactionBook } from '../transactions/transaction-book.js';

type Parts = Pick<CoreContext, 'callbacks' | 'guard' | 'settings'> & { readonly transactions: TransactionBook };

/** OCPP 1.6 §5.18: the application unlocks, and ends a running transaction before it does. */
export async function unlockConnector(
  { connectorId }: Request<'UnlockConnector'>,
  call: Pick<IncomingCall, 'afterAnswer'>,
  { callbacks, guard, settings, transactions }: Parts,
): Promise<Response<'UnlockConnector'>> {
  if (connectorId <= 0 || connectorId > settings.numberOfConnectors) return { status: 'NotSupported' };
  const status = await guard.ask<Response<'UnlockConnector'>['status']>(
    'unlockConnector',
    () => callbacks.unlockConnector?.(connectorId) ?? 'NotSupported',
    'UnlockFailed',
  );
  const mustStop = status === 'NotSupported' && settings.stopTransactionIfUnlockNotSupported;
  if (mustStop && transactions.active(connectorId) !== undefined) {
    call.afterAnswer(() => guard.run('stopTransaction', () => callbacks.stopTransaction(connectorId, 'UnlockCommand')));
  }
  return { status };
}
