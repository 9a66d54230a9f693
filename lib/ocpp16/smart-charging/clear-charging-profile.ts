import type { IncomingCall } from '../link/index.js';
import type { Request, Response } from '../messages/index.js';
import type { SmartCharging } from './smart-charging.js';

/** OCPP 1.6 §5.5: clearing everything succeeds also when there was nothing. */
export function clearChargingProfile(
  criteria: Request<'ClearChargingProfile'>,
  call: Pick<IncomingCall, 'afterAnswer'>,
  smartCharging: SmartCharging,
): Response<'ClearChargingProfile'> {
  const { chargingProfilePurpose, connectorId, id, stackLevel } = criteria;
  const isEverything = [chargingProfilePurpose, connectorId, id, stackLevel].every((one) => one === undefined);
  const hasCleared = smartCharging.clear(criteria);
  if (!hasCleared && !isEverything) return { status: 'Unknown' };
  call.afterAnswer(() => smartCharging.announce());
  return { status: 'Accepted' };
}
