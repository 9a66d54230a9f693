import { errorText } from '../errors/everest-error.js';
import { downloadOverFtp, uploadOverFtp } from './ftp-transfer.js';
import { downloadOverHttp, uploadOverHttp } from './http-transfer.js';
import { parseLocation, withFileName, type Location } from './location.js';
import type { TransferOptions } from './options.js';
import { TransferFailed } from './transfer-failed.js';

/** Two codes of the resolver: no such host, and no resolver. */
const unknownHost: readonly unknown[] = ['ENOTFOUND', 'EAI_AGAIN'];

/** Fetches `url` into `file`, replacing it. Throws `TransferFailed`, or the reason of the signal. */
export async function download(url: string, file: string, options: TransferOptions = {}): Promise<void> {
  const location = parseLocation(url, /^ftp\./i.test(url) ? 'ftp' : 'http');
  await translated(options, () =>
    isFtp(location) ? downloadOverFtp(location, file, options) : downloadOverHttp(location, file, options),
  );
}

/**
 * Sends `file` to `url`; a URL that ends with a slash is a folder, and gets a file named `fileName`. Throws `TransferFailed`, or the
 * reason of the signal.
 */
export async function upload(
  file: string,
  fileName: string,
  url: string,
  options: TransferOptions = {},
): Promise<void> {
  const location = withFileName(parseLocation(url, 'https'), fileName);
  await translated(options, () =>
    isFtp(location) ? uploadOverFtp(file, location, options) : uploadOverHttp(file, location, options),
  );
}

function isFtp({ protocol }: Location): boolean {
  return protocol === 'ftp' || protocol === 'ftps';
}

async function translated({ signal }: TransferOptions, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof TransferFailed) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw new TransferFailed(unknownHost.includes(code) ? 'bad-location' : 'failed', errorText(error), error);
  }
}
