export type SecurityProfile = 0 | 1 | 2 | 3;

export interface UriParts {
  /** With or without scheme; may already end in the identity. */
  readonly centralSystemUri: string;
  readonly chargePointId: string;
  readonly securityProfile: number;
}

export type ConnectionUri = GoodUri | { readonly ok: false; readonly reason: string };

interface GoodUri {
  readonly ok: true;
  readonly uri: string;
  readonly host: string;
  readonly secure: boolean;
  readonly port: number;
  /** RFC 6454, the origin of the central system itself: servers refuse an `Origin` that is none, or not theirs. */
  readonly origin: string;
}

/** OCPP-J 1.6 §3.1.1: the URI of the central system with the identity of the charge point as its last segment. */
export function connectionUri({ centralSystemUri, chargePointId, securityProfile }: UriParts): ConnectionUri {
  if (centralSystemUri === '') return invalid('CentralSystemURI is empty');
  if (chargePointId === '') return invalid('ChargePointId is empty');
  if (chargePointId.includes(':'))
    return invalid('ChargePointId contains ":", which basic authentication cannot carry');
  if (!isSecurityProfile(securityProfile)) return invalid(`SecurityProfile ${securityProfile} is not in 0..3`);

  const scheme = securityProfile >= 2 ? 'wss' : 'ws';
  const split = splitScheme(centralSystemUri, scheme);
  if (split.scheme !== scheme) {
    return invalid(`CentralSystemURI must begin with ${scheme}:// for security profile ${securityProfile}`);
  }
  if (split.rest === '' || split.rest.startsWith('/')) return invalid('CentralSystemURI has no host');
  const uri = `${scheme}://${withIdentity(split.rest, chargePointId)}`;
  return readUri(uri);
}

export function isSecurityProfile(value: number): value is SecurityProfile {
  return value === 0 || value === 1 || value === 2 || value === 3;
}

function splitScheme(uri: string, fallback: string): { readonly scheme: string; readonly rest: string } {
  const end = uri.indexOf('://');
  if (end < 0) return { scheme: fallback, rest: uri };
  return { scheme: uri.slice(0, end), rest: uri.slice(end + 3) };
}

/** `rest` is host, port and path; it may end in the identity already, escaped or not. */
function withIdentity(rest: string, chargePointId: string): string {
  const path = rest.endsWith('/') ? rest.slice(0, -1) : rest;
  const segment = escapeSegment(chargePointId);
  const ending = [segment, chargePointId].find((text) => path.endsWith(`/${text}`));
  const base = ending === undefined ? path : path.slice(0, -ending.length - 1);
  return `${base}/${segment}`;
}

/** What RFC 3986 does not allow in a segment of a path; escapes that are there already stay. */
const notInSegment = /%(?![0-9a-fA-F]{2})|[^%\w\-.~!$&'()*+,;=:@]/gu;

/** OCPP-J 1.6 §3.1.1: percent-encoded as necessary, `RDAM|123` becomes `RDAM%7C123`. */
function escapeSegment(text: string): string {
  return text.replace(notInSegment, (char) => Buffer.from(char).toString('hex').toUpperCase().replace(/../g, '%$&'));
}

function readUri(uri: string): ConnectionUri {
  if (!URL.canParse(uri)) return invalid(`${uri} is not a URI`);
  const url = new URL(uri);
  const secure = url.protocol === 'wss:';
  if (url.hash !== '') return invalid(`${uri} contains a fragment`);
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  return { ok: true, uri, host, secure, port, origin: `${secure ? 'https' : 'http'}://${url.host}` };
}

function invalid(reason: string): ConnectionUri {
  return { ok: false, reason };
}
