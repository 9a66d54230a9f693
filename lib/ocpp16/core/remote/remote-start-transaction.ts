import type { IncomingCall } from '../../link/index.js';
import type { Request, Response } from '../../messages/index.js';
import type { ConnectorStatuses } from '../connectors/connector-statuses.js';
import type { CoreContext } from '../context.js';
import type { TransactionBook } from '../transactions/transaction-book.js';
import { remoteStartCandidates, type CandidateFacts, type ReservationCheck } from './candidates.js';
import type { TxProfiles } from './tx-profile.js';

type Parts = Pick<CoreContext, 'callbacks' | 'guard' | 'settings'> & {
  readonly statuses: ConnectorStatuses;
  readonly transactions: TransactionBook;
  readonly txProfiles: TxProfiles;
};

/** OCPP 1.6 §5.11: hands the token to the application when a connector could take it. */
export async function remoteStartTransaction(
  request: Request<'RemoteStartTransaction'>,
  call: Pick<IncomingCall, 'afterAnswer'>,
  parts: Parts,
): Promise<Response<'RemoteStartTransaction'>> {
  const { callbacks, guard, settings } = parts;
  const { connectorId, idTag } = request;
  const facts = await candidateFacts(idTag, parts);
  const rules = {
    connectorId,
    numberOfConnectors: settings.numberOfConnectors,
    rejectWithoutConnectorId: settings.rejectRemoteStartWithoutConnectorId,
    findFirst: settings.remoteStartWithoutConnectorIdFindFirst,
  };
  const connectors = remoteStartCandidates(rules, facts);
  if (connectors === undefined) return { status: 'Rejected' };
  if (!isProfileTaken(request, call, parts)) return { status: 'Rejected' };
  const token = { idTag, connectors, prevalidated: !settings.authorizeRemoteTxRequests };
  call.afterAnswer(() => guard.run('provideToken', () => callbacks.provideToken(token)));
  return { status: 'Accepted' };
}

/** OCPP 1.6 §5.11: a station without smart charging ignores the profile. */
function isProfileTaken(
  { chargingProfile: profile, connectorId, idTag }: Request<'RemoteStartTransaction'>,
  call: Pick<IncomingCall, 'afterAnswer'>,
  { settings, txProfiles }: Parts,
): boolean {
  if (profile === undefined || !settings.hasProfile('SmartCharging')) return true;
  if (connectorId === undefined || !txProfiles.installForStart({ connectorId, idTag, profile })) return false;
  call.afterAnswer(() => txProfiles.announce());
  return true;
}

/** Asks about reservations first, so that the decision itself sees one consistent state. */
async function candidateFacts(idTag: string, parts: Parts): Promise<(connectorId: number) => CandidateFacts> {
  const { settings, statuses, transactions } = parts;
  const reservations = new Map<number, ReservationCheck>();
  for (let id = 1; id <= settings.numberOfConnectors; id++) {
    if (statuses.status(id) === 'Reserved') reservations.set(id, await reservationOf(id, idTag, parts));
  }
  return (connectorId) => ({
    connectorId,
    status: statuses.status(connectorId),
    hasTransaction: transactions.active(connectorId) !== undefined,
    reservation: reservations.get(connectorId) ?? 'NotReserved',
  });
}

function reservationOf(connectorId: number, idTag: string, { callbacks, guard }: Parts): Promise<ReservationCheck> {
  return guard.ask<ReservationCheck>(
    'isTokenReservedForConnector',
    () => callbacks.isTokenReservedForConnector?.(connectorId, idTag) ?? 'NotReserved',
    'NotReserved',
  );
}
