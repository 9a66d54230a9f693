import type { IncomingCall } from '../link/index.js';
import type { CoreContext } from '../core/context.js';
import type { Request, Response } from '../messages/index.js';
import { diagnosticsStatus, logStatus, NO_REQUEST_ID, type DiagnosticsStatus, type LogStatus } from './statuses.js';

type Parts = Pick<CoreContext, 'callbacks' | 'guard' | 'log' | 'outbox'>;

const MAX_FILE_NAME_LENGTH = 255;

/** Diagnostics (OCPP 1.6 §4.4, §5.9) and logs (Security WP N01) on their way to the central system. */
export class LogUploads {
  readonly #parts: Parts;
  #diagnostics: DiagnosticsStatus = 'Idle';
  #log: LogStatus = 'Idle';
  #requestId: number | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async getDiagnostics(request: Request<'GetDiagnostics'>): Promise<Response<'GetDiagnostics'>> {
    const { callbacks, guard } = this.#parts;
    const upload = await guard.ask('uploadDiagnostics', () => callbacks.uploadDiagnostics?.(request) ?? {}, {});
    return upload.fileName === undefined ? {} : { fileName: upload.fileName.slice(0, MAX_FILE_NAME_LENGTH) };
  }

  async getLog(request: Request<'GetLog'>): Promise<Response<'GetLog'>> {
    const { callbacks, guard } = this.#parts;
    const rejected: Response<'GetLog'> = { status: 'Rejected' };
    const { filename, status } = await guard.ask(
      'uploadLogs',
      () => callbacks.uploadLogs?.(request) ?? rejected,
      rejected,
    );
    return { status, ...(filename !== undefined && { filename: filename.slice(0, MAX_FILE_NAME_LENGTH) }) };
  }

  /** Progress of an upload; -1 is the one of GetDiagnostics. */
  report(requestId: number, text: string): void {
    if (requestId === NO_REQUEST_ID) this.#reportDiagnostics(text);
    else this.#reportLog(requestId, text);
  }

  /** Answers to triggers. */
  diagnostics(): Request<'DiagnosticsStatusNotification'> {
    return { status: this.#diagnostics };
  }

  log(): Request<'LogStatusNotification'> {
    return { status: this.#log, ...(this.#requestId !== undefined && { requestId: this.#requestId }) };
  }

  #reportDiagnostics(text: string): void {
    const status = diagnosticsStatus(text);
    if (status === undefined) return this.#unknown(text);
    this.#diagnostics = status === 'Uploading' ? status : 'Idle';
    // Also before the registration is accepted.
    this.#parts.outbox.notify('DiagnosticsStatusNotification', { status }, { isTriggered: true });
  }

  #reportLog(requestId: number, text: string): void {
    const status = logStatus(text);
    if (status === undefined) return this.#unknown(text);
    this.#log = status === 'Uploading' ? status : 'Idle';
    this.#requestId = requestId;
    this.#parts.outbox.notify('LogStatusNotification', { status, requestId });
  }

  /** An upload that gave way to a newer one has no word in OCPP 1.6. */
  #unknown(status: string): void {
    this.#parts.log.debug({ status }, 'status of an upload has no counterpart and is not sent');
  }
}

/** What handlers need of the call they answer. */
export type AfterAnswer = Pick<IncomingCall, 'afterAnswer'>;
