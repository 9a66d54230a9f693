import type { Timer } from '../clock/clock.js';
import { errorText } from '../errors/everest-error.js';
import { Backoff } from './backoff.js';
import type {
  ClientState,
  ConnectedInfo,
  DisconnectedInfo,
  OcppJClientOptions,
  ReconnectOptions,
} from './client-options.js';
import { ConnectionOptionsUnusable, NotConnected } from './errors.js';
import type { ConnectionFailure, FailureKind } from './failure.js';
import { Listeners } from './listeners.js';
import { Outbox } from './outbox.js';
import { PingWatch } from './ping.js';
import type { Socket, SocketEvents } from './socket.js';
import { prepareTarget, SUB_PROTOCOL, type ConnectionSettings, type ConnectionTarget } from './target.js';
import { openWebSocket } from './ws-socket.js';

const INVALID_OPTIONS_RETRY_MS = 2_000;
const LEAST_RECONNECT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 2_000;
const TICK_MS = 1_000;
const RECOMMENDED_KEY_LENGTH = 16;
/** Close codes of RFC 6455 §7.4.1 and the IANA registry; the second announces that the station comes back (ocpp16-library.md §1.9). */
const NORMAL_CLOSURE = 1000;
const SERVICE_RESTART = 1012;

/** A charge point's connection to its central system: connects, watches, reconnects until told otherwise. */
export class OcppJClient {
  readonly #options: OcppJClientOptions;
  readonly #backoff: Backoff;
  readonly #outbox: Outbox;
  readonly #connected: Listeners<[ConnectedInfo]>;
  readonly #disconnected: Listeners<[DisconnectedInfo]>;
  readonly #text: Listeners<[string]>;
  readonly #failed: Listeners<[ConnectionFailure]>;
  #state: ClientState = 'idle';
  #socket: Socket | undefined;
  #timer: Timer | undefined;
  /** Events of an attempt count only while its number is the current one. */
  #attempt = 0;
  /** Connections whose close frame is not answered yet, by attempt. */
  readonly #closing = new Map<number, Timer>();

  constructor(options: OcppJClientOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.backoff, options.random);
    this.#outbox = new Outbox(options.clock);
    this.#connected = new Listeners(options.log);
    this.#disconnected = new Listeners(options.log);
    this.#text = new Listeners(options.log);
    this.#failed = new Listeners(options.log);
  }

  get state(): ClientState {
    return this.#state;
  }

  get isConnected(): boolean {
    return this.#state === 'connected';
  }

  /** Each `on...` returns the function that removes the listener. */
  onConnected(listener: (info: ConnectedInfo) => void): () => void {
    return this.#connected.add(listener);
  }

  onDisconnected(listener: (info: DisconnectedInfo) => void): () => void {
    return this.#disconnected.add(listener);
  }

  /** Text of every message, whatever it contains. */
  onText(listener: (text: string) => void): () => void {
    return this.#text.add(listener);
  }

  /** Every attempt that did not lead to a connection. */
  onFailed(listener: (failure: ConnectionFailure) => void): () => void {
    return this.#failed.add(listener);
  }

  /** Starts connecting at once. While connected it reconnects; while an attempt is under way it does nothing. */
  connect(): void {
    if (this.#state === 'connected') this.reconnect();
    if (this.#state === 'idle') this.#dial();
  }

  /**
   * Closes what is there and comes back: at once, or after two seconds or the first back-off step, whichever is longer.
   * Does nothing after `disconnect`.
   */
  reconnect({ isAtOnce = false }: ReconnectOptions = {}): void {
    if (this.#state === 'idle') return;
    this.#backoff.reset();
    this.#leave('close', { code: SERVICE_RESTART, reason: 'reconnecting' }, isAtOnce ? 0 : this.#reconnectMs());
  }

  /** Ends the connection and the intent to have one. */
  disconnect(reason = 'disconnected'): void {
    this.#backoff.reset();
    this.#leave('close', { code: NORMAL_CLOSURE, reason });
  }

  /** Resolves when the frame has left; rejects with `NotConnected` or, at the latest after ten seconds, `SendFailed`. */
  send(text: string): Promise<void> {
    if (this.#state !== 'connected' || this.#socket === undefined) {
      return Promise.reject(new NotConnected('the central system'));
    }
    return this.#outbox.send(this.#socket, text);
  }

  #dial(): void {
    this.#state = 'connecting';
    const attempt = ++this.#attempt;
    this.#settings().then(
      (settings) => this.#ifCurrent(attempt, () => this.#open(attempt, settings)),
      (error: unknown) =>
        this.#ifCurrent(attempt, () => this.#fail({ kind: kindOf(error), message: errorText(error) })),
    );
  }

  async #settings(): Promise<ConnectionSettings> {
    return this.#options.settings();
  }

  #open(attempt: number, settings: ConnectionSettings): void {
    const prepared = prepareTarget(settings);
    if (!prepared.ok) {
      this.#fail(prepared.failure);
      return;
    }
    this.#warnOfShortKey(settings);
    this.#timer = this.#options.clock.setTimeout(() => {
      this.#fail({ kind: 'timeout', message: `no connection within ${CONNECT_TIMEOUT_MS} ms` });
    }, CONNECT_TIMEOUT_MS);
    const { openSocket = openWebSocket } = this.#options;
    try {
      const socket = openSocket(prepared.target, this.#socketEvents(attempt, prepared.target));
      if (attempt === this.#attempt) this.#socket = socket;
    } catch (error) {
      this.#fail({ kind: 'options', message: errorText(error) });
    }
  }

  #socketEvents(attempt: number, target: ConnectionTarget): SocketEvents {
    const watch = new PingWatch();
    return {
      opened: (subProtocol) => this.#ifCurrent(attempt, () => this.#opened(target, subProtocol, watch)),
      text: (text) => this.#ifCurrent(attempt, () => this.#text.emit(text)),
      pong: () => watch.pong(),
      failed: (failure) => {
        this.#hasEnded(attempt);
        this.#ifCurrent(attempt, () => this.#fail(failure, target));
      },
      closed: (code, reason) => {
        this.#hasEnded(attempt);
        this.#ifCurrent(attempt, () => this.#leave('terminate', { code, reason }, this.#backoff.nextS() * 1000));
      },
    };
  }

  #ifCurrent(attempt: number, work: () => void): void {
    if (attempt === this.#attempt) work();
  }

  #opened(target: ConnectionTarget, subProtocol: string, watch: PingWatch): void {
    this.#timer?.cancel();
    this.#backoff.reset();
    this.#state = 'connected';
    if (subProtocol !== SUB_PROTOCOL) {
      this.#options.log.warn({ subProtocol }, 'central system did not select the sub-protocol ocpp1.6');
    }
    this.#timer = this.#options.clock.setInterval(() => this.#tick(watch), TICK_MS);
    this.#connected.emit({ uri: target.uri, subProtocol });
  }

  #tick(watch: PingWatch): void {
    const settings = this.#options.ping();
    const action = watch.tick(settings);
    if (action === 'ping') this.#ping(settings.payload);
    if (action !== 'give-up') return;
    this.#options.log.warn({ pongTimeoutS: settings.pongTimeoutS }, 'no pong, closing the connection');
    this.#leave('terminate', { code: 1006, reason: 'no pong' }, this.#reconnectMs());
  }

  #reconnectMs(): number {
    return Math.max(LEAST_RECONNECT_MS, this.#backoff.nextS() * 1000);
  }

  /** A socket that is just closing refuses it, which may not end the tick. */
  #ping(payload: string): void {
    try {
      this.#socket?.ping(payload);
    } catch (error) {
      this.#options.log.warn({ err: error }, 'ping was not sent');
    }
  }

  #fail(failure: ConnectionFailure, target?: ConnectionTarget): void {
    this.#options.log.warn({ ...failure }, 'connection attempt failed');
    if (failure.isHostName === true && target?.tls?.allowWildcards === false) {
      this.#options.log.warn('if the certificate holds a wildcard, VerifyCsmsAllowWildcards may be what is missing');
    }
    const retryMs = failure.kind === 'options' ? INVALID_OPTIONS_RETRY_MS : this.#backoff.nextS() * 1000;
    this.#leave('terminate', { code: 1006, reason: failure.message }, retryMs);
    this.#failed.emit(failure);
  }

  /** Forgets socket, timers and unsent frames. Listeners run last, when what comes next is already decided. */
  #leave(way: 'close' | 'terminate', info: DisconnectedInfo, retryMs?: number): void {
    const wasConnected = this.#state === 'connected';
    const socket = this.#socket;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#socket = undefined;
    if (socket !== undefined) this.#end(socket, way === 'close' ? info.code : undefined, this.#attempt);
    this.#attempt++;
    this.#state = retryMs === undefined ? 'idle' : 'waiting';
    if (retryMs !== undefined) this.#timer = this.#options.clock.setTimeout(() => this.#dial(), retryMs);
    this.#outbox.discard();
    if (wasConnected) this.#disconnected.emit(info);
  }

  /** Without a code at once. A peer that does not answer the close frame is cut off. */
  #end(socket: Socket, code: number | undefined, attempt: number): void {
    const { clock, log } = this.#options;
    try {
      if (code === undefined) {
        this.#hasEnded(attempt);
        return socket.terminate();
      }
      this.#closing.set(
        attempt,
        clock.setTimeout(() => this.#end(socket, undefined, attempt), CLOSE_TIMEOUT_MS),
      );
      socket.close(code);
    } catch (error) {
      log.debug({ err: error }, 'socket was already closed');
    }
  }

  #hasEnded(attempt: number): void {
    this.#closing.get(attempt)?.cancel();
    this.#closing.delete(attempt);
  }

  #warnOfShortKey({ authorizationKey, securityProfile }: ConnectionSettings): void {
    const isUsed = securityProfile === 1 || securityProfile === 2;
    if (!isUsed || (authorizationKey ?? '').length >= RECOMMENDED_KEY_LENGTH) return;
    this.#options.log.warn('AuthorizationKey is shorter than 16 characters');
  }
}

/** What settings cannot be told for. */
function kindOf(error: unknown): FailureKind {
  return error instanceof ConnectionOptionsUnusable ? 'options' : 'credentials';
}
