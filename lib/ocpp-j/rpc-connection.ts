import type { Clock, Timer } from '../clock/clock.js';
import type { Random } from '../clock/random.js';
import { errorText } from '../errors/everest-error.js';
import type { Logger } from '../log/logger.js';
import { CallRefused, CallTimeout, NotConnected } from './errors.js';
import {
  decodeFrame,
  encodeCall,
  encodeError,
  encodeResult,
  type Call,
  type CallErrorCode,
  type Frame,
} from './frame.js';
import { uniqueId } from './unique-id.js';

/** What becomes of a received CALL. */
export type Answer =
  | { readonly kind: 'result'; readonly payload: unknown }
  | { readonly kind: 'error'; readonly code: CallErrorCode; readonly description?: string; readonly details?: object }
  | { readonly kind: 'silence' };

export interface RpcOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Names the other end in errors and logs. */
  readonly peer: string;
  /** How long to wait for the answer to a CALL, milliseconds. */
  readonly callTimeoutMs: number;
  readonly send: (text: string) => void;
  readonly answer: (call: Call) => Promise<Answer>;
  /** Sees every text in both directions before it is handled. */
  readonly onText?: (direction: 'in' | 'out', text: string) => void;
}

interface Outgoing {
  readonly id: string;
  readonly action: string;
  readonly payload: unknown;
  readonly timeoutMs: number;
  readonly resolve: (payload: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** OCPP-J 1.6 §4.1: calls and answers over one connection, with one call in flight per direction. */
export class RpcConnection {
  readonly #options: RpcOptions;
  readonly #waiting: Outgoing[] = [];
  readonly #received: Call[] = [];
  #inFlight: { readonly call: Outgoing; readonly timer: Timer } | undefined;
  #isAnswering = false;
  #isClosed = false;

  constructor(options: RpcOptions) {
    this.#options = options;
  }

  /** Resolves with the payload of the answer. Rejects with `CallRefused`, `CallTimeout` or `NotConnected`. */
  call(action: string, payload: unknown, timeoutMs = this.#options.callTimeoutMs): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new NotConnected(this.#options.peer));
    return new Promise((resolve, reject) => {
      const id = uniqueId(this.#options.random);
      this.#waiting.push({ id, action, payload, timeoutMs, resolve, reject });
      this.#sendNext();
    });
  }

  /** Takes a text from the other end. Never throws. */
  receive(text: string): void {
    if (this.#isClosed) return;
    this.#options.onText?.('in', text);
    const frame = decodeFrame(text);
    if (frame.type === 'malformed') {
      this.#options.log.warn({ peer: this.#options.peer, reason: frame.reason }, 'malformed message received');
      if (frame.reply !== undefined) this.#send(frame.reply);
    } else this.#handle(frame);
  }

  /** Ends all calls; what is still being answered is not answered any more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#received.length = 0;
    const open = [...(this.#inFlight === undefined ? [] : [this.#inFlight.call]), ...this.#waiting];
    this.#inFlight?.timer.cancel();
    this.#inFlight = undefined;
    this.#waiting.length = 0;
    for (const call of open) call.reject(new NotConnected(this.#options.peer));
  }

  /** Writes a text as it is, for tests of how the other end takes it. */
  sendRaw(text: string): void {
    this.#send(text);
  }

  #handle(frame: Frame): void {
    if (frame.type === 'call') {
      this.#received.push(frame);
      void this.#answerReceived();
      return;
    }
    const call = this.#takeInFlight(frame.id);
    if (call === undefined) {
      this.#options.log.warn({ peer: this.#options.peer, id: frame.id }, 'answer to no open call ignored');
      return;
    }
    if (frame.type === 'result') call.resolve(frame.payload);
    else call.reject(new CallRefused(call.action, frame.code, frame.description, frame.details));
    this.#sendNext();
  }

  async #answerReceived(): Promise<void> {
    if (this.#isAnswering) return;
    this.#isAnswering = true;
    for (let call = this.#received.shift(); call !== undefined; call = this.#received.shift()) {
      const text = encodeAnswer(call.id, await this.#answerTo(call));
      if (text !== undefined) this.#send(text);
    }
    this.#isAnswering = false;
  }

  async #answerTo(call: Call): Promise<Answer> {
    try {
      return await this.#options.answer(call);
    } catch (error) {
      this.#options.log.error({ err: error, action: call.action }, 'call handler failed');
      return { kind: 'error', code: 'InternalError', description: errorText(error) };
    }
  }

  #sendNext(): void {
    if (this.#inFlight !== undefined) return;
    const call = this.#waiting.shift();
    if (call === undefined) return;
    const timer = this.#options.clock.setTimeout(() => this.#expire(call), call.timeoutMs);
    this.#inFlight = { call, timer };
    this.#send(encodeCall(call.id, call.action, call.payload));
  }

  #expire(call: Outgoing): void {
    if (this.#takeInFlight(call.id) === undefined) return;
    call.reject(new CallTimeout(this.#options.peer, call.action, call.timeoutMs));
    this.#sendNext();
  }

  #takeInFlight(id: string): Outgoing | undefined {
    const inFlight = this.#inFlight;
    if (inFlight?.call.id !== id) return undefined;
    inFlight.timer.cancel();
    this.#inFlight = undefined;
    return inFlight.call;
  }

  #send(text: string): void {
    if (this.#isClosed) return;
    this.#options.onText?.('out', text);
    this.#options.send(text);
  }
}

function encodeAnswer(id: string, answer: Answer): string | undefined {
  switch (answer.kind) {
    case 'result':
      return encodeResult(id, answer.payload);
    case 'error':
      return encodeError(id, answer.code, answer.description, answer.details);
    case 'silence':
      return undefined;
  }
}
