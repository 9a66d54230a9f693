import type { ExternalLimits, LimitsReq, ScheduleReqEntry } from '#generated/types/energy';
import type { ChargingSchedule } from '#generated/types/ocpp';
import type { CompositePeriod, StationSchedule } from '../../lib/ocpp16/index.js';

/** A composite schedule as limits for the energy tree. Without profiles it has the default limits, so it is never empty. */
export function externalLimits(schedule: StationSchedule, nowMs: number, source: string): ExternalLimits {
  const entryOf = (period: CompositePeriod): ScheduleReqEntry => ({
    timestamp: new Date(nowMs + period.startPeriod * 1000).toISOString(),
    limits_to_root: {},
    limits_to_leaves: limitsOf(period, schedule.unit, source),
  });
  return { schedule_import: schedule.periods.map(entryOf), schedule_export: [], schedule_setpoints: [] };
}

/** A composite schedule for other modules. */
export function publishedSchedule(schedule: StationSchedule): ChargingSchedule {
  return {
    evse: schedule.connectorId,
    charging_rate_unit: schedule.unit,
    charging_schedule_period: schedule.periods.map(({ limit, numberPhases, stackLevel, startPeriod }) => ({
      start_period: startPeriod,
      limit,
      stack_level: stackLevel,
      ...(numberPhases !== undefined && { number_phases: numberPhases }),
    })),
    duration: schedule.durationS,
    start_schedule: schedule.startSchedule,
  };
}

function limitsOf({ limit, numberPhases }: CompositePeriod, unit: StationSchedule['unit'], source: string): LimitsReq {
  return {
    ...(unit === 'A' ? { ac_max_current_A: { value: limit, source } } : { total_power_W: { value: limit, source } }),
    ...(numberPhases !== undefined && { ac_max_phase_count: { value: numberPhases, source } }),
  };
}
