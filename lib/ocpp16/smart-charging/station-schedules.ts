import type { ChargingRateUnit } from '../messages/index.js';
import { composeSchedule, type CompositePeriod, type CompositeSources } from './composite-schedule.js';

/** What the application has to obey at one connector, from `startS` on. */
export interface StationSchedule {
  /** 0 is the whole station. */
  readonly connectorId: number;
  /** RFC 3339 UTC, whole seconds. */
  readonly startSchedule: string;
  readonly durationS: number;
  readonly unit: ChargingRateUnit;
  readonly periods: readonly CompositePeriod[];
}

/** The schedules of connector 0..N from `nowMs` on. */
export function stationSchedules(
  sources: CompositeSources,
  nowMs: number,
  durationS: number,
  unit: ChargingRateUnit,
): StationSchedule[] {
  const startS = Math.floor(nowMs / 1000);
  const startSchedule = new Date(startS * 1000).toISOString();
  return Array.from({ length: sources.numberOfConnectors + 1 }, (_, connectorId) => ({
    connectorId,
    startSchedule,
    durationS,
    unit,
    periods: composeSchedule(sources, { connectorId, startS, durationS, unit }),
  }));
}

/** What holds while no profiles are known. */
export function withoutProfiles({
  defaults,
  numberOfConnectors,
}: Pick<CompositeSources, 'defaults' | 'numberOfConnectors'>) {
  const none = { profiles: [], transaction: () => undefined, ignored: new Set<string>() };
  return { ...none, defaults, numberOfConnectors } satisfies CompositeSources;
}
