import { errorText } from 'everest-ts';
import type { FirmwareUpdateRequest, UpdateFirmwareResponse } from '#generated/types/system';
import { attemptsOf, msUntil, repeat } from '../attempts.js';
import type { UpdateParts } from './update-parts.js';
import { splitLocation } from './metadata.js';
import { UpdateProgress } from './progress.js';

export const STANDARD_UPDATE = -1;

/** OCPP 1.6 §5.19: an update without signature. One at a time; one that only waits for its time gives way to a newer one. */
export class StandardUpdate {
  readonly #parts: UpdateParts;
  #isRunning = false;
  #waiting = new AbortController();

  constructor(parts: UpdateParts) {
    this.#parts = parts;
  }

  request(request: FirmwareUpdateRequest): UpdateFirmwareResponse {
    if (this.#isRunning) return 'Rejected';
    this.#waiting.abort();
    this.#waiting = new AbortController();
    const { clock, signal } = this.#parts;
    const delayMs = msUntil(request.retrieve_timestamp, clock);
    if (delayMs === 0) this.#begin(request);
    else {
      const wait = clock.sleep(delayMs, AbortSignal.any([signal, this.#waiting.signal]));
      wait.then(
        () => this.#begin(request),
        () => undefined,
      );
    }
    return 'Accepted';
  }

  #begin(request: FirmwareUpdateRequest): void {
    this.#isRunning = true;
    this.#run(request).catch((error: unknown) => {
      if (!this.#parts.signal.aborted) this.#parts.fail(error);
    });
  }

  async #run(request: FirmwareUpdateRequest): Promise<void> {
    const { bootReason, clock, config, files, log, publish, signal, steps } = this.#parts;
    const { metadata, url } = splitLocation(request.location);
    const progress = new UpdateProgress(STANDARD_UPDATE, publish, log, metadata);
    let file: string;
    try {
      file = await files.create('firmware');
    } catch (error) {
      log.error({ reason: errorText(error) }, 'there is no place for a firmware');
      this.#isRunning = false;
      return progress.tell('DownloadFailed');
    }
    const attempt = (): Promise<string> => progress.follow(steps.updateFirmware(url, file, signal), 'DownloadFailed');
    try {
      const isFailed = (status: string): boolean => status === 'DownloadFailed';
      const attempts = attemptsOf(request, config.module);
      // The next request may come as soon as the last status is out.
      const end = await repeat(attempt, isFailed, attempts, clock, signal).finally(() => (this.#isRunning = false));
      if (end === 'Installed') await bootReason.note('FirmwareUpdate');
    } finally {
      await files.remove(file);
    }
  }
}
