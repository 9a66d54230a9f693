import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Clock } from '../clock/clock.js';
import type { Random } from '../clock/random.js';
import type { Logger } from '../log/logger.js';
import type { Call } from './frame.js';
import { RpcConnection, type Answer } from './rpc-connection.js';
import { SUB_PROTOCOL } from './target.js';
import { MAX_INCOMING_BYTES, textOf } from './ws-socket.js';

/** What TLS has made of a client certificate. */
export interface ShownCertificate {
  /** Common name. */
  readonly name: string;
  /** Why it is not trusted, e.g. `CERT_REVOKED`. */
  readonly problem?: string;
}

/** A charge point that asks to be connected. */
export interface ConnectRequest {
  /** The last segment of the path, unescaped. */
  readonly chargePointId: string;
  /** User and password of basic authentication. */
  readonly user?: string;
  readonly password?: string;
  readonly remoteAddress: string;
  /** The certificate that the charge point has shown. */
  readonly clientCertificate?: ShownCertificate;
}

/** HTTP status of a refusal: 401 for wrong credentials, 404 for an unknown charge point. */
export type Admission = 'accept' | 401 | 403 | 404;

export interface OcppJServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Path before the identity, with a slash at both ends. */
  readonly path: string;
  /** How long to wait for the answer to a CALL, milliseconds. */
  readonly callTimeoutMs: number;
  readonly admit: (request: ConnectRequest) => Admission | Promise<Admission>;
  readonly answer: (chargePointId: string, call: Call) => Promise<Answer>;
  readonly onConnected?: (chargePointId: string) => void;
  readonly onDisconnected?: (chargePointId: string, code: number) => void;
  readonly onText?: (chargePointId: string, direction: 'in' | 'out', text: string) => void;
}

interface Peer {
  readonly socket: WebSocket;
  readonly rpc: RpcConnection;
}

/** The central system's end of OCPP-J 1.6: one RPC connection per charge point. */
export class OcppJServer {
  readonly #options: OcppJServerOptions;
  readonly #peers = new Map<string, Peer>();
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_INCOMING_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUB_PROTOCOL) ? SUB_PROTOCOL : false),
  });

  constructor(options: OcppJServerOptions) {
    this.#options = options;
    this.#server.on('wsClientError', (error, socket) => {
      options.log.warn({ err: error }, 'upgrade refused');
      socket.destroy();
    });
  }

  get chargePointIds(): readonly string[] {
    return [...this.#peers.keys()];
  }

  connection(chargePointId: string): RpcConnection | undefined {
    return this.#peers.get(chargePointId)?.rpc;
  }

  /** For the `upgrade` event of an HTTP server. False when the path is not one of this server. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const chargePointId = identityOf(request.url ?? '', this.#options.path);
    if (chargePointId === undefined) return false;
    socket.on('error', (error) => this.#options.log.debug({ err: error }, 'socket failed during the upgrade'));
    this.#upgrade(chargePointId, request, socket, head).catch((error: unknown) => {
      this.#options.log.error({ err: error, chargePointId }, 'upgrade failed');
      socket.destroy();
    });
    return true;
  }

  /** Ends the connection of a charge point with a close frame, or at once. */
  disconnect(chargePointId: string, way: 'close' | 'terminate' = 'close'): void {
    this.#peers.get(chargePointId)?.socket[way]();
  }

  close(): void {
    for (const chargePointId of this.chargePointIds) this.#drop(chargePointId, 1006);
    this.#server.close();
  }

  async #upgrade(chargePointId: string, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const remoteAddress = request.socket.remoteAddress ?? '';
    const asked = {
      chargePointId,
      remoteAddress,
      ...basicCredentials(request.headers.authorization),
      ...shownCertificate(request),
    };
    const admission = await this.#options.admit(asked);
    if (socket.destroyed) return;
    if (admission !== 'accept') {
      refuse(socket, admission);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#accept(chargePointId, webSocket));
  }

  #accept(chargePointId: string, socket: WebSocket): void {
    const { log, clock, random, callTimeoutMs, onText } = this.#options;
    socket.on('error', (error) => log.warn({ err: error, chargePointId }, 'connection of a charge point failed'));
    // OCPP-J 1.6 §3.2: without a sub-protocol in common the handshake is completed and the connection closed.
    if (socket.protocol !== SUB_PROTOCOL) {
      socket.close(1002, 'sub-protocol ocpp1.6 expected');
      return;
    }
    const rpc = new RpcConnection({
      clock,
      random,
      log,
      peer: chargePointId,
      callTimeoutMs,
      send: (text) => socket.send(text),
      answer: (call) => this.#options.answer(chargePointId, call),
      ...(onText === undefined ? {} : { onText: (way, text) => onText(chargePointId, way, text) }),
    });
    this.#register(chargePointId, { socket, rpc });
  }

  /** A charge point that comes back before its old connection is known to be dead replaces it. */
  #register(chargePointId: string, peer: Peer): void {
    this.#drop(chargePointId, 1006);
    this.#peers.set(chargePointId, peer);
    peer.socket.on('message', (data) => peer.rpc.receive(textOf(data)));
    peer.socket.on('close', (code) => {
      if (this.#peers.get(chargePointId) === peer) this.#drop(chargePointId, code);
    });
    this.#options.onConnected?.(chargePointId);
  }

  #drop(chargePointId: string, code: number): void {
    const peer = this.#peers.get(chargePointId);
    if (peer === undefined) return;
    this.#peers.delete(chargePointId);
    peer.rpc.close();
    peer.socket.terminate();
    this.#options.onDisconnected?.(chargePointId, code);
  }
}

/** The unescaped last segment of a URL path below `path`; undefined for other paths and for no identity at all. */
export function identityOf(url: string, path: string): string | undefined {
  const [pathname = ''] = url.split('?');
  if (!pathname.startsWith(path)) return undefined;
  const identity = pathname.slice(path.length).replace(/\/$/, '');
  if (identity === '' || identity.includes('/')) return undefined;
  try {
    return decodeURIComponent(identity);
  } catch {
    return identity;
  }
}

/** RFC 7617; the password may contain colons. */
export function basicCredentials(header: string | undefined): { user?: string; password?: string } {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return {};
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? {} : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function shownCertificate({ socket }: IncomingMessage): Pick<ConnectRequest, 'clientCertificate'> {
  if (!(socket instanceof TLSSocket)) return {};
  const shown = socket.getPeerCertificate();
  if (Object.keys(shown).length === 0) return {};
  const name = [shown.subject?.CN ?? '(without a name)'].flat()[0] ?? '';
  if (socket.authorized) return { clientCertificate: { name } };
  // Node declares an error here, but sets the name of the rule that OpenSSL found broken
  return { clientCertificate: { name, problem: String(socket.authorizationError) } };
}

function refuse(socket: Duplex, status: 401 | 403 | 404): void {
  const challenge = status === 401 ? 'WWW-Authenticate: Basic realm="OCPP"\r\n' : '';
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${challenge}Connection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
