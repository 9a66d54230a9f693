import type { IncomingCall } from '../link/index.js';
import type { Request, Response } from '../messages/index.js';
import type { SmartCharging } from './smart-charging.js';

/** OCPP 1.6 §5.16: on disk before the answer, in effect after it. */
export function setChargingProfile(
  { connectorId, csChargingProfiles }: Request<'SetChargingProfile'>,
  call: Pick<IncomingCall, 'afterAnswer'>,
  smartCharging: SmartCharging,
): Response<'SetChargingProfile'> {
  if (!smartCharging.install(csChargingProfiles, connectorId)) return { status: 'Rejected' };
  call.afterAnswer(() => smartCharging.announce());
  return { status: 'Accepted' };
}
