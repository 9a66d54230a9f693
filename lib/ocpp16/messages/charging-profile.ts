import { dateTime, decimal, integer, list, object, oneOf, optional } from './field.js';
import type { Value } from './payload.js';

/** OCPP 1.6 §7 `ChargingRateUnitType`. */
export const chargingRateUnit = oneOf('A', 'W');

/** OCPP 1.6 §7 `ChargingSchedulePeriod`; `startPeriod` in seconds from the start of the schedule, `limit` in the unit of the schedule. */
export const chargingSchedulePeriod = object({
  startPeriod: integer,
  limit: decimal,
  numberPhases: optional(integer),
});

/** OCPP 1.6 §7 `ChargingSchedule`; `duration` in seconds. */
export const chargingSchedule = object({
  duration: optional(integer),
  startSchedule: optional(dateTime),
  chargingRateUnit,
  chargingSchedulePeriod: list(chargingSchedulePeriod),
  minChargingRate: optional(decimal),
});

/** OCPP 1.6 §7 `ChargingProfilePurposeType`. */
export const chargingProfilePurpose = oneOf('ChargePointMaxProfile', 'TxDefaultProfile', 'TxProfile');

/** OCPP 1.6 §7 `ChargingProfileKindType`. */
export const chargingProfileKind = oneOf('Absolute', 'Recurring', 'Relative');

/** OCPP 1.6 §7 `RecurrencyKindType`. */
export const recurrencyKind = oneOf('Daily', 'Weekly');

/** OCPP 1.6 §7 `ChargingProfile`. */
export const chargingProfile = object({
  chargingProfileId: integer,
  transactionId: optional(integer),
  stackLevel: integer,
  chargingProfilePurpose,
  chargingProfileKind,
  recurrencyKind: optional(recurrencyKind),
  validFrom: optional(dateTime),
  validTo: optional(dateTime),
  chargingSchedule,
});

export type ChargingRateUnit = Value<typeof chargingRateUnit>;
export type ChargingSchedulePeriod = Value<typeof chargingSchedulePeriod>;
export type ChargingSchedule = Value<typeof chargingSchedule>;
export type ChargingProfilePurpose = Value<typeof chargingProfilePurpose>;
export type ChargingProfileKind = Value<typeof chargingProfileKind>;
export type RecurrencyKind = Value<typeof recurrencyKind>;
export type ChargingProfile = Value<typeof chargingProfile>;
