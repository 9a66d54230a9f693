import type { Logger } from 'everest-ts';
import { ChargePointNotStarted, type ChargePoint, type SecurityEvent } from '../../lib/ocpp16/index.js';

/** Security events of other modules. */
export function reportSecurityEvent(event: SecurityEvent, chargePoint: ChargePoint, log: Logger): void {
  try {
    chargePoint.onSecurityEvent(event);
  } catch (error) {
    if (!(error instanceof ChargePointNotStarted)) throw error;
    log.warn({ type: event.type }, 'charge point is not running, the security event is lost');
  }
}
