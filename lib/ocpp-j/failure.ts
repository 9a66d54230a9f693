/**
 * Why an attempt to connect failed. `options`: the connection options are unusable; `credentials`: the key or the
 * client certificate that the security profile needs is not there; `unauthorized`: HTTP 401; `http`: another refusal;
 * `server-certificate`: chain or host name check of the central system failed; `client-certificate`: the central system does
 * not take the certificate of the station; `tls-version`, `tls-cipher`: nothing in common that is secure enough; `tls`: the
 * handshake failed otherwise;
 * `timeout`: nobody answered in time; `network`: anything below.
 */
export type FailureKind =
  | 'options'
  | 'credentials'
  | 'unauthorized'
  | 'http'
  | 'server-certificate'
  | 'client-certificate'
  | 'tls-version'
  | 'tls-cipher'
  | 'tls'
  | 'timeout'
  | 'network';

export interface ConnectionFailure {
  readonly kind: FailureKind;
  readonly message: string;
  /** What to look at, for people. */
  readonly hint?: string;
  /** HTTP status of the refusal. */
  readonly status?: number;
  /** The chain is trusted, but the certificate is for another host. */
  readonly isHostName?: true;
}

const HOST_NAME_CODE = 'ERR_TLS_CERT_ALTNAME_INVALID';

/** Codes of X.509 verification as Node reports them. */
const certificateCodes: ReadonlySet<string> = new Set([
  HOST_NAME_CODE,
  'AKID_SKID_MISMATCH',
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CRL_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Alerts of the central system, and what the own side says when nothing fits; without the prefix, which tells the version. */
const alertKinds: Readonly<Record<string, FailureKind>> = {
  ALERT_ACCESS_DENIED: 'client-certificate',
  ALERT_BAD_CERTIFICATE: 'client-certificate',
  ALERT_CERTIFICATE_EXPIRED: 'client-certificate',
  ALERT_CERTIFICATE_REQUIRED: 'client-certificate',
  ALERT_CERTIFICATE_REVOKED: 'client-certificate',
  ALERT_CERTIFICATE_UNKNOWN: 'client-certificate',
  ALERT_UNKNOWN_CA: 'client-certificate',
  ALERT_UNSUPPORTED_CERTIFICATE: 'client-certificate',
  ALERT_PROTOCOL_VERSION: 'tls-version',
  UNSUPPORTED_PROTOCOL: 'tls-version',
  ALERT_HANDSHAKE_FAILURE: 'tls-cipher',
  ALERT_INSUFFICIENT_SECURITY: 'tls-cipher',
  NO_SHARED_CIPHER: 'tls-cipher',
  NO_CIPHERS_AVAILABLE: 'tls-cipher',
};

const untrusted = 'no installed root of the central system has issued this certificate';
const hints: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate of the central system, or one that it goes back to, is out of date',
  CERT_NOT_YET_VALID: 'the certificate begins later; the clock of the station may be wrong',
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
};

function hintOf(code: string): Pick<ConnectionFailure, 'hint'> {
  const hint = hints[code];
  return hint === undefined ? {} : { hint };
}

/** An HTTP answer other than 101. */
export function failureOfStatus(status: number): ConnectionFailure {
  const kind = status === 401 ? 'unauthorized' : 'http';
  return { kind, status, message: `central system answered the upgrade with HTTP status ${status}` };
}

export function failureOfError(error: unknown): ConnectionFailure {
  const code = codeOf(error);
  const message = error instanceof Error ? messageOf(error) : String(error);
  if (code === HOST_NAME_CODE || code === 'HOSTNAME_MISMATCH') {
    return { kind: 'server-certificate', message, isHostName: true };
  }
  if (certificateCodes.has(code)) return { kind: 'server-certificate', message, ...hintOf(code) };
  const alert = alertKinds[tlsReason(code, message)];
  if (alert !== undefined) return { kind: alert, message };
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO') return { kind: 'tls', message };
  if (code === 'ETIMEDOUT') return { kind: 'timeout', message };
  return { kind: 'network', message };
}

/**
 * The reason of OpenSSL without its prefix, which tells a version: from Node's code, or from the text when the handshake failed
 * under a write.
 */
function tlsReason(code: string, message: string): string {
  const text = /SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? code.replace(/^ERR_SSL_/, '');
  return text
    .toUpperCase()
    .replaceAll(' ', '_')
    .replace(/^((SSL|TLS)V\d+_|SSL\/TLS_)/, '');
}

/** A failure to reach any of several addresses has an empty message and carries the reasons inside. */
function messageOf(error: Error): string {
  if (error.message !== '') return error.message;
  return error instanceof AggregateError ? error.errors.map((inner) => String(inner)).join(', ') : error.name;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : '';
}
