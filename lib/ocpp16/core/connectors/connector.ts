import type { ChargePointErrorCode, ChargePointStatus } from '../../messages/index.js';
import { fitError, hasFault, latestError, MAX_INFO_LENGTH, type ConnectorError } from './active-errors.js';
import { nextState, type ConnectorEvent, type ConnectorState, type MachineKind } from './state-machine.js';

/** What is known of one connector. Only `step` makes a new one. */
export interface Connector {
  readonly kind: MachineKind;
  readonly state: ConnectorState;
  readonly errors: readonly ConnectorError[];
  /** Why the EVSE suspends; kept only while the state is `SuspendedEVSE`. */
  readonly suspendReason?: string;
  /** The info of the last notification of any cause, to tell a new suspend reason from a repeated one. */
  readonly lastInfo?: string;
}

/** The content of a StatusNotification except connector and time. */
export interface StatusReport {
  readonly status: ChargePointStatus;
  readonly errorCode: ChargePointErrorCode;
  readonly info?: string;
  readonly vendorId?: string;
  readonly vendorErrorCode?: string;
}

export type ConnectorInput =
  | { readonly type: 'event'; readonly event: ConnectorEvent; readonly info?: string }
  | { readonly type: 'errorRaised'; readonly error: ConnectorError }
  | { readonly type: 'errorCleared'; readonly uuid: string }
  | { readonly type: 'allErrorsCleared' };

/** The two configuration keys that change what is reported. */
export interface ReportSettings {
  /** `ReportSuspendedEVSEReasonChange` */
  readonly reportSuspendedEvseReasonChange: boolean;
  /** `ReportClearedErrors` */
  readonly reportClearedErrors: boolean;
}

export interface StepResult {
  readonly connector: Connector;
  /** The notification that the input causes, if any. */
  readonly report?: StatusReport;
}

/** A connector at start; `Faulted` is an anonymous fault on top of Available. */
export function initialConnector(kind: MachineKind, status: ChargePointStatus): Connector {
  if (status !== 'Faulted') return { kind, state: status, errors: [] };
  const fault: ConnectorError = { uuid: '', errorCode: 'OtherError', isFault: true, timestamp: '1970-01-01T00:00:00Z' };
  return { kind, state: 'Available', errors: [fault] };
}

/** OCPP 1.6 §4.9: a fault hides the state, which goes on underneath and comes back when the last fault is cleared. */
export function reportedStatus({ state, errors }: Connector): ChargePointStatus {
  return hasFault(errors) ? 'Faulted' : state;
}

/** The present status with the latest error; sent at boot, after a reconnect and on request. */
export function currentReport(connector: Connector): StatusReport {
  return { status: reportedStatus(connector), ...errorFields(connector.errors) };
}

/** Like `currentReport`, with the suspend reason where no error claims the info field. */
export function triggeredReport(connector: Connector, settings: ReportSettings): StatusReport {
  const report = currentReport(connector);
  const { suspendReason } = connector;
  const withReason = settings.reportSuspendedEvseReasonChange && connector.errors.length === 0;
  return withReason && suspendReason !== undefined ? { ...report, info: suspendReason } : report;
}

export function step(connector: Connector, input: ConnectorInput, settings: ReportSettings): StepResult {
  switch (input.type) {
    case 'event':
      return onEvent(connector, input.event, input.info?.slice(0, MAX_INFO_LENGTH), settings);
    case 'errorRaised':
      return onErrorRaised(connector, fitError(input.error));
    case 'errorCleared':
      return onErrorCleared(connector, input.uuid, settings);
    case 'allErrorsCleared': {
      const cleared = { ...connector, errors: [] };
      return emit(cleared, currentReport(cleared));
    }
  }
}

/** The machine remembers what was sent in a burst or on request, too. */
export function noteReported(connector: Connector, report: StatusReport): Connector {
  const { lastInfo: _, ...rest } = connector;
  return report.info === undefined ? rest : { ...rest, lastInfo: report.info };
}

function emit(connector: Connector, report: StatusReport): StepResult {
  return { connector: noteReported(connector, report), report };
}

function onEvent(
  connector: Connector,
  event: ConnectorEvent,
  info: string | undefined,
  settings: ReportSettings,
): StepResult {
  const state = nextState(connector.kind, connector.state, event);
  if (state === undefined) return { connector };
  const isReasonChange = state === connector.state;
  if (isReasonChange && !settings.reportSuspendedEvseReasonChange) return { connector };

  const moved = withReason({ ...connector, state }, info);
  if (hasFault(moved.errors)) return { connector: moved };
  if (isReasonChange && info === connector.lastInfo) return { connector: moved };
  const { info: _, ...error } = errorFields(moved.errors);
  return emit(moved, { status: state, ...error, ...(info !== undefined && { info }) });
}

function withReason(connector: Connector, info: string | undefined): Connector {
  const { suspendReason: _, ...rest } = connector;
  return connector.state === 'SuspendedEVSE' && info !== undefined ? { ...rest, suspendReason: info } : rest;
}

function onErrorRaised(connector: Connector, error: ConnectorError): StepResult {
  if (connector.errors.some(({ uuid }) => uuid === error.uuid)) return { connector };
  const raised = { ...connector, errors: [...connector.errors, error] };
  return emit(raised, { status: reportedStatus(raised), ...errorFields([error]) });
}

function onErrorCleared(connector: Connector, uuid: string, settings: ReportSettings): StepResult {
  const gone = connector.errors.find((error) => error.uuid === uuid);
  if (gone === undefined) return { connector };
  const left = { ...connector, errors: connector.errors.filter((error) => error !== gone) };
  const report = currentReport(left);
  if (settings.reportClearedErrors)
    return emit(left, { ...clearedReport(gone), status: report.status, errorCode: report.errorCode });
  // OCPP 1.6 §4.9: the connector stays Faulted, so there is nothing new to tell.
  return hasFault(left.errors) ? { connector: left } : emit(left, report);
}

function clearedReport({
  errorCode,
  vendorErrorCode,
  vendorId,
}: ConnectorError): Omit<StatusReport, 'status' | 'errorCode'> {
  return {
    info: `${vendorErrorCode ?? errorCode} resolved`.slice(0, MAX_INFO_LENGTH),
    ...(vendorId !== undefined && { vendorId }),
    ...(vendorErrorCode !== undefined && { vendorErrorCode }),
  };
}

function errorFields(errors: readonly ConnectorError[]): Omit<StatusReport, 'status'> {
  const latest = latestError(errors);
  if (latest === undefined) return { errorCode: 'NoError' };
  const { errorCode, info, vendorId, vendorErrorCode } = latest;
  return {
    errorCode,
    ...(info !== undefined && { info }),
    ...(vendorId !== undefined && { vendorId }),
    ...(vendorErrorCode !== undefined && { vendorErrorCode }),
  };
}
