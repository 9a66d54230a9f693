import { isIP } from 'node:net';
import * as tls from 'node:tls';
import { hostNameMatches } from './host-name.js';

/** TLS of security profiles 2 and 3. Peer verification cannot be switched off. */
export interface TlsSettings {
  /** PEM texts of trusted roots. */
  readonly ca?: readonly string[];
  /** Also trust the roots of the platform. */
  readonly useDefaultTrust: boolean;
  readonly verifyHostName: boolean;
  readonly allowWildcards: boolean;
  /** OpenSSL names for TLS 1.2. */
  readonly ciphers12?: readonly string[];
  /** Suites of TLS 1.3. */
  readonly ciphers13?: readonly string[];
  readonly minVersion?: tls.SecureVersion;
  readonly maxVersion?: tls.SecureVersion;
  readonly clientCertificate?: ClientCertificate;
  /** Receives session secrets, one line in NSS key-log format a call. */
  readonly onKeylog?: (line: Buffer) => void;
}

/** Security profile 3: PEM texts of the chain (leaf first) and of its key. */
export interface ClientCertificate {
  readonly chain: string;
  readonly key: string;
  readonly keyPassword?: string;
}

export interface TlsPeer {
  readonly host: string;
  readonly port: number;
  readonly localAddress?: string;
}

export function connectTls(peer: TlsPeer, settings: TlsSettings): tls.TLSSocket {
  const socket = tls.connect(tlsOptions(peer, settings));
  if (settings.onKeylog !== undefined) socket.on('keylog', settings.onKeylog);
  socket.setNoDelay(true);
  return socket;
}

export function tlsOptions(peer: TlsPeer, settings: TlsSettings): tls.ConnectionOptions & { localAddress?: string } {
  const { clientCertificate: own } = settings;
  const ciphers = [...(settings.ciphers13 ?? []), ...(settings.ciphers12 ?? [])].join(':');
  return {
    ...peer,
    servername: isIP(peer.host) === 0 ? peer.host : '',
    ca: trustedRoots(settings),
    rejectUnauthorized: true,
    minVersion: settings.minVersion ?? 'TLSv1.2',
    maxVersion: settings.maxVersion ?? 'TLSv1.3',
    checkServerIdentity: (_servername, certificate) => checkIdentity(peer.host, certificate, settings),
    ...(ciphers === '' ? {} : { ciphers }),
    ...(own === undefined ? {} : { cert: own.chain, key: own.key }),
    ...(own?.keyPassword === undefined ? {} : { passphrase: own.keyPassword }),
  };
}

/** An empty list trusts nobody, which is what neither roots nor platform trust means. */
function trustedRoots({ ca = [], useDefaultTrust }: TlsSettings): string[] {
  return useDefaultTrust ? [...ca, ...tls.rootCertificates, ...platformRoots()] : [...ca];
}

/** The certificate store of the operating system, where the running Node can read it (22.15 and later). */
function platformRoots(): readonly string[] {
  const read: unknown = Reflect.get(tls, 'getCACertificates');
  if (typeof read !== 'function') return [];
  const found: unknown = Reflect.apply(read, tls, ['system']);
  return Array.isArray(found) ? found.filter((item) => typeof item === 'string') : [];
}

function checkIdentity(
  host: string,
  certificate: tls.PeerCertificate,
  { verifyHostName, allowWildcards }: TlsSettings,
): Error | undefined {
  if (!verifyHostName) return undefined;
  if (isIP(host) !== 0) return tls.checkServerIdentity(host, certificate);
  const names = { dnsNames: dnsNames(certificate.subjectaltname), commonNames: [certificate.subject.CN ?? []].flat() };
  return hostNameMatches(host, names, allowWildcards) ? undefined : new HostNameMismatch(host);
}

/** Entries that Node quotes contain characters that no host name has; they match nothing. */
function dnsNames(subjectAltName: string | undefined): string[] {
  return (subjectAltName ?? '')
    .split(', ')
    .filter((entry) => entry.startsWith('DNS:'))
    .map((entry) => entry.slice(4));
}

/** Carries Node's own code, so that both ways of checking look alike to who classifies the failure. */
class HostNameMismatch extends Error {
  readonly code = 'ERR_TLS_CERT_ALTNAME_INVALID';

  constructor(host: string) {
    super(`certificate of the central system is not for ${host}`);
  }
}
