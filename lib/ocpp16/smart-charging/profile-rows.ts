import { chargingProfile, validateFields, type ChargingProfile } from '../messages/index.js';
import type { StoredChargingProfile } from '../store/index.js';
import { holdersOf, type InstalledProfile } from './installed-profiles.js';

/** The row of an installed profile. Only one that has lost connectors since it was set names those it has left. */
export function rowOf({ connectorId, holders, profile }: InstalledProfile, connectors: number): StoredChargingProfile {
  const isWhole = holders.length === holdersOf(profile, connectorId, connectors).length;
  return {
    profileId: profile.chargingProfileId,
    connectorId,
    profile,
    ...(!isWhole && { holders }),
  };
}

/** The profile of a row, or `undefined` when it is none. */
export function profileOfRow({ connectorId, profile, profileId }: StoredChargingProfile): ChargingProfile | undefined {
  if (!isProfile(profile) || !Number.isInteger(connectorId)) return undefined;
  return profile.chargingProfileId === profileId ? profile : undefined;
}

/** The connectors of a row that the station still has. */
export function holdersOfRow({ connectorId, holders }: StoredChargingProfile, profile: ChargingProfile, count: number) {
  const whole = holdersOf(profile, connectorId, count);
  return holders === undefined ? whole : whole.filter((holder) => holders.includes(holder));
}

function isProfile(value: unknown): value is ChargingProfile {
  return typeof value === 'object' && value !== null && validateFields(chargingProfile.fields, value) === undefined;
}
