import { readFileSync } from 'node:fs';
import { connect as connectSocket, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import { errorText, EverestError } from '../../lib/errors/everest-error.js';

/** Where the broker is: TCP, a unix socket, or a stream in this process. */
export type BrokerAddress =
  | { readonly host: string; readonly port: number }
  | { readonly socketPath: string }
  | { readonly openStream: () => Duplex };

/** TLS to the broker. Files are PEM and are read again for every connection, so that they can be replaced. */
export interface BrokerTls {
  /** Who is trusted to sign the certificate of the broker; default: the authorities that Node trusts. */
  readonly caFile?: string;
  /** Our own certificate and its key, where the broker asks for one. */
  readonly certificateFile?: string;
  readonly keyFile?: string;
  /** The name in the certificate of the broker; default: the host. */
  readonly serverName?: string;
}

/** How one connection shows itself to the broker. */
export interface BrokerAccess {
  readonly tls?: BrokerTls;
  readonly user?: string;
  readonly password?: string;
  /** Default: the broker assigns one. */
  readonly clientId?: string;
}

export class BrokerFileUnreadable extends EverestError {
  constructor(file: string, cause: unknown) {
    super('CFG_BROKER_FILE', `${file} for the connection to the broker cannot be read: ${errorText(cause)}`, { cause });
  }
}

export function describeAddress(address: BrokerAddress): string {
  if ('host' in address) return `${address.host}:${address.port}`;
  // the name of an abstract socket begins with U+0000, which is shown as @ (unix(7))
  return 'socketPath' in address ? address.socketPath.replace(/^\0/, '@') : 'in-memory stream';
}

/** Throws where a file of `tls` cannot be read or used. */
export function openBrokerStream(address: BrokerAddress, tls: BrokerTls | undefined): Duplex {
  if ('openStream' in address) return address.openStream();
  if ('socketPath' in address) return connectSocket({ path: address.socketPath });
  const { host, port } = address;
  if (tls === undefined) return connectSocket({ host, port, noDelay: true });
  // few connections are secured, and reading it costs each start some milliseconds
  const { connect: connectTls } = process.getBuiltinModule('node:tls');
  return connectTls({ host, port, ...tlsOptions(host, tls) }).setNoDelay(true);
}

function tlsOptions(host: string, { caFile, certificateFile, keyFile, serverName }: BrokerTls): ConnectionOptions {
  return {
    // RFC 6066 §3 leaves addresses out of the server name indication
    servername: serverName ?? (isIP(host) === 0 ? host : ''),
    ...(caFile !== undefined && { ca: readBrokerFile(caFile) }),
    ...(certificateFile !== undefined && { cert: readBrokerFile(certificateFile) }),
    ...(keyFile !== undefined && { key: readBrokerFile(keyFile) }),
  };
}

export function readBrokerFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BrokerFileUnreadable(file, error);
  }
}
