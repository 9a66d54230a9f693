import type { Logger } from 'everest-ts';
import type { ChangeAvailabilityRequest, ChangeAvailabilityResponse } from '#generated/types/ocpp';
import { ChargePointNotStarted, type ChargePoint } from '../../lib/ocpp16/index.js';
import type { Evses } from './evses.js';

interface Parts {
  readonly chargePoint: ChargePoint;
  readonly evses: Evses;
  readonly log: Logger;
}

const WHOLE_STATION = 0;

/** As if the central system had asked for it. */
export function changeAvailability(
  { evse, operational_status: type }: ChangeAvailabilityRequest,
  { chargePoint, evses, log }: Parts,
): ChangeAvailabilityResponse {
  if (evse !== undefined && evse.connector_id === undefined) return invalid('a connector id is needed');
  const connectorId = evse === undefined ? WHOLE_STATION : evses.connectorOf(evse.id, evse.connector_id);
  if (connectorId === undefined) return invalid('there is no such connector');
  try {
    const { status } = chargePoint.onChangeAvailability({ connectorId, type });
    return { status };
  } catch (error) {
    if (!(error instanceof ChargePointNotStarted)) throw error;
    log.warn({ connectorId }, 'charge point is not running, its availability does not change');
    return { status: 'Rejected' };
  }
}

function invalid(reason: string): ChangeAvailabilityResponse {
  return { status: 'Rejected', status_info: { reason_code: 'InvalidInput', additional_info: reason } };
}
