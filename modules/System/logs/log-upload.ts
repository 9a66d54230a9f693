import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { errorText, type ModuleContext } from 'everest-ts';
import type { System } from '#generated/modules/System';
import type { LogStatusEnum, UploadLogsRequest, UploadLogsResponse } from '#generated/types/system';
import { attemptsOf, repeat } from '../attempts.js';
import type { Steps } from '../steps/steps.js';
import type { TemporaryFiles } from '../temporary-files.js';
import { diagnostics } from './diagnostics.js';

type Parts = Pick<ModuleContext<System>, 'clock' | 'config' | 'fail' | 'log' | 'signal'> & {
  readonly files: TemporaryFiles;
  readonly publish: ModuleContext<System>['provides']['main']['publish']['log_status'];
  readonly steps: Steps;
};

const NO_REQUEST_ID = -1;
const failures: readonly string[] = ['BadMessage', 'NotSupportedOperation', 'PermissionDenied', 'UploadFailure'];

/** OCPP 1.6 §5.9, Security WP N01: sends what the station knows of itself. A newer request takes the place of a running one. */
export class LogUpload {
  readonly #parts: Parts;
  #current = new AbortController();
  #running = 0;
  #done = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async request(request: UploadLogsRequest): Promise<UploadLogsResponse> {
    const { log, signal } = this.#parts;
    const status = this.#running > 0 ? 'AcceptedCanceled' : 'Accepted';
    this.#current.abort();
    const current = (this.#current = new AbortController());
    this.#running++;
    let file: string;
    try {
      file = await this.#write(request);
    } catch (error) {
      this.#running--;
      log.error({ reason: errorText(error) }, 'there is no place for the logs');
      return { upload_logs_status: 'Rejected' };
    }
    this.#done = this.#done
      .then(() => this.#run(request, file, AbortSignal.any([signal, current.signal])))
      .catch((error: unknown) => this.#ended(request, error, current.signal));
    return { upload_logs_status: status, file_name: basename(file) };
  }

  async #write(request: UploadLogsRequest): Promise<string> {
    const { clock, files } = this.#parts;
    const file = await files.create('diagnostics');
    await writeFile(file, diagnostics(request, clock));
    return file;
  }

  async #run(request: UploadLogsRequest, file: string, signal: AbortSignal): Promise<void> {
    const { clock, config, files } = this.#parts;
    try {
      signal.throwIfAborted();
      const isFailed = (status: LogStatusEnum): boolean => status !== 'Uploaded';
      await repeat(
        () => this.#attempt(request, file, signal),
        isFailed,
        attemptsOf(request, config.module),
        clock,
        signal,
      );
    } finally {
      // The next request may come as soon as the last status is out.
      this.#running--;
      await files.remove(file);
    }
  }

  async #attempt(request: UploadLogsRequest, file: string, signal: AbortSignal): Promise<LogStatusEnum> {
    let last: LogStatusEnum = 'Uploading';
    for await (const line of this.#parts.steps.uploadDiagnostics(request.location, basename(file), file, signal)) {
      last = statusOf(line);
      this.#tell(request, last);
    }
    if (last === 'Uploading') this.#tell(request, (last = 'UploadFailure'));
    return last;
  }

  #ended(request: UploadLogsRequest, error: unknown, cancelled: AbortSignal): void {
    const { fail, signal } = this.#parts;
    if (signal.aborted) return;
    if (cancelled.aborted) this.#tell(request, 'AcceptedCanceled');
    else fail(error);
  }

  #tell({ request_id: requestId = NO_REQUEST_ID }: UploadLogsRequest, status: LogStatusEnum): void {
    this.#parts.log.info({ requestId, status }, 'log upload goes on');
    this.#parts.publish({ log_status: status, request_id: requestId });
  }
}

function statusOf(line: string): LogStatusEnum {
  if (line === 'Uploaded') return 'Uploaded';
  return failures.includes(line) ? 'UploadFailure' : 'Uploading';
}
