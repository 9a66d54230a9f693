import type { ConnectorTypeEnum } from '#generated/types/evse_manager';
import type { Reservation } from '#generated/types/reservation';
import { isRecord } from '../../../lib/json/is-record.js';

/** Takes what a store returned for a reservation, whoever wrote it. */
export function readEntry(entry: unknown): Reservation | undefined {
  const reservation = isRecord(entry) ? entry['reservation'] : undefined;
  if (!isRecord(entry) || !isRecord(reservation)) return undefined;
  const { reservation_id: id, id_token: token, expiry_time: expiry } = reservation;
  if (!Number.isSafeInteger(id) || typeof token !== 'string' || typeof expiry !== 'string') return undefined;
  const { parent_id_token: group, connector_type: type } = reservation;
  const evseId = entry['evse_id'] ?? reservation['evse_id'];
  if (!isOptional(evseId, Number.isSafeInteger) || !isOptional(group, isText) || !isOptional(type, isText)) {
    return undefined;
  }
  return {
    reservation_id: id as number,
    id_token: token,
    expiry_time: expiry,
    ...(typeof evseId === 'number' && { evse_id: evseId }),
    ...(typeof group === 'string' && { parent_id_token: group }),
    // A kind of outlet that no EVSE has is refused when the reservation is taken up.
    ...(typeof type === 'string' && { connector_type: type as ConnectorTypeEnum }),
  };
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || is(value);
}
