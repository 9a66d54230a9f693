import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { EverestError, errorText } from '../../lib/errors/everest-error.js';
import type { Logger } from '../../lib/log/logger.js';
import { isOurHost, isOurOrigin } from './access.js';
import { failure, INTERNAL_ERROR, INVALID_REQUEST, readRequest, writeAnswer, type RpcOutcome } from './json-rpc.js';
import { callMethod, type MethodContext } from './methods.js';
import { refuse, serveStatic } from './static-files.js';

export interface ControllerOptions extends MethodContext {
  /** 0 = any free port. */
  readonly port: number;
  /** The files of the admin panel; absent where none is installed. */
  readonly wwwDir: string | undefined;
  readonly log: Logger;
}

const SUBPROTOCOL = 'everest-controller';
const MAX_REQUEST_BYTES = 1024 * 1024;
const MAX_CLIENTS = 16;
const MAX_CONNECTIONS = 64;
/** How much a client may leave unread, in bytes. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;
/** How long a client may take for a request, in ms. */
const REQUEST_MS = 5000;

class ControllerStartFailed extends EverestError {
  constructor(port: number, cause: Error) {
    super('CFG_CONTROLLER_PORT', `the controller cannot listen on port ${port}: ${cause.message}`, { cause });
  }
}

/** framework.md §32: admin requests over WebSocket and the files of a panel, for this machine only. */
export class Controller {
  readonly #options: ControllerOptions;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;

  private constructor(options: ControllerOptions) {
    this.#options = options;
    this.#server = createServer(
      { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, maxHeaderSize: 16 * 1024 },
      (request, response) => this.#request(request, response),
    );
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_REQUEST_BYTES,
      perMessageDeflate: false,
      handleProtocols: () => SUBPROTOCOL,
    });
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#sockets.on('connection', (socket) => this.#connected(socket));
  }

  static async start(options: ControllerOptions): Promise<Controller> {
    const controller = new Controller(options);
    await controller.#listen();
    options.log.info({ port: controller.port }, 'controller listens');
    return controller;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? 0;
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #listen(): Promise<void> {
    const { port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => reject(new ControllerStartFailed(port, error)));
      this.#server.listen({ port, host: '127.0.0.1' }, () => resolve());
    });
  }

  #request(request: IncomingMessage, response: ServerResponse): void {
    if (!isOurHost(request.headers.host)) return refuse(response, 403, 'this host is not served here');
    serveStatic(this.#options.wwwDir, request, response);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // a client that goes in the middle of the handshake is no news
    socket.on('error', () => undefined);
    const refusal = this.#refusal(request);
    if (refusal !== undefined) {
      this.#options.log.warn({ status: refusal, origin: request.headers.origin }, 'controller client refused');
      return void socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    }
    this.#sockets.handleUpgrade(request, socket, head, (client) => this.#sockets.emit('connection', client, request));
  }

  #refusal({ headers }: IncomingMessage): string | undefined {
    if (!isOurHost(headers.host) || !isOurOrigin(headers.origin, this.port)) return '403 Forbidden';
    const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!offered.includes(SUBPROTOCOL)) return '400 Bad Request';
    return this.#sockets.clients.size >= MAX_CLIENTS ? '503 Service Unavailable' : undefined;
  }

  #connected(client: WebSocket): void {
    client.on('error', (error) => this.#options.log.debug({ reason: error.message }, 'controller client failed'));
    client.on('message', (data, isBinary) => {
      if (client.bufferedAmount > MAX_UNREAD_BYTES) return client.terminate();
      client.send(this.#answer(data, isBinary), () => undefined);
    });
  }

  #answer(data: RawData, isBinary: boolean): string {
    if (isBinary) return writeAnswer(null, failure(INVALID_REQUEST, 'a request is text'));
    const reading = readRequest((data as Buffer).toString('utf8'));
    if (!reading.ok) return writeAnswer(reading.id, reading);
    const { request } = reading;
    this.#options.log.debug({ method: request.method.slice(0, 64) }, 'controller request');
    return writeAnswer(
      request.id,
      this.#call(() => callMethod(request, this.#options)),
    );
  }

  #call(method: () => RpcOutcome): RpcOutcome {
    try {
      return method();
    } catch (error) {
      this.#options.log.error({ err: error }, 'controller request failed');
      return failure(INTERNAL_ERROR, errorText(error));
    }
  }
}
