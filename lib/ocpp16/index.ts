/** An OCPP 1.6J charge point that knows nothing of the station it runs in. */
export { ChargePoint, type SessionStartedReport, type StartOptions } from './charge-point/charge-point.js';
export { ChargePointNotStarted } from './charge-point/charge-point-not-started.js';
export { ConnectorStatusesInvalid } from './charge-point/connector-statuses-invalid.js';
export type {
  ChargePointMessageLog,
  ChargePointOptions,
  ChargePointTransport,
  TlsCredentials,
} from './charge-point/options.js';
export type { ChargePointInformation, MeterInformation, ModemInformation } from './charge-point/station-identity.js';
export {
  Configuration,
  ConfigurationInvalid,
  loadConfiguration,
  loadDeviceModel,
  type ConfigurationKey,
  type ConfigurationProblem,
  type CustomMapping,
  type DeviceModelConfiguration,
  type DeviceModelOptions,
  type InstalledCertificates,
  type LoadOptions,
} from './configuration/index.js';
export type { BootReason } from './core/boot/boot-reason.js';
export type { SecurityEvent, SecurityLogEntry } from './core/boot/security-events.js';
export type {
  Answer,
  ChangedKey,
  ChargePointCallbacks,
  ConnectionReport,
  DataTransferHandler,
  NetworkAnswer,
  NetworkProfile,
  ProvidedToken,
  ReservationRequest,
  TransactionOwner,
} from './core/callbacks.js';
export type { ConnectorError } from './core/connectors/active-errors.js';
export type {
  DcOrPhaseValues,
  LocatedValue,
  Measurement,
  PhaseValues,
  PowerMeter,
} from './core/metering/measurement.js';
export type { DiagnosticsUpload, TransferCallbacks } from './firmware/callbacks.js';
export type { FirmwareUpdateReport } from './firmware/firmware-updates.js';
export type { ReservationCheck } from './core/remote/candidates.js';
export type { TransactionStartedReport } from './core/transactions/start-transaction.js';
export type { TransactionStoppedReport } from './core/transactions/stop-transaction.js';
export type {
  ChargePointErrorCode,
  ChargePointStatus,
  ChargingProfile,
  ChargingRateUnit,
  IdTagInfo,
  Measurand,
  Reason,
  Request,
  Response,
} from './messages/index.js';
export type { Contract, ContractAuthorization } from './pnc/contract-authorization.js';
export type {
  EvCertificateAction,
  EvCertificateAnswer,
  InstalledCertificateType,
  OcspRequest,
  RootUse,
} from './pnc/documents.js';
export type { EvCertificateRequest } from './pnc/ev-certificate.js';
export type { ContractValidation, InstalledCertificate, V2gCertificates } from './pnc/v2g-certificates.js';
export type { ChargingPrice, CostReport, IdlePrice, NextPeriod } from './pricing/cost-report.js';
export type { DisplayMessage } from './pricing/display-message.js';
export type { PriceText, TariffMessage } from './pricing/price-texts.js';
export type { Authorization } from './pricing/pricing.js';
export type { CompositePeriod } from './smart-charging/composite-schedule.js';
export type { StationSchedule } from './smart-charging/station-schedules.js';
export { MessageLog, type LogFormat, type MessageDirection, type MessageLogOptions } from './message-log/index.js';
export type { CertificateInstallation, SigningWish, StationCertificates } from './security/station-certificates.js';
export { openChargePointStore, type ChargePointStore } from './store/index.js';
