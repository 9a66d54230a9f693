import type { Request, Response } from '../messages/index.js';

type Answer<T> = T | Promise<T>;

/** What was begun for GetDiagnostics; without a name there is nothing to upload. */
export interface DiagnosticsUpload {
  readonly fileName?: string;
}

/** Work with files, which the application does. It reports progress with `onLogStatus` and `onFirmwareUpdateStatus`. */
export interface TransferCallbacks {
  uploadDiagnostics?(request: Request<'GetDiagnostics'>): Answer<DiagnosticsUpload>;
  uploadLogs?(request: Request<'GetLog'>): Answer<Response<'GetLog'>>;
  updateFirmware?(request: Request<'UpdateFirmware'>): Answer<unknown>;
  /** Whether a root of the manufacturer stands behind the certificate (PEM) that a firmware was signed with. */
  verifyFirmwareCertificate?(certificate: string): Answer<boolean>;
  signedUpdateFirmware?(request: Request<'SignedUpdateFirmware'>): Answer<Response<'SignedUpdateFirmware'>['status']>;
  /** Nothing charges any more, and nothing can begin to: a firmware that waits for this may be installed. */
  allConnectorsUnavailable?(): Answer<unknown>;
}
