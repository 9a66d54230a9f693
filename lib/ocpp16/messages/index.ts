export {
  actions,
  isAction,
  isActionToChargePoint,
  isActionToCsms,
  messages,
  type Action,
  type ActionToChargePoint,
  type ActionToCsms,
  type Request,
  type Response,
} from './all.js';
export type { RegistrationStatus } from './boot-notification.js';
export {
  certificateHashData,
  certificateUse,
  type CertificateHashData,
  type CertificateUse,
} from './certificate-hash.js';
export {
  chargingProfile,
  chargingProfileKind,
  chargingProfilePurpose,
  chargingRateUnit,
  chargingSchedule,
  chargingSchedulePeriod,
  recurrencyKind,
  type ChargingProfile,
  type ChargingProfileKind,
  type ChargingProfilePurpose,
  type ChargingRateUnit,
  type ChargingSchedule,
  type ChargingSchedulePeriod,
  type RecurrencyKind,
} from './charging-profile.js';
export { parseDateTime } from './date-time.js';
export type { Field, Fields } from './field.js';
export type { KeyValue } from './get-configuration.js';
export { authorizationStatus, idTagInfo, type AuthorizationStatus, type IdTagInfo } from './id-tag-info.js';
export {
  location,
  measurand,
  meterValue,
  phase,
  readingContext,
  sampledValue,
  unitOfMeasure,
  type MeterLocation,
  type Measurand,
  type MeterValue,
  type Phase,
  type ReadingContext,
  type SampledValue,
  type UnitOfMeasure,
} from './meter-value.js';
export type { Direction, FeatureProfile, MessageDefinition, Payload, Value } from './payload.js';
export type { AuthorizationData } from './send-local-list.js';
export type { SignedFirmware } from './signed-update-firmware.js';
export {
  chargePointErrorCode,
  chargePointStatus,
  type ChargePointErrorCode,
  type ChargePointStatus,
} from './status-notification.js';
export { reason, type Reason } from './stop-transaction.js';
export { validateFields, validateRequest, validateResponse, type Violation, type ViolationKind } from './validate.js';
