import type { IncomingCall } from '../../link/index.js';
import type { Request, Response } from '../../messages/index.js';
import type { Heartbeat } from '../boot/heartbeat.js';
import type { ConnectorStatuses } from '../connectors/connector-statuses.js';
import type { CoreContext } from '../context.js';
import type { MeterReadings } from '../metering/meter-readings.js';
import type { MeterValuesReporter } from '../metering/meter-values.js';

/** The statuses that uploads and updates are in; `Idle` outside an operation. */
export interface OperationStatuses {
  readonly diagnostics: () => Request<'DiagnosticsStatusNotification'>;
  readonly firmware: () => Request<'FirmwareStatusNotification'>;
  readonly log: () => Request<'LogStatusNotification'>;
  readonly signedFirmware: () => Request<'SignedFirmwareStatusNotification'>;
}

export type TriggerParts = Pick<CoreContext, 'outbox' | 'settings'> & {
  readonly heartbeat: Heartbeat;
  readonly operations: OperationStatuses;
  readonly readings: MeterReadings;
  readonly reporter: MeterValuesReporter;
  readonly sendBootNotification: () => void;
  readonly statuses: ConnectorStatuses;
  /** Absent: the station has no certificates of its own. */
  readonly clientCertificate?:
    { readonly canBeRequested: boolean; request(isTriggered: boolean): Promise<void> } | undefined;
};

type AfterAnswer = Pick<IncomingCall, 'afterAnswer'>;

/** OCPP 1.6 §5.17: the requested message leaves behind the answer, also while the registration is pending. */
export function triggerMessage(
  request: Request<'TriggerMessage'>,
  call: AfterAnswer,
  parts: TriggerParts,
): Response<'TriggerMessage'> {
  const { connectorId, requestedMessage } = request;
  if (!isConnector(connectorId, parts)) return { status: 'Rejected' };
  if (requestedMessage === 'MeterValues' && measured(connectorId, parts).length === 0) return { status: 'Rejected' };
  call.afterAnswer(() => sendTriggered(request, parts));
  return { status: 'Accepted' };
}

/** Security WP §4.3. A status says nothing of the suspend reason. */
export function extendedTriggerMessage(
  { connectorId, requestedMessage }: Request<'ExtendedTriggerMessage'>,
  call: AfterAnswer,
  parts: TriggerParts,
): Response<'ExtendedTriggerMessage'> {
  if (!isConnector(connectorId, parts)) return { status: 'Rejected' };
  if (requestedMessage === 'MeterValues' && measured(connectorId, parts).length === 0) return { status: 'Rejected' };
  const { clientCertificate } = parts;
  if (requestedMessage === 'SignChargePointCertificate') {
    if (clientCertificate === undefined) return { status: 'NotImplemented' };
    if (!clientCertificate.canBeRequested) return { status: 'Rejected' };
    call.afterAnswer(() => void clientCertificate.request(true));
    return { status: 'Accepted' };
  }
  call.afterAnswer(() => {
    switch (requestedMessage) {
      case 'BootNotification':
        return parts.sendBootNotification();
      case 'LogStatusNotification':
        return notifyTriggered('LogStatusNotification', parts.operations.log(), parts);
      case 'FirmwareStatusNotification':
        return notifyTriggered('SignedFirmwareStatusNotification', parts.operations.signedFirmware(), parts);
      case 'Heartbeat':
        return parts.heartbeat.send(true);
      case 'MeterValues':
        return sendMeterValues(measured(connectorId, parts), parts);
      case 'StatusNotification':
        return sendStatuses(connectorId, false, parts);
    }
  });
  return { status: 'Accepted' };
}

function sendTriggered({ connectorId, requestedMessage }: Request<'TriggerMessage'>, parts: TriggerParts): void {
  switch (requestedMessage) {
    case 'BootNotification':
      return parts.sendBootNotification();
    case 'DiagnosticsStatusNotification':
      return notifyTriggered('DiagnosticsStatusNotification', parts.operations.diagnostics(), parts);
    case 'FirmwareStatusNotification':
      return notifyTriggered('FirmwareStatusNotification', parts.operations.firmware(), parts);
    case 'Heartbeat':
      return parts.heartbeat.send(true);
    case 'MeterValues':
      return sendMeterValues(measured(connectorId, parts), parts);
    case 'StatusNotification':
      return sendStatuses(connectorId, true, parts);
  }
}

function notifyTriggered<
  A extends
    | 'DiagnosticsStatusNotification'
    | 'FirmwareStatusNotification'
    | 'LogStatusNotification'
    | 'SignedFirmwareStatusNotification',
>(action: A, request: Request<A>, { outbox }: TriggerParts): void {
  outbox.notify(action, request, { isTriggered: true });
}

function sendMeterValues(connectorIds: readonly number[], { readings, reporter, settings }: TriggerParts): void {
  for (const connectorId of connectorIds) {
    const meterValue = readings.sample(connectorId, settings.meterValuesSampledData, 'Trigger');
    if (meterValue !== undefined) reporter.send(connectorId, meterValue, true);
  }
}

function sendStatuses(connectorId: number | undefined, withReason: boolean, { statuses }: TriggerParts): void {
  const ids = connectorId === undefined ? statuses.ids() : [connectorId];
  for (const id of ids) statuses.reportTriggered(id, withReason);
}

/** The given connector, or all from 0 on, as far as they have measured. */
function measured(connectorId: number | undefined, { readings, statuses }: TriggerParts): number[] {
  return (connectorId === undefined ? statuses.ids() : [connectorId]).filter((id) => readings.has(id));
}

function isConnector(connectorId: number | undefined, { settings }: TriggerParts): boolean {
  return connectorId === undefined || (connectorId >= 0 && connectorId <= settings.numberOfConnectors);
}
