import { decodeFrame, type ConnectionFailure } from '../../../../../../lib/ocpp-j/index.js';
import type { ChargePointTransport } from '../../../../../../lib/ocpp16/charge-point/options.js';
import {
  isAction,
  isActionToCsms,
  validateRequest,
  validateResponse,
  type ActionToChargePoint,
  type ActionToCsms,
  type Request,
  type Response,
} from '../../../../../../lib/ocpp16/messages/index.js';
import { holdAgainstStandard } from '../../../../../support/standard-schemas.js';

/** Says nothing to a CALL. */
export const silence = Symbol('silence');

export interface CallError {
  readonly error: string;
}

type Reply = Record<string, unknown> | CallError | typeof silence;
type Answerer = (payload: never) => Reply;

export interface Frame {
  readonly action: string;
  readonly payload: Record<string, unknown>;
  readonly messageId: string;
}

/** A central system at the other end of a transport without a network. It answers everything with Accepted. */
export class FakeCsms implements ChargePointTransport {
  isReachable = true;
  transactionId = 0;
  /** CALLs of the station and its answers (`=Action`) in order of arrival. */
  readonly received: Frame[] = [];
  /** What the station sent against the standard. */
  readonly violations: string[] = [];
  readonly #ids = new Set<string>();
  readonly #answers = new Map<string, Answerer>();
  readonly #pending = new Map<string, { action: string; resolve: (answer: unknown) => void }>();
  #isWanted = false;
  #isOpen = false;
  #calls = 0;
  #text: (text: string) => void = () => undefined;
  #connected: () => void = () => undefined;
  #disconnected: () => void = () => undefined;
  #failed: (failure: ConnectionFailure) => void = () => undefined;
  reconnects = 0;

  constructor(readonly now: () => number) {
    this.on('BootNotification', () => this.boot('Accepted', 3600));
    this.on('Heartbeat', () => ({ currentTime: this.time() }));
    this.on('Authorize', () => ({ idTagInfo: { status: 'Accepted' } }));
    this.on('StartTransaction', () => ({ transactionId: ++this.transactionId, idTagInfo: { status: 'Accepted' } }));
    this.on('StopTransaction', () => ({ idTagInfo: { status: 'Accepted' } }));
    this.on('DataTransfer', () => ({ status: 'Accepted' }));
  }

  boot(status: Response<'BootNotification'>['status'], interval: number): Response<'BootNotification'> {
    return { status, interval, currentTime: this.time() };
  }

  time(): string {
    return new Date(this.now()).toISOString();
  }

  /** What to answer from now on. */
  on<A extends ActionToCsms>(action: A, answer: (payload: Request<A>) => Reply): void {
    this.#answers.set(action, answer);
  }

  connect(): void {
    this.#isWanted = true;
    if (this.isReachable && !this.#isOpen) this.open();
  }

  disconnect(): void {
    this.#isWanted = false;
    this.drop();
  }

  reconnect(): void {
    this.reconnects++;
    this.drop();
    if (this.isReachable) this.open();
  }

  /** The connection comes into being, if the station wants one. */
  open(): void {
    this.isReachable = true;
    if (!this.#isWanted || this.#isOpen) return;
    this.#isOpen = true;
    // OCPP-J 1.6 §4.1.4: ids are unique on one connection.
    this.#ids.clear();
    this.#connected();
  }

  /** The connection breaks. */
  drop(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#disconnected();
  }

  lose(): void {
    this.isReachable = false;
    this.drop();
  }

  fail(failure: ConnectionFailure): void {
    this.#failed(failure);
  }

  send(text: string): void {
    const frame = JSON.parse(text) as [number, string, ...unknown[]];
    if (frame[0] === 2) this.#called(frame[1], String(frame[2]), frame[3] as Record<string, unknown>);
    else this.#answered(frame);
  }

  onText(listener: (text: string) => void): void {
    this.#text = listener;
  }

  onConnected(listener: () => void): void {
    this.#connected = listener;
  }

  onDisconnected(listener: () => void): void {
    this.#disconnected = listener;
  }

  onFailed(listener: (failure: ConnectionFailure) => void): void {
    this.#failed = listener;
  }

  /** A CALL to the station; resolves with the payload of the answer, or with `{ error: code }`. */
  call<A extends ActionToChargePoint>(action: A, payload: Request<A>): Promise<unknown> {
    const messageId = `csms-${++this.#calls}`;
    return new Promise((resolve) => {
      this.#pending.set(messageId, { action, resolve });
      this.#text(JSON.stringify([2, messageId, action, payload]));
    });
  }

  /** Any text at all. */
  say(text: string): void {
    const frame = decodeFrame(text);
    if (frame.type === 'call') this.#pending.set(frame.id, { action: frame.action, resolve: () => undefined });
    this.#text(text);
  }

  #called(messageId: string, action: string, payload: Record<string, unknown>): void {
    this.received.push({ action, payload, messageId });
    holdAgainstStandard(action, 'req', payload);
    this.#check(messageId, isActionToCsms(action) ? validateRequest(action, payload) : { message: 'no such action' });
    const reply = this.#answers.get(action)?.(payload as never) ?? {};
    if (reply === silence) return;
    const frame = 'error' in reply ? [4, messageId, reply.error, '', {}] : [3, messageId, reply];
    queueMicrotask(() => {
      if (this.#isOpen) this.#text(JSON.stringify(frame));
    });
  }

  #answered([type, messageId, payload]: [number, string, ...unknown[]]): void {
    const call = this.#pending.get(messageId);
    this.#pending.delete(messageId);
    const answer = type === 3 ? payload : { error: payload };
    this.received.push({ action: `=${call?.action ?? '?'}`, payload: answer as Record<string, unknown>, messageId });
    const action = call?.action ?? '';
    if (type === 3 && isAction(action)) {
      holdAgainstStandard(action, 'conf', payload);
      this.#check(messageId, validateResponse(action, payload));
    }
    call?.resolve(answer);
  }

  #check(messageId: string, violation: { readonly message: string } | undefined): void {
    if (violation !== undefined) this.violations.push(`${messageId}: ${violation.message}`);
    if (this.#ids.has(messageId)) this.violations.push(`${messageId} was used twice`);
    this.#ids.add(messageId);
  }
}
