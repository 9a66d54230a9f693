import { clearCache } from '../core/authorization/clear-cache.js';
import { getLocalListVersion, sendLocalList } from '../core/authorization/send-local-list.js';
import { remoteStartTransaction } from '../core/remote/remote-start-transaction.js';
import { remoteStopTransaction } from '../core/remote/remote-stop-transaction.js';
import { extendedTriggerMessage, triggerMessage } from '../core/remote/trigger-message.js';
import { unlockConnector } from '../core/remote/unlock-connector.js';
import { cancelReservation, reserveNow } from '../core/reservation/reserve-now.js';
import { clearChargingProfile } from '../smart-charging/clear-charging-profile.js';
import { getCompositeSchedule } from '../smart-charging/get-composite-schedule.js';
import { setChargingProfile } from '../smart-charging/set-charging-profile.js';
import type { SmartCharging } from '../smart-charging/smart-charging.js';
import type { SecurityControl } from '../security/security-control.js';
import { registerRefusals, type Register } from '../core/unavailable/unavailable-features.js';
import type { ConfigurationControl } from './configuration-control.js';
import type { Parts } from './parts.js';

export interface HandlerParts extends Parts {
  readonly configurationControl: ConfigurationControl;
  readonly certificates: SecurityControl;
  readonly sendBootNotification: () => void;
  readonly smartCharging: SmartCharging;
}

/** Which use case answers which action of the central system. */
export function registerHandlers(register: Register, parts: HandlerParts): void {
  const { availability, clock, configurationControl, dataTransfer, firmware, log, logs, resets, smartCharging } = parts;
  registerRefusals(register, log);
  parts.certificates.register(register);
  register('CancelReservation', (request) => cancelReservation(request, parts));
  register('ChangeAvailability', (request, call) => {
    const { response, perform } = availability.prepare(request);
    call.afterAnswer(perform);
    return response;
  });
  register('ChangeConfiguration', (request, call) => configurationControl.change(request, call));
  register('ClearCache', () => clearCache(parts));
  register('ClearChargingProfile', (request, call) => clearChargingProfile(request, call, smartCharging));
  register('DataTransfer', (request, call) => dataTransfer.answer(request, call));
  register('ExtendedTriggerMessage', (request, call) =>
    extendedTriggerMessage(request, call, { ...parts, clientCertificate: parts.certificates.clientCertificate }),
  );
  register('GetCompositeSchedule', (request) => getCompositeSchedule(request, clock, smartCharging));
  register('GetConfiguration', (request) => configurationControl.get(request));
  register('GetDiagnostics', (request) => logs.getDiagnostics(request));
  register('GetLog', (request) => logs.getLog(request));
  register('GetLocalListVersion', () => getLocalListVersion(parts));
  register('RemoteStartTransaction', (request, call) =>
    remoteStartTransaction(request, call, { ...parts, txProfiles: smartCharging }),
  );
  register('RemoteStopTransaction', (request, call) => remoteStopTransaction(request, call, parts));
  register('ReserveNow', (request) => reserveNow(request, parts));
  register('Reset', (request, call) => resets.reset(request, call));
  register('SendLocalList', (request) => sendLocalList(request, parts));
  register('SetChargingProfile', (request, call) => setChargingProfile(request, call, smartCharging));
  register('SignedUpdateFirmware', (request, call) => firmware.signedUpdateFirmware(request, call));
  register('TriggerMessage', (request, call) => triggerMessage(request, call, parts));
  register('UpdateFirmware', (request, call) => firmware.updateFirmware(request, call));
  register('UnlockConnector', (request, call) => unlockConnector(request, call, parts));
}
