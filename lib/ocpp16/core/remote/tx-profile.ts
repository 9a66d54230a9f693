import type { ChargingProfile } from '../../messages/index.js';

/** OCPP 1.6 §3.13: whether a profile that comes with a remote start can be one at all. */
export function isTxProfileForStart(profile: ChargingProfile): boolean {
  const { chargingSchedule, stackLevel, transactionId } = profile;
  if (profile.chargingProfilePurpose !== 'TxProfile' || transactionId !== undefined || stackLevel < 0) return false;
  if (profile.chargingProfileKind === 'Recurring' && profile.recurrencyKind === undefined) return false;
  const { chargingSchedulePeriod, minChargingRate } = chargingSchedule;
  if (minChargingRate !== undefined && !Number.isFinite(minChargingRate)) return false;
  return chargingSchedulePeriod.every(
    ({ limit, numberPhases }) =>
      Number.isFinite(limit) && limit >= 0 && (numberPhases === undefined || (numberPhases >= 1 && numberPhases <= 3)),
  );
}
