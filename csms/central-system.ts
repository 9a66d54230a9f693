import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Random } from '../lib/clock/random.js';
import { Listeners, OcppJServer, type RpcConnection } from '../lib/ocpp-j/index.js';
import {
  isActionToChargePoint,
  validateRequest,
  validateResponse,
  type ActionToChargePoint,
  type ActionToCsms,
  type Request,
  type Response,
} from '../lib/ocpp16/messages/index.js';
import { admission } from './admission.js';
import type { AnswerScript } from './answer-script.js';
import { CallAnswering } from './call-answering.js';
import { CertificateAuthority, type AuthorityOptions } from './certificate-authority.js';
import { ChargePoints } from './charge-points.js';
import { CONTROL_PATH, handleControl } from './control-endpoint.js';
import { ChargePointNotConnected, InvalidPayload, UnknownAction } from './errors.js';
import { closeServer, createHttpServer, listen } from './http-server.js';
import { defaultIdTags, IdTags, type IdTag } from './id-tags.js';
import { MessageHistory, type NextOptions } from './message-history.js';
import { messageLine, type Message } from './message.js';
import { defaultHost, defaultPath, defaultPort, type CentralSystemOptions } from './options.js';
import { signCertificates } from './sign-certificates.js';
import { signV2gCertificates } from './plug-and-charge.js';
import { readState, writeState } from './state-file.js';
import { Transactions } from './transactions.js';

/** A central system for one development machine. `createCentralSystem` makes one that listens. */
export class CentralSystem {
  readonly idTags: IdTags;
  readonly transactions: Transactions;
  readonly chargePoints = new ChargePoints();
  readonly #options: CentralSystemOptions;
  readonly #history: MessageHistory;
  readonly #answering: CallAnswering;
  readonly #server: OcppJServer;
  readonly #http: Server;
  readonly #messageListeners: Listeners<[Message]>;
  readonly #connectionListeners: Listeners<[chargePointId: string, isConnected: boolean]>;
  #port = 0;

  constructor(options: CentralSystemOptions) {
    this.#options = options;
    const { clock, log, idTags, acceptUnknownIdTags = idTags === undefined, heartbeatIntervalS = 300 } = options;
    const state = options.stateFile === undefined ? undefined : readState(options.stateFile);
    this.idTags = new IdTags(
      [...defaultTags(idTags), ...(state?.idTags ?? []), ...(idTags ?? [])],
      acceptUnknownIdTags,
    );
    this.transactions = new Transactions(state?.transactions, state?.nextTransactionId);
    this.#messageListeners = new Listeners(log);
    this.#connectionListeners = new Listeners(log);
    this.#history = new MessageHistory(clock);
    this.#answering = new CallAnswering({
      clock,
      idTags: this.idTags,
      transactions: this.transactions,
      heartbeatIntervalS,
      save: () => this.#save(),
    });
    if (options.authority !== undefined) this.#signCertificates(options.authority);
    this.#server = this.#createServer(options.random ?? Math.random);
    this.#http = createHttpServer((request, response) => this.#handleRequest(request, response), options.tls);
    this.#http.on('upgrade', (request, socket, head) => this.#handleUpgrade(request, socket, head));
    this.#http.on('clientError', (error, socket) => {
      log.debug({ err: error }, 'unreadable request');
      socket.destroy();
    });
  }

  /** The port that is listened on. */
  get port(): number {
    return this.#port;
  }

  /** What to configure as CentralSystemURI; the identity is appended by the charge point. */
  get url(): string {
    const { host = defaultHost, path = defaultPath, tls } = this.#options;
    return `${tls === undefined ? 'ws' : 'wss'}://${host}:${this.#port}${path}`;
  }

  get connectedIds(): readonly string[] {
    return this.#server.chargePointIds;
  }

  /** The latest messages, oldest first. */
  get messages(): readonly Message[] {
    return this.#history.all;
  }

  async start(): Promise<void> {
    const { host = defaultHost, port = defaultPort } = this.#options;
    this.#port = await listen(this.#http, host, port);
  }

  async close(): Promise<void> {
    this.#server.close();
    await closeServer(this.#http);
  }

  /** Sees every message in both directions. Returns the function that removes the listener. */
  onMessage(listener: (message: Message) => void): () => void {
    return this.#messageListeners.add(listener);
  }

  onConnection(listener: (chargePointId: string, isConnected: boolean) => void): () => void {
    return this.#connectionListeners.add(listener);
  }

  /** Calls a charge point; both payloads are checked against the definition of the action. */
  async call<A extends ActionToChargePoint>(
    chargePointId: string,
    action: A,
    payload: Request<A>,
    timeoutMs?: number,
  ): Promise<Response<A>> {
    return (await this.send(chargePointId, action, payload, timeoutMs)) as Response<A>;
  }

  /** `call` for an action and a payload that come from outside. */
  async send(chargePointId: string, action: string, payload: unknown, timeoutMs?: number): Promise<unknown> {
    if (!isActionToChargePoint(action)) throw new UnknownAction(action);
    const inRequest = validateRequest(action, payload);
    if (inRequest !== undefined) throw new InvalidPayload(`${action}.req`, inRequest);
    const answer = await this.#connection(chargePointId).call(action, payload, timeoutMs);
    const inResponse = validateResponse(action, answer);
    if (inResponse !== undefined) throw new InvalidPayload(`${action}.conf of ${chargePointId}`, inResponse);
    return answer;
  }

  /** Calls without any check of action and payloads, to see what a charge point makes of it. */
  callUnchecked(chargePointId: string, action: string, payload: unknown, timeoutMs?: number): Promise<unknown> {
    return this.#connection(chargePointId).call(action, payload, timeoutMs);
  }

  /** Sends any text as a frame. */
  sendText(chargePointId: string, text: string): void {
    this.#connection(chargePointId).sendRaw(text);
  }

  /** Has calls of an action answered by a script, which may leave single calls to the usual answer. */
  answer<A extends ActionToCsms>(action: A, script: AnswerScript<A>): () => void {
    return this.#answering.add(action, script);
  }

  /** The next received call of an action, also one that came before and was not asked for yet. */
  next(action: ActionToCsms, options?: NextOptions): Promise<Message> {
    return this.#history.next(action, options);
  }

  setIdTag(tag: IdTag): void {
    this.idTags.set(tag);
    this.#save();
  }

  removeIdTag(idTag: string): boolean {
    const wasKnown = this.idTags.remove(idTag);
    this.#save();
    return wasKnown;
  }

  /** Ends a connection with a close frame, or at once. */
  disconnect(chargePointId: string, way: 'close' | 'terminate' = 'close'): void {
    this.#server.disconnect(chargePointId, way);
  }

  #connection(chargePointId: string): RpcConnection {
    const connection = this.#server.connection(chargePointId);
    if (connection === undefined) throw new ChargePointNotConnected(chargePointId, this.connectedIds);
    return connection;
  }

  #signCertificates(options: AuthorityOptions): void {
    const { clock, log } = this.#options;
    const parts = {
      authority: new CertificateAuthority(options, clock),
      clock,
      log,
      print: (line: string) => this.#options.print?.(line),
    };
    const forClients = signCertificates({
      ...parts,
      deliver: (chargePointId, certificateChain) => this.call(chargePointId, 'CertificateSigned', { certificateChain }),
    });
    const forCars = signV2gCertificates({
      ...parts,
      deliver: (chargePointId, message) => this.call(chargePointId, 'DataTransfer', message),
    });
    this.#answering.add('SignCertificate', forClients);
    this.#answering.add('DataTransfer', forCars);
  }

  #createServer(random: Random): OcppJServer {
    const { clock, log, path = defaultPath, callTimeoutMs = 30_000 } = this.#options;
    return new OcppJServer({
      clock,
      random,
      log,
      path,
      callTimeoutMs,
      admit: (request) => admission(request, this.#options),
      answer: (chargePointId, call) => this.#answering.answer(chargePointId, call),
      onConnected: (chargePointId) => this.#connectionChanged(chargePointId, true),
      onDisconnected: (chargePointId) => this.#connectionChanged(chargePointId, false),
      onText: (chargePointId, way, text) => this.#recordText(chargePointId, way, text),
    });
  }

  #connectionChanged(chargePointId: string, isConnected: boolean): void {
    this.chargePoints.connection(chargePointId, isConnected);
    const at = new Date(this.#options.clock.now()).toISOString();
    this.#options.print?.(`${at} ${chargePointId} ${isConnected ? 'connected' : 'disconnected'}`);
    this.#connectionListeners.emit(chargePointId, isConnected);
  }

  #recordText(chargePointId: string, way: 'in' | 'out', text: string): void {
    const message = this.#history.record(chargePointId, way === 'in' ? 'received' : 'sent', text);
    if (way === 'in') this.chargePoints.received(message);
    this.#options.print?.(messageLine(message));
    this.#messageListeners.emit(message);
  }

  #save(): void {
    const { stateFile } = this.#options;
    if (stateFile === undefined) return;
    const { nextId: nextTransactionId, all: transactions } = this.transactions;
    writeState(stateFile, { nextTransactionId, transactions, idTags: this.idTags.all });
  }

  #handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#server.handleUpgrade(request, socket, head)) return;
    socket.on('error', () => socket.destroy());
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  }

  #handleRequest(request: IncomingMessage, response: ServerResponse): void {
    const send = ({ chargePointId, action, payload }: { chargePointId: string; action: string; payload: unknown }) =>
      this.send(chargePointId, action, payload);
    handleControl(request, response, send).catch((error: unknown) => {
      this.#options.log.error({ err: error, path: CONTROL_PATH }, 'control request failed');
      response.destroy();
    });
  }
}

/** Resolves when the central system listens. Rejects with `ListenFailed` or `StateFileInvalid`. */
export async function createCentralSystem(options: CentralSystemOptions): Promise<CentralSystem> {
  const centralSystem = new CentralSystem(options);
  await centralSystem.start();
  return centralSystem;
}

/** Tags that are configured win over stored ones, stored ones over the default. */
function defaultTags(configured: readonly IdTag[] | undefined): readonly IdTag[] {
  return configured === undefined ? defaultIdTags : [];
}
