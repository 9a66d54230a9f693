import type { ChargingProfile, ChargingSchedule } from '../../../../../../lib/ocpp16/messages/index.js';
import type {
  CompositeDefaults,
  CompositeSources,
} from '../../../../../../lib/ocpp16/smart-charging/composite-schedule.js';
import {
  holdersOf,
  withProfile,
  type InstalledProfile,
} from '../../../../../../lib/ocpp16/smart-charging/installed-profiles.js';

/** 2024-01-17T18:00:00Z, a Wednesday; seconds since 1970. */
export const EVENING_S = Date.UTC(2024, 0, 17, 18, 0, 0) / 1000;

export const standardDefaults: CompositeDefaults = { limitA: 48, limitW: 33120, numberPhases: 3, voltageV: 230 };

export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** `[startPeriod, limit, numberPhases?]` */
export type PeriodTuple = readonly [number, number, number?];

export function schedule(
  unit: 'A' | 'W',
  periods: readonly PeriodTuple[],
  more: Partial<ChargingSchedule> = {},
): ChargingSchedule {
  return {
    chargingRateUnit: unit,
    chargingSchedulePeriod: periods.map(([startPeriod, limit, numberPhases]) => ({
      startPeriod,
      limit,
      ...(numberPhases !== undefined && { numberPhases }),
    })),
    ...more,
  };
}

export function profile(more: Partial<ChargingProfile> = {}): ChargingProfile {
  return {
    chargingProfileId: 1,
    stackLevel: 0,
    chargingProfilePurpose: 'TxDefaultProfile',
    chargingProfileKind: 'Relative',
    chargingSchedule: schedule('A', [[0, 16]]),
    ...more,
  };
}

export type Setting = readonly [connectorId: number, profile: ChargingProfile];

/** The station after these profiles were set one after the other. */
export function installed(settings: readonly Setting[], numberOfConnectors: number): readonly InstalledProfile[] {
  return settings.reduce<readonly InstalledProfile[]>(
    (before, [connectorId, added]) =>
      withProfile(before, {
        profile: added,
        connectorId,
        holders: holdersOf(added, connectorId, numberOfConnectors),
      }),
    [],
  );
}

export function sourcesOf(
  settings: readonly Setting[],
  numberOfConnectors: number,
  more: Partial<CompositeSources> = {},
): CompositeSources {
  return {
    profiles: installed(settings, numberOfConnectors),
    numberOfConnectors,
    transaction: () => undefined,
    ignored: new Set(),
    defaults: standardDefaults,
    ...more,
  };
}
