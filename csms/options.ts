import type { SecureContextOptions } from 'node:tls';
import type { Clock } from '../lib/clock/clock.js';
import type { Random } from '../lib/clock/random.js';
import type { Logger } from '../lib/log/logger.js';
import type { Admission, ConnectRequest } from '../lib/ocpp-j/index.js';
import type { AuthorityOptions } from './certificate-authority.js';
import type { IdTag } from './id-tags.js';

export const defaultHost = '127.0.0.1';
export const defaultPort = 8180;
export const defaultPath = '/steve/websocket/CentralSystemService/';

export interface CentralSystemOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly random?: Random;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Before the identity of the charge point, with a slash at both ends. */
  readonly path?: string;
  /** Identities that may connect; default `cp001`. */
  readonly chargePoints?: readonly string[] | 'any';
  /** Password by identity. Charge points without an entry may come with any password or none. */
  readonly passwords?: Readonly<Record<string, string>>;
  /** Asked instead of the two above. */
  readonly admit?: (request: ConnectRequest) => Admission | Promise<Admission>;
  /** Known tags. Default: DEADBEEF, accepted. */
  readonly idTags?: readonly IdTag[];
  /** Default: true without `idTags`, false with them. */
  readonly acceptUnknownIdTags?: boolean;
  /** Seconds, in BootNotification.conf; default 300. */
  readonly heartbeatIntervalS?: number;
  /** How long to wait for the answer of a charge point, milliseconds; default 30 s. */
  readonly callTimeoutMs?: number;
  /** JSON file for tags and transactions. */
  readonly stateFile?: string;
  /** Receives one line for every message, without secrets. */
  readonly print?: (line: string) => void;
  /** Signs what charge points ask for with SignCertificate; without it the operator brings the certificates. */
  readonly authority?: AuthorityOptions;
  /** Serve `wss://` (security profiles 2 and 3). */
  readonly tls?: ServerTls;
}

export interface ServerTls extends SecureContextOptions {
  /** Security profile 3: refuse charge points without a certificate of `ca`, or with one that `crl` lists. */
  readonly requireClientCertificate?: boolean;
}
