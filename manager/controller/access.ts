const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The name and port of a `Host` header; undefined where it is none. */
function parseHost(host: string): URL | undefined {
  if (!/^[A-Za-z0-9.[\]:-]+$/.test(host)) return undefined;
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
}

/** A browser that was sent here under another name is led by a page that has nothing to look for on this machine. */
export function isOurHost(host: string | undefined): boolean {
  const url = host === undefined ? undefined : parseHost(host);
  return url !== undefined && LOOPBACK.has(url.hostname);
}

/** Programs send no `Origin`; a page may only come from this server itself. */
export function isOurOrigin(origin: string | undefined, port: number): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  const originPort = url.port === '' ? 80 : Number(url.port);
  return url.protocol === 'http:' && LOOPBACK.has(url.hostname) && originPort === port && url.origin === origin;
}
