import { authorize } from './authorize.js';
import { bootNotification } from './boot-notification.js';
import { cancelReservation } from './cancel-reservation.js';
import { certificateSigned } from './certificate-signed.js';
import { changeAvailability } from './change-availability.js';
import { changeConfiguration } from './change-configuration.js';
import { clearCache } from './clear-cache.js';
import { clearChargingProfile } from './clear-charging-profile.js';
import { dataTransfer } from './data-transfer.js';
import { deleteCertificate } from './delete-certificate.js';
import { diagnosticsStatusNotification } from './diagnostics-status-notification.js';
import { extendedTriggerMessage } from './extended-trigger-message.js';
import { firmwareStatusNotification } from './firmware-status-notification.js';
import { getCompositeSchedule } from './get-composite-schedule.js';
import { getConfiguration } from './get-configuration.js';
import { getDiagnostics } from './get-diagnostics.js';
import { getInstalledCertificateIds } from './get-installed-certificate-ids.js';
import { getLocalListVersion } from './get-local-list-version.js';
import { getLog } from './get-log.js';
import { heartbeat } from './heartbeat.js';
import { installCertificate } from './install-certificate.js';
import { logStatusNotification } from './log-status-notification.js';
import { meterValues } from './meter-values.js';
import { remoteStartTransaction } from './remote-start-transaction.js';
import { remoteStopTransaction } from './remote-stop-transaction.js';
import { reserveNow } from './reserve-now.js';
import { reset } from './reset.js';
import { securityEventNotification } from './security-event-notification.js';
import { sendLocalList } from './send-local-list.js';
import { setChargingProfile } from './set-charging-profile.js';
import { signCertificate } from './sign-certificate.js';
import { signedFirmwareStatusNotification } from './signed-firmware-status-notification.js';
import { signedUpdateFirmware } from './signed-update-firmware.js';
import { startTransaction } from './start-transaction.js';
import { statusNotification } from './status-notification.js';
import { stopTransaction } from './stop-transaction.js';
import { triggerMessage } from './trigger-message.js';
import { unlockConnector } from './unlock-connector.js';
import { updateFirmware } from './update-firmware.js';
import type { Direction, MessageDefinition, Payload } from './payload.js';

/** Every message of OCPP 1.6 and of the security extension, by action name. */
export const messages = {
  Authorize: authorize,
  BootNotification: bootNotification,
  CancelReservation: cancelReservation,
  CertificateSigned: certificateSigned,
  ChangeAvailability: changeAvailability,
  ChangeConfiguration: changeConfiguration,
  ClearCache: clearCache,
  ClearChargingProfile: clearChargingProfile,
  DataTransfer: dataTransfer,
  DeleteCertificate: deleteCertificate,
  DiagnosticsStatusNotification: diagnosticsStatusNotification,
  ExtendedTriggerMessage: extendedTriggerMessage,
  FirmwareStatusNotification: firmwareStatusNotification,
  GetCompositeSchedule: getCompositeSchedule,
  GetConfiguration: getConfiguration,
  GetDiagnostics: getDiagnostics,
  GetInstalledCertificateIds: getInstalledCertificateIds,
  GetLocalListVersion: getLocalListVersion,
  GetLog: getLog,
  Heartbeat: heartbeat,
  InstallCertificate: installCertificate,
  LogStatusNotification: logStatusNotification,
  MeterValues: meterValues,
  RemoteStartTransaction: remoteStartTransaction,
  RemoteStopTransaction: remoteStopTransaction,
  ReserveNow: reserveNow,
  Reset: reset,
  SecurityEventNotification: securityEventNotification,
  SendLocalList: sendLocalList,
  SetChargingProfile: setChargingProfile,
  SignCertificate: signCertificate,
  SignedFirmwareStatusNotification: signedFirmwareStatusNotification,
  SignedUpdateFirmware: signedUpdateFirmware,
  StartTransaction: startTransaction,
  StatusNotification: statusNotification,
  StopTransaction: stopTransaction,
  TriggerMessage: triggerMessage,
  UnlockConnector: unlockConnector,
  UpdateFirmware: updateFirmware,
} as const satisfies Record<string, MessageDefinition>;

type Messages = typeof messages;

export type Action = keyof Messages;
export type Request<A extends Action> = Payload<Messages[A]['request']>;
export type Response<A extends Action> = Payload<Messages[A]['response']>;

type Sent<D extends Direction> = {
  [A in Action]: Messages[A]['direction'] extends D ? A : never;
}[Action];

/** Actions that a charge point may call at the central system. */
export type ActionToCsms = Sent<'to-csms' | 'both'>;
/** Actions that the central system may call at a charge point. */
export type ActionToChargePoint = Sent<'to-charge-point' | 'both'>;

export const actions: readonly Action[] = Object.keys(messages).filter(isAction);

export function isAction(name: string): name is Action {
  return Object.hasOwn(messages, name);
}

export function isActionToCsms(name: string): name is ActionToCsms {
  return isAction(name) && messages[name].direction !== 'to-charge-point';
}

export function isActionToChargePoint(name: string): name is ActionToChargePoint {
  return isAction(name) && messages[name].direction !== 'to-csms';
}
