import { messages, type Request } from '../messages/index.js';

export type FirmwareStatus = Request<'FirmwareStatusNotification'>['status'];
export type SignedFirmwareStatus = Request<'SignedFirmwareStatusNotification'>['status'];
export type DiagnosticsStatus = Request<'DiagnosticsStatusNotification'>['status'];
export type LogStatus = Request<'LogStatusNotification'>['status'];

/** Stands for a request without a number: GetDiagnostics and UpdateFirmware. */
export const NO_REQUEST_ID = -1;

const unsigned: readonly string[] = messages.FirmwareStatusNotification.request.status.values;
const log: readonly string[] = messages.LogStatusNotification.request.status.values;
const diagnostics: readonly string[] = messages.DiagnosticsStatusNotification.request.status.values;

/** After these no update is under way any more. */
const over: readonly SignedFirmwareStatus[] = [
  'DownloadFailed',
  'InstallationFailed',
  'Installed',
  'InstallVerificationFailed',
  'InvalidSignature',
];

/** The status of an update without signature; `undefined` for a step that it does not have. */
export function unsignedStatus(status: SignedFirmwareStatus): FirmwareStatus | undefined {
  return unsigned.includes(status) ? (status as FirmwareStatus) : undefined;
}

export function logStatus(text: string): LogStatus | undefined {
  return log.includes(text) ? (text as LogStatus) : undefined;
}

export function diagnosticsStatus(text: string): DiagnosticsStatus | undefined {
  const status = text === 'UploadFailure' ? 'UploadFailed' : text;
  return diagnostics.includes(status) ? (status as DiagnosticsStatus) : undefined;
}

export function isOver(status: SignedFirmwareStatus): boolean {
  return over.includes(status);
}

/** What a status means for the connectors: an image waits to be installed, nothing waits any more, or no change. */
export function installationAfter(isSigned: boolean, status: SignedFirmwareStatus): 'waits' | 'none' | 'unchanged' {
  if (status === (isSigned ? 'SignatureVerified' : 'Downloaded')) return 'waits';
  // A new download takes the place of an update that was given up.
  if (isOver(status) || status === 'Downloading' || status === 'DownloadScheduled') return 'none';
  return 'unchanged';
}
