import type { Clock } from '../../clock/clock.js';
import type { Random } from '../../clock/random.js';
import type { Logger } from '../../log/logger.js';
import type { ConnectionFailure, ReconnectOptions, TlsSettings } from '../../ocpp-j/index.js';
import type { Configuration } from '../configuration/index.js';
import type { ChargePointCallbacks } from '../core/callbacks.js';
import type { SecurityLogEntry } from '../core/boot/security-events.js';
import type { V2gCertificates } from '../pnc/v2g-certificates.js';
import type { StationCertificates } from '../security/station-certificates.js';
import type { FrameLog, LinkTransport } from '../link/index.js';
import type { ChargePointStore } from '../store/index.js';

/** The connection below the protocol. It reconnects by itself until it is disconnected. */
export interface ChargePointTransport extends LinkTransport {
  connect(): void;
  disconnect(): void;
  /** Closes and comes back with the settings that are valid then, after the first back-off step or at once. */
  reconnect(options?: ReconnectOptions): void;
  onFailed?(listener: (failure: ConnectionFailure) => void): void;
}

/** Where frames and security events are written down, and the sessions they belong to. */
export interface ChargePointMessageLog extends FrameLog {
  securityEvent?(entry: SecurityLogEntry): void;
  startSession?(sessionId: string, path: string): void;
  stopSession?(sessionId: string): void;
}

/** Roots of the central system, the own certificate, and where session secrets go; the rest is configuration. */
export type TlsCredentials = Pick<TlsSettings, 'ca' | 'clientCertificate' | 'onKeylog'>;

export interface ChargePointOptions {
  readonly configuration: Configuration;
  /** Folder of `<ChargePointId>.db`; `:memory:` keeps nothing beyond `stop`. */
  readonly database: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly callbacks: ChargePointCallbacks;
  readonly messageLog?: ChargePointMessageLog;
  /** The certificate store; without it the messages about certificates are refused. */
  readonly certificates?: StationCertificates;
  /** Certificates and contracts of Plug & Charge; without it no car can pay by contract. */
  readonly v2gCertificates?: V2gCertificates;
  /** Certificates for security profiles 2 and 3, asked before each attempt. */
  readonly tlsCredentials?: () => TlsCredentials | Promise<TlsCredentials>;
  /** Content of `version_information.txt`, for the upgrade header `EVerest-Version`. */
  readonly everestVersion?: string;
  /** Default: a WebSocket as the configuration describes it. */
  readonly createTransport?: () => ChargePointTransport;
  /** Default: the database below `database`. */
  readonly openStore?: () => ChargePointStore | Promise<ChargePointStore>;
}
