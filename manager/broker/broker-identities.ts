import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { BrokerFileUnreadable, readBrokerFile, type BrokerAccess } from '../../framework/wire/broker-connection.js';
import type { BrokerTerms } from '../../framework/wire/broker-terms.js';
import type { Logger } from '../../lib/log/logger.js';
import type { BrokerSecurity } from '../config/broker-settings.js';

/** How the participant with one of these names connects: the first that has credentials of its own counts. */
export type TermsOf = (name: string, ...others: readonly string[]) => BrokerTerms;

/** The participants that are no module. */
export const MANAGER = 'manager';
/** A process with several modules. */
export const SHARED_HOST = 'modules';
/** The view of `everest start`. */
export const VIEW = 'view';

export interface IdentityOptions {
  readonly security: BrokerSecurity | undefined;
  /** Where relative files of the configuration start. */
  readonly prefix: string;
  readonly everestPrefix: string;
  /** For `MQTT_SERVER_PASSWORD`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
}

interface Credentials {
  readonly user?: string;
  readonly password?: string;
  readonly clientId?: string;
  readonly certificateFile?: string;
  readonly keyFile?: string;
}

/** Reads every secret once, so that what is wrong with a file is known before anything starts. */
export function brokerIdentities(options: IdentityOptions): TermsOf {
  const { security, prefix, everestPrefix, env, log } = options;
  if (security === undefined && (env['MQTT_SERVER_PASSWORD'] ?? '') === '') return () => ({});
  const { tls, user, credentialsFile, clientIds = false, reconnect = false } = security ?? {};
  const at = (file: string): string => resolve(prefix, file);
  const shared: BrokerAccess = {
    ...(tls !== undefined && { tls: mapFiles(tls, at) }),
    ...(user !== undefined && { user }),
    ...passwordOf(security, env, at, log),
  };
  const own =
    credentialsFile === undefined ? new Map<string, Credentials>() : readCredentials(at(credentialsFile), log);
  return (name, ...others) => {
    const known = [name, ...others].find((candidate) => own.has(candidate));
    const clientId = clientIds ? { clientId: stableId(everestPrefix, name) } : {};
    return { reconnect, access: merge({ ...shared, ...clientId }, known === undefined ? {} : own.get(known)) };
  };
}

/** Identifiers are unique on a broker, as the prefix of a system is. */
function stableId(everestPrefix: string, name: string): string {
  return `${everestPrefix}${name}`.replaceAll('/', '-');
}

function merge(shared: BrokerAccess, { certificateFile, keyFile, ...own }: Credentials = {}): BrokerAccess {
  if (certificateFile === undefined || keyFile === undefined) return { ...shared, ...own };
  return { ...shared, ...own, tls: { ...shared.tls, certificateFile, keyFile } };
}

function passwordOf(
  security: BrokerSecurity | undefined,
  env: IdentityOptions['env'],
  at: (file: string) => string,
  log: Logger,
): { readonly password?: string } {
  const given = env['MQTT_SERVER_PASSWORD'];
  if (given !== undefined && given !== '') return { password: given };
  if (security?.passwordFile === undefined) return {};
  return { password: readSecret(at(security.passwordFile), log) };
}

/** A line break at the end is that of the editor. */
function readSecret(file: string, log: Logger): string {
  const text = readBrokerFile(file).replace(/\r?\n$/, '');
  warnOfReaders(file, log);
  return text;
}

function readCredentials(file: string, log: Logger): Map<string, Credentials> {
  const folder = dirname(file);
  const entries = parseObject(file, readBrokerFile(file));
  warnOfReaders(file, log);
  return new Map(
    Object.entries(entries).map(([name, entry]) => [name, readEntry(name, entry, { file, folder, log })] as const),
  );
}

const entryKeys = new Set(['user', 'password', 'password_file', 'client_id', 'certificate_file', 'key_file']);

function readEntry(
  name: string,
  entry: unknown,
  { file, folder, log }: { file: string; folder: string; log: Logger },
): Credentials {
  const values = isTexts(entry) ? entry : undefined;
  const unknown = Object.keys(values ?? {}).find((key) => !entryKeys.has(key));
  if (values === undefined || unknown !== undefined) {
    throw new BrokerFileUnreadable(file, new Error(`"${name}" must have only ${[...entryKeys].join(', ')}, all texts`));
  }
  const { user = name, password, password_file: passwordFile, client_id: clientId } = values;
  const { certificate_file: certificateFile, key_file: keyFile } = values;
  if ((certificateFile === undefined) !== (keyFile === undefined)) {
    throw new BrokerFileUnreadable(file, new Error(`"${name}" needs both certificate_file and key_file`));
  }
  return {
    user,
    ...(password !== undefined && { password }),
    ...(passwordFile !== undefined && { password: readSecret(resolve(folder, passwordFile), log) }),
    ...(clientId !== undefined && { clientId }),
    ...(certificateFile !== undefined && { certificateFile: resolve(folder, certificateFile) }),
    ...(keyFile !== undefined && { keyFile: resolve(folder, keyFile) }),
  };
}

/** What is wrong is told without a line of the file, as that might be a password. */
function parseObject(file: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    throw new BrokerFileUnreadable(file, new Error('it is no valid YAML'));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new BrokerFileUnreadable(file, new Error('it must map the name of each participant to its credentials'));
}

function isTexts(entry: unknown): entry is Readonly<Record<string, string>> {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return false;
  return Object.values(entry).every((value) => typeof value === 'string');
}

function warnOfReaders(file: string, log: Logger): void {
  if ((statSync(file).mode & 0o044) !== 0) log.warn({ file }, 'file with a broker password can be read by other users');
}

function mapFiles(
  tls: NonNullable<BrokerSecurity['tls']>,
  at: (file: string) => string,
): NonNullable<BrokerAccess['tls']> {
  const { serverName, ...files } = tls;
  const placed = Object.fromEntries(Object.entries(files).map(([key, file]) => [key, at(file)]));
  return { ...placed, ...(serverName !== undefined && { serverName }) };
}
