import type * as BasicFtp from 'basic-ftp';
import type { Location } from './location.js';
import { DEFAULT_TIMEOUT_MS, type TransferOptions } from './options.js';
import { TransferFailed } from './transfer-failed.js';

type Client = BasicFtp.Client;
type Ftp = typeof BasicFtp;

const IMPLICIT_TLS_PORT = 990;
const PLAIN_PORT = 21;
/** RFC 959 §4.2.1: wrong user or password, an account is needed. */
const loginRefusals: readonly number[] = [530, 532];

export function downloadOverFtp(location: Location, file: string, options: TransferOptions): Promise<void> {
  return withClient(location, options, async (client) => {
    await client.downloadTo(file, await enterFolder(client, location));
  });
}

export function uploadOverFtp(file: string, location: Location, options: TransferOptions): Promise<void> {
  return withClient(location, options, async (client) => {
    await client.uploadFrom(file, await enterFolder(client, location));
  });
}

async function withClient(
  location: Location,
  options: TransferOptions,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  // Most stations never use FTP.
  const ftp = await import('basic-ftp');
  const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  signal?.throwIfAborted();
  const client = new ftp.Client(timeoutMs);
  const close = (): void => client.close();
  signal?.addEventListener('abort', close, { once: true });
  try {
    await enter(client, location, options, ftp);
    await work(client);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ftp.FTPError && loginRefusals.includes(error.code)) {
      throw new TransferFailed('not-permitted', 'the server refuses user or password', error);
    }
    throw error;
  } finally {
    signal?.removeEventListener('abort', close);
    client.close();
  }
}

/** TLS is used whenever the server offers it, also for `ftp`. */
async function enter(client: Client, location: Location, { ca }: TransferOptions, ftp: Ftp): Promise<void> {
  const { host, password, port, protocol, user } = location;
  const tls = { host, ...(ca !== undefined && { ca: typeof ca === 'string' ? ca : [...ca] }) };
  if (protocol === 'ftps') {
    await client.connectImplicitTLS(host, port ?? IMPLICIT_TLS_PORT, tls);
  } else {
    await client.connect(host, port ?? PLAIN_PORT);
    await encrypt(client, tls, ftp);
  }
  await client.login(user, password);
  await client.useDefaultSettings();
}

async function encrypt(client: Client, tls: Parameters<Client['useTLS']>[0], { FTPError }: Ftp): Promise<void> {
  try {
    await client.useTLS(tls);
  } catch (error) {
    // RFC 4217 §4.2: a server without TLS answers with an error code and goes on.
    if (!(error instanceof FTPError)) throw error;
  }
}

/** Goes from folder to folder, as RFC 1738 §3.2.2 wants it; returns the name of the file. */
async function enterFolder(client: Client, { path }: Location): Promise<string> {
  const fileName = path.at(-1) ?? '';
  if (fileName === '') throw new TransferFailed('bad-location', 'the location names no file');
  for (const [depth, folder] of path.slice(0, -1).entries()) {
    // ftp://host//etc: from the root of the server instead of the folder of the user.
    const name = folder === '' && depth === 0 ? '/' : folder;
    if (name !== '') await enterOne(client, name);
  }
  return fileName;
}

async function enterOne(client: Client, folder: string): Promise<void> {
  try {
    await client.cd(folder);
  } catch (error) {
    if (client.closed) throw error;
    throw new TransferFailed('not-permitted', `the server gives no access to the folder ${folder}`, error);
  }
}
