import { errorText, type Clock, type Logger } from 'everest-ts';
import type { download, upload } from '../../../lib/transfer/index.js';
import { TransferFailed } from '../../../lib/transfer/index.js';
import { readMetadataLines } from '../firmware/metadata.js';
import { isSignatureValid } from '../firmware/signature.js';
import type { Lines, SignedFirmware, Steps } from './steps.js';

interface Parts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly transfer: { readonly download: typeof download; readonly upload: typeof upload };
}

/** Whoever polls the status sees each of them. */
const BETWEEN_STEPS_MS = 2000;

/** What is done without scripts of the operator. Nothing that was fetched is executed: installing is up to a script. */
export class BuiltInSteps implements Steps {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async *updateFirmware(url: string, file: string, signal: AbortSignal): Lines {
    if (!(yield* this.#download(url, file, signal))) return;
    await this.#pause(signal);
    yield* this.installSigned(url, file, signal);
  }

  async *downloadSigned({ certificate, signature, url }: SignedFirmware, file: string, signal: AbortSignal): Lines {
    if (!(yield* this.#download(url, file, signal))) return;
    await this.#pause(signal);
    yield (await isSignatureValid({ file, signature, certificate }, this.#parts.log))
      ? 'SignatureVerified'
      : 'InvalidSignature';
  }

  readMetadata(_url: string, file: string): Lines {
    return readMetadataLines(file);
  }

  async *installSigned(_url: string, _file: string, signal: AbortSignal): Lines {
    yield 'Installing';
    this.#parts.log.warn('there is no script that installs firmware, so the image is only said to be installed');
    await this.#pause(signal);
    yield 'Installed';
  }

  async *uploadDiagnostics(url: string, fileName: string, file: string, signal: AbortSignal): Lines {
    yield 'Uploading';
    await this.#pause(signal);
    try {
      await this.#parts.transfer.upload(file, fileName, url, { signal });
      yield 'Uploaded';
    } catch (error) {
      signal.throwIfAborted();
      this.#parts.log.warn({ reason: errorText(error) }, 'logs could not be sent');
      yield uploadFailure(error);
    }
  }

  async *#download(url: string, file: string, signal: AbortSignal): AsyncGenerator<string, boolean> {
    yield 'Downloading';
    await this.#pause(signal);
    try {
      await this.#parts.transfer.download(url, file, { signal });
    } catch (error) {
      signal.throwIfAborted();
      this.#parts.log.warn({ reason: errorText(error) }, 'firmware could not be fetched');
      yield 'DownloadFailed';
      return false;
    }
    yield 'Downloaded';
    return true;
  }

  #pause(signal: AbortSignal): Promise<void> {
    return this.#parts.clock.sleep(BETWEEN_STEPS_MS, signal);
  }
}

function uploadFailure(error: unknown): string {
  if (!(error instanceof TransferFailed)) return 'UploadFailure';
  switch (error.failure) {
    case 'not-permitted':
      return 'PermissionDenied';
    case 'bad-location':
      return 'BadMessage';
    case 'unsupported':
      return 'NotSupportedOperation';
    case 'failed':
      return 'UploadFailure';
  }
}
