import { parseDateTime, type Request, type Response } from '../../messages/index.js';
import type { ConnectorStatuses } from '../connectors/connector-statuses.js';
import type { CoreContext } from '../context.js';

type Parts = Pick<CoreContext, 'callbacks' | 'guard' | 'settings'> & { readonly statuses: ConnectorStatuses };

/** OCPP 1.6 §5.13: replacing, expiry and use of a reservation are the application's work. */
export async function reserveNow(request: Request<'ReserveNow'>, parts: Parts): Promise<Response<'ReserveNow'>> {
  const { callbacks, guard, settings, statuses } = parts;
  const { connectorId } = request;
  if (connectorId < 0) return { status: 'Rejected' };
  if (statuses.status(connectorId) === 'Faulted') return { status: 'Faulted' };
  if (statuses.state(connectorId) === 'Preparing') return { status: 'Occupied' };
  const isZeroRefused = connectorId === 0 && !settings.reserveConnectorZeroSupported;
  if (!settings.names('Reservation') || isZeroRefused) return { status: 'Rejected' };
  const expiryMs = parseDateTime(request.expiryDate) ?? 0;
  const reservation = { ...request, expiryDate: new Date(expiryMs).toISOString() };
  const status = await guard.ask<Response<'ReserveNow'>['status']>(
    'reserveNow',
    () => callbacks.reserveNow?.(reservation) ?? 'Rejected',
    'Rejected',
  );
  return { status };
}

/** OCPP 1.6 §5.1. */
export async function cancelReservation(
  { reservationId }: Request<'CancelReservation'>,
  { callbacks, guard }: Parts,
): Promise<Response<'CancelReservation'>> {
  const isCancelled = await guard.ask(
    'cancelReservation',
    () => callbacks.cancelReservation?.(reservationId) ?? false,
    false,
  );
  return { status: isCancelled ? 'Accepted' : 'Rejected' };
}
