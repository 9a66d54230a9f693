import type { Clock } from '../../clock/clock.js';
import type { Request, Response } from '../messages/index.js';
import { composeSchedule } from './composite-schedule.js';
import type { SmartCharging } from './smart-charging.js';

/** OCPP 1.6 §5.7: the schedule from now on, as if a transaction were running. */
export function getCompositeSchedule(
  { chargingRateUnit, connectorId, duration }: Request<'GetCompositeSchedule'>,
  clock: Clock,
  smartCharging: SmartCharging,
): Response<'GetCompositeSchedule'> {
  const { allowedUnits, maxCompositeDurationS, numberOfConnectors } = smartCharging.settings;
  const unit = chargingRateUnit ?? allowedUnits[0];
  if (connectorId < 0 || connectorId > numberOfConnectors) return { status: 'Rejected' };
  if (unit === undefined || !allowedUnits.includes(unit)) return { status: 'Rejected' };
  const startS = Math.floor(clock.now() / 1000);
  const durationS = Math.max(0, Math.min(duration, maxCompositeDurationS));
  const periods = composeSchedule(smartCharging.sources(false), { connectorId, startS, durationS, unit });
  const start = new Date(startS * 1000).toISOString();
  return {
    status: 'Accepted',
    connectorId,
    scheduleStart: start,
    chargingSchedule: {
      duration: durationS,
      startSchedule: start,
      chargingRateUnit: unit,
      chargingSchedulePeriod: periods.map(({ limit, numberPhases, startPeriod }) => ({
        startPeriod,
        limit: toTenths(limit),
        ...(numberPhases !== undefined && { numberPhases }),
      })),
    },
  };
}

/** OCPP 1.6 §7: a limit has at most one fractional digit. Down, as no more may be promised; less than a millionth is an error of the conversion. */
function toTenths(limit: number): number {
  return Math.floor(limit * 10 + 1e-6) / 10;
}
