import type { ChargingProfile, Request } from '../messages/index.js';
import { secondsOf } from './profile-timeline.js';

/** A profile and where it counts. */
export interface InstalledProfile {
  readonly profile: ChargingProfile;
  /** The connector it was set for. */
  readonly connectorId: number;
  /** The connectors it counts at: 0 for the station, and all of 1..N for a TxDefaultProfile of connector 0. */
  readonly holders: readonly number[];
}

export type ClearCriteria = Request<'ClearChargingProfile'>;

type Installed = readonly InstalledProfile[];

/** Where a profile counts that is set for this connector. */
export function holdersOf(profile: ChargingProfile, connectorId: number, numberOfConnectors: number): number[] {
  if (profile.chargingProfilePurpose !== 'TxDefaultProfile' || connectorId !== 0) return [connectorId];
  return Array.from({ length: numberOfConnectors }, (_, index) => index + 1);
}

/** A profile for all connectors counts once per connector. */
export function installedCount(installed: Installed): number {
  return installed.reduce((count, { holders }) => count + holders.length, 0);
}

/** OCPP 1.6 §5.16: replaces the profile with the same id, and those with the same purpose and stack level at its connectors. */
export function withProfile(installed: Installed, added: InstalledProfile): InstalledProfile[] {
  const { chargingProfileId, chargingProfilePurpose, stackLevel } = added.profile;
  const others = installed
    .filter(({ profile }) => profile.chargingProfileId !== chargingProfileId)
    .flatMap((entry) => {
      const { profile } = entry;
      const isRival = profile.chargingProfilePurpose === chargingProfilePurpose && profile.stackLevel === stackLevel;
      return isRival ? withoutHolders(entry, added.holders) : [entry];
    });
  return [...others, added];
}

/** OCPP 1.6 §5.5: an id stands alone; the other criteria must all fit, and an absent one fits everything. */
export function cleared(installed: Installed, criteria: ClearCriteria): InstalledProfile[] {
  const { chargingProfilePurpose, connectorId, id, stackLevel } = criteria;
  if (id !== undefined) return installed.filter(({ profile }) => profile.chargingProfileId !== id);
  return installed.flatMap((entry) => {
    const { profile } = entry;
    const fits =
      (chargingProfilePurpose === undefined || profile.chargingProfilePurpose === chargingProfilePurpose) &&
      (stackLevel === undefined || profile.stackLevel === stackLevel);
    return fits ? clearedAt(entry, connectorId) : [entry];
  });
}

/** Connector 0 is what was set for it, with all its copies; another connector gives up what counts there. */
function clearedAt(entry: InstalledProfile, connectorId: number | undefined): InstalledProfile[] {
  if (connectorId === undefined) return [];
  if (connectorId === 0) return entry.connectorId === 0 ? [] : [entry];
  return withoutHolders(entry, [connectorId]);
}

/** Drops profiles that can never count again. */
export function withoutExpired(installed: Installed, nowS: number): InstalledProfile[] {
  return installed.filter(({ profile }) => !isExpired(profile, nowS));
}

function isExpired({ chargingProfileKind, chargingSchedule, validTo }: ChargingProfile, nowS: number): boolean {
  const validToS = secondsOf(validTo);
  if (validToS !== undefined && validToS < nowS) return true;
  const startS = secondsOf(chargingSchedule.startSchedule);
  const { duration } = chargingSchedule;
  if (chargingProfileKind !== 'Absolute' || startS === undefined || duration === undefined) return false;
  return startS + duration < nowS;
}

function withoutHolders(entry: InstalledProfile, leaving: readonly number[]): InstalledProfile[] {
  const holders = entry.holders.filter((holder) => !leaving.includes(holder));
  if (holders.length === entry.holders.length) return [entry];
  return holders.length === 0 ? [] : [{ ...entry, holders }];
}
