import type { ChargingProfile, ChargingSchedule } from '../messages/index.js';
import type { RunningTransaction } from './composite-schedule.js';
import { recurrencePeriodS } from './profile-timeline.js';
import type { SmartChargingSettings } from './settings.js';

/** Where a profile comes from. One of a remote start is there before its transaction. */
export type ProfileOrigin = 'request' | 'remote-start' | 'store';

export interface ProfileCheck {
  readonly connectorId: number;
  readonly origin: ProfileOrigin;
  readonly settings: SmartChargingSettings;
  /** Profiles that are installed already; one for all connectors counts once per connector. */
  readonly installedCount: number;
  /** The transaction on the connector, if one is running. */
  readonly transaction?: RunningTransaction | undefined;
}

type Rule = (profile: ChargingProfile, check: ProfileCheck) => string | undefined;

/** OCPP 1.6 §5.16, in this order: the first rule that speaks rejects. */
const rules: readonly Rule[] = [
  supportedPurpose,
  connectorAndStackLevel,
  startOfAbsolute,
  roomForOneMore,
  numberOfPeriods,
  allowedUnit,
  soundRates,
  recurrence,
  stationMaximum,
  profileOfTransaction,
];

/** Why a profile cannot be installed, or `undefined`. It has been through `completeProfile`. */
export function faultOfProfile(profile: ChargingProfile, check: ProfileCheck): string | undefined {
  for (const rule of rules) {
    const fault = rule(profile, check);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** A start that may be missing becomes `now` (RFC 3339), and a schedule that repeats ends when it begins anew. */
export function completeProfile(
  profile: ChargingProfile,
  { allowsMissingStart }: Pick<SmartChargingSettings, 'allowsMissingStart'>,
  now: string,
): ChargingProfile {
  const { chargingProfileKind: kind, recurrencyKind } = profile;
  let { chargingSchedule } = profile;
  if (kind !== 'Relative' && chargingSchedule.startSchedule === undefined && allowsMissingStart) {
    chargingSchedule = { ...chargingSchedule, startSchedule: now };
  }
  if (kind === 'Recurring' && recurrencyKind !== undefined) {
    chargingSchedule = noLongerThan(chargingSchedule, recurrencePeriodS[recurrencyKind]);
  }
  return { ...profile, chargingSchedule };
}

function noLongerThan(schedule: ChargingSchedule, periodS: number): ChargingSchedule {
  const { duration } = schedule;
  return duration !== undefined && duration > periodS ? { ...schedule, duration: periodS } : schedule;
}

function supportedPurpose({ chargingProfilePurpose }: ChargingProfile, { origin, settings }: ProfileCheck) {
  if (origin === 'remote-start') return undefined;
  return settings.supportedPurposes.includes(chargingProfilePurpose) ? undefined : 'the purpose is not supported';
}

function connectorAndStackLevel({ stackLevel }: ChargingProfile, { connectorId, settings }: ProfileCheck) {
  if (connectorId < 0 || connectorId > settings.numberOfConnectors) return 'there is no such connector';
  return stackLevel < 0 || stackLevel > settings.maxStackLevel ? 'the stack level is out of range' : undefined;
}

function startOfAbsolute({ chargingProfileKind, chargingSchedule }: ChargingProfile) {
  const isMissing = chargingProfileKind === 'Absolute' && chargingSchedule.startSchedule === undefined;
  return isMissing ? 'an absolute schedule has no start' : undefined;
}

function roomForOneMore(_: ChargingProfile, { installedCount, settings }: ProfileCheck) {
  return installedCount < settings.maxInstalled ? undefined : 'too many profiles are installed';
}

function numberOfPeriods({ chargingSchedule }: ChargingProfile, { settings }: ProfileCheck) {
  const count = chargingSchedule.chargingSchedulePeriod.length;
  return count <= settings.maxPeriods ? undefined : 'the schedule has too many periods';
}

function allowedUnit({ chargingSchedule }: ChargingProfile, { settings }: ProfileCheck) {
  return settings.allowedUnits.includes(chargingSchedule.chargingRateUnit) ? undefined : 'the unit is not allowed';
}

function soundRates({ chargingSchedule }: ChargingProfile) {
  const { chargingSchedulePeriod, minChargingRate } = chargingSchedule;
  if (minChargingRate !== undefined && !Number.isFinite(minChargingRate)) return 'the minimum rate is not finite';
  const isSound = chargingSchedulePeriod.every(
    ({ limit, numberPhases }) =>
      Number.isFinite(limit) && limit >= 0 && (numberPhases === undefined || (numberPhases >= 1 && numberPhases <= 3)),
  );
  return isSound ? undefined : 'a period has an impossible limit or number of phases';
}

function recurrence({ chargingProfileKind, chargingSchedule, recurrencyKind }: ChargingProfile) {
  if (chargingProfileKind !== 'Recurring') return undefined;
  if (recurrencyKind === undefined) return 'a recurring profile does not say how it recurs';
  return chargingSchedule.startSchedule === undefined ? 'a recurring schedule has no start' : undefined;
}

function stationMaximum({ chargingProfileKind, chargingProfilePurpose }: ChargingProfile, check: ProfileCheck) {
  if (chargingProfilePurpose !== 'ChargePointMaxProfile') return undefined;
  if (check.connectorId !== 0) return 'a ChargePointMaxProfile is for connector 0';
  return chargingProfileKind === 'Relative' ? 'a ChargePointMaxProfile cannot be relative' : undefined;
}

function profileOfTransaction(profile: ChargingProfile, { connectorId, origin, transaction }: ProfileCheck) {
  const { chargingProfilePurpose, transactionId } = profile;
  if (chargingProfilePurpose !== 'TxProfile') {
    return origin === 'remote-start' ? 'a remote start takes a TxProfile only' : undefined;
  }
  if (connectorId === 0) return 'a TxProfile needs a connector';
  if (transaction === undefined && origin !== 'remote-start') return 'no transaction is running on the connector';
  const isOther = transactionId !== undefined && transactionId !== transaction?.csmsId;
  return isOther ? 'another transaction is running on the connector' : undefined;
}
