import { TransferFailed } from './transfer-failed.js';

const protocols = ['ftp', 'ftps', 'http', 'https'] as const;

/** What files can be transferred with. */
export type TransferProtocol = (typeof protocols)[number];

/** A URL taken apart; nothing in it is percent-encoded any more. */
export interface Location {
  readonly protocol: TransferProtocol;
  readonly host: string;
  /** Absent: the usual one of the protocol. */
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  /** Names between the slashes; the last one is empty when the location is a folder. */
  readonly path: readonly string[];
  /** As it stands in the URL, with its question mark, or empty. */
  readonly query: string;
}

const schemePattern = /^([a-z][a-z0-9+.-]*):\/\//i;

/** Throws `TransferFailed`. A text without scheme is taken to be of `defaultProtocol`. A fragment does not count. */
export function parseLocation(text: string, defaultProtocol: TransferProtocol): Location {
  const scheme = schemePattern.exec(text)?.[1]?.toLowerCase();
  const protocol = protocols.find((known) => known === (scheme ?? defaultProtocol));
  if (protocol === undefined) throw new TransferFailed('unsupported', `files cannot be transferred with ${scheme}`);
  const url = parseUrl(scheme === undefined ? `${defaultProtocol}://${text}` : text);
  const [user, password] = [decode(url.username), decode(url.password)];
  return {
    protocol,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    ...(url.port !== '' && { port: Number(url.port) }),
    ...(user !== '' && { user }),
    ...(password !== '' && { password }),
    path: url.pathname.split('/').slice(1).map(decode),
    query: url.search,
  };
}

/** Where a file goes to: a folder takes it under its own name. */
export function withFileName(location: Location, fileName: string): Location {
  const folder = location.path.slice(0, -1);
  return location.path.at(-1) ? location : { ...location, path: [...folder, fileName] };
}

/** For logs: no user, no password, no query. */
export function locationText({ host, path, port, protocol }: Location): string {
  return `${protocol}://${host}${port === undefined ? '' : `:${port}`}/${path.join('/')}`;
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch (error) {
    throw new TransferFailed('bad-location', 'the location is no URL', error);
  }
}

/** A control character would end a line of the protocol and begin a command of its own. */
function decode(part: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(part);
  } catch (error) {
    throw new TransferFailed('bad-location', 'the location is not percent-encoded as it should be', error);
  }
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(decoded)) {
    throw new TransferFailed('bad-location', 'the location contains a control character');
  }
  return decoded;
}
