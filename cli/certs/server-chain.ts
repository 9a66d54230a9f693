import { connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { Clock } from '../../lib/clock/clock.js';
import { Certificate } from '../../lib/pki/index.js';

const PATIENCE_MS = 10_000;

export interface Handshake {
  /** What the server shows, leaf first. */
  readonly chain: readonly Certificate[];
  readonly version: string;
  readonly cipher: string;
}

/** Shakes hands with whoever answers, only to look at its certificates: nothing is sent. Rejects when there is no handshake. */
export function serverChain(url: URL, clock: Clock): Promise<Handshake> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port === '' ? 443 : url.port);
  return new Promise((resolve, reject) => {
    // the whole point is to look at certificates that nobody would trust
    const socket = connect({ host, port, servername: /^[\d.:]+$/.test(host) ? '' : host, rejectUnauthorized: false });
    const timer = clock.setTimeout(() => socket.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS);
    socket.on('close', () => timer.cancel());
    socket.on('error', reject);
    socket.on('secureConnect', () => {
      resolve(handshakeOf(socket));
      socket.destroy();
    });
  });
}

function handshakeOf(socket: TLSSocket): Handshake {
  const chain: Certificate[] = [];
  let shown: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (shown?.raw !== undefined) {
    const certificate = new Certificate(shown.raw);
    if (chain.some((known) => known.equals(certificate))) break;
    chain.push(certificate);
    shown = shown.issuerCertificate;
  }
  return { chain, version: socket.getProtocol() ?? '', cipher: socket.getCipher().name };
}
