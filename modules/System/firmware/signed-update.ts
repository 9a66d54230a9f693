import { errorText } from 'everest-ts';
import type { FirmwareUpdateRequest, UpdateFirmwareResponse } from '#generated/types/system';
import { attemptsOf, msUntil, repeat } from '../attempts.js';
import { metadataOf, MetadataInvalid } from './metadata.js';
import { UpdateProgress } from './progress.js';
import type { UpdateParts } from './update-parts.js';

/** `waiting`: for its time, with nothing or with a verified image at hand. */
type Phase = 'idle' | 'waiting' | 'downloading' | 'installing';

type SignedRequest = FirmwareUpdateRequest & { signature: string; signing_certificate: string };

/** Security WP L01: an update whose image is installed only after its signature was found right. */
export class SignedUpdate {
  readonly #parts: UpdateParts;
  #phase: Phase = 'idle';
  #current = new AbortController();
  #done = Promise.resolve();

  constructor(parts: UpdateParts) {
    this.#parts = parts;
  }

  /** What has not begun to install gives way to a newer request. */
  request(request: FirmwareUpdateRequest): UpdateFirmwareResponse {
    const { log, signal } = this.#parts;
    if (!isSigned(request)) {
      log.warn({ requestId: request.request_id }, 'firmware without signature or certificate is refused');
      return 'Rejected';
    }
    if (this.#phase === 'installing') return 'Rejected';
    const response = this.#phase === 'downloading' ? 'AcceptedCanceled' : 'Accepted';
    this.#current.abort();
    const current = (this.#current = new AbortController());
    this.#phase = msUntil(request.retrieve_timestamp, this.#parts.clock) > 0 ? 'waiting' : 'downloading';
    const before = this.#done;
    this.#done = before
      .then(() => this.#run(request, AbortSignal.any([signal, current.signal])))
      .catch((error: unknown) => {
        if (signal.aborted || current.signal.aborted) return;
        this.#parts.fail(error);
      });
    return response;
  }

  async #run(request: SignedRequest, signal: AbortSignal): Promise<void> {
    const { clock, files, log, publish, reset } = this.#parts;
    const progress = new UpdateProgress(request.request_id, publish, log);
    signal.throwIfAborted();
    const delayMs = msUntil(request.retrieve_timestamp, clock);
    if (delayMs > 0) {
      progress.tell('DownloadScheduled');
      await clock.sleep(delayMs, signal);
    }
    this.#phase = 'downloading';
    const file = await this.#newFile(progress);
    let resets = false;
    try {
      if (file !== undefined && (await this.#download(request, file, progress, signal))) {
        resets = await this.#install(request, file, progress, signal);
      }
    } finally {
      // The next request may come as soon as the last status is out.
      if (!signal.aborted) this.#rest();
      if (file !== undefined) await files.remove(file);
    }
    if (resets) reset.request('Hard');
  }

  /** An installation decides by itself when it is over: a reset may follow. */
  #rest(): void {
    if (this.#phase !== 'installing') this.#phase = 'idle';
  }

  async #newFile(progress: UpdateProgress): Promise<string | undefined> {
    try {
      return await this.#parts.files.create('signed_firmware');
    } catch (error) {
      this.#parts.log.error({ reason: errorText(error) }, 'there is no place for a firmware');
      progress.tell('DownloadFailed');
      return undefined;
    }
  }

  /** True when the image is the one that was signed, and says in order how it wants to be installed. */
  async #download(
    request: SignedRequest,
    file: string,
    progress: UpdateProgress,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { clock, config, log, steps } = this.#parts;
    const { location: url, signature, signing_certificate: certificate } = request;
    const attempt = (): Promise<string> =>
      progress.follow(
        steps.downloadSigned({ url, signature, certificate }, file, signal),
        'DownloadFailed',
        'SignatureVerified',
      );
    const isFailed = (status: string): boolean => status === 'DownloadFailed';
    const end = await repeat(attempt, isFailed, attemptsOf(request, config.module), clock, signal);
    if (end !== 'SignatureVerified') return false;
    try {
      const metadata = await metadataOf(steps.readMetadata(url, file, signal));
      signal.throwIfAborted();
      progress.tell('SignatureVerified', metadata);
      return true;
    } catch (error) {
      if (!(error instanceof MetadataInvalid)) throw error;
      log.error(
        { requestId: request.request_id, ...error.details },
        'firmware is not installed, its metadata is wrong',
      );
      return false;
    }
  }

  /** True when the station has to reset now. */
  async #install(
    request: SignedRequest,
    file: string,
    progress: UpdateProgress,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { bootReason, clock, config, signal: moduleSignal, steps } = this.#parts;
    const delayMs = msUntil(request.install_timestamp, clock);
    if (delayMs > 0) {
      this.#phase = 'waiting';
      progress.tell('InstallScheduled');
      await clock.sleep(delayMs, signal);
    }
    this.#phase = 'installing';
    const end = await progress.follow(steps.installSigned(request.location, file, moduleSignal), 'InstallationFailed');
    if (end === 'Installed' && config.module.ResetAfterUpdate) {
      progress.tell('InstallRebooting');
      await bootReason.note('FirmwareUpdate');
      return true;
    }
    this.#phase = 'idle';
    return false;
  }
}

function isSigned(request: FirmwareUpdateRequest): request is SignedRequest {
  return request.signature !== undefined && request.signing_certificate !== undefined;
}
