import type { Clock, Timer } from '../lib/clock/clock.js';
import { decodeFrame, type Frame } from '../lib/ocpp-j/index.js';
import { MessageNotReceived } from './errors.js';
import type { Message } from './message.js';

const MAX_MESSAGES = 10_000;
const MAX_OPEN_CALLS = 1000;

export interface NextOptions {
  readonly chargePointId?: string;
  readonly where?: (message: Message) => boolean;
  /** Milliseconds; default 10 s. */
  readonly timeoutMs?: number;
}

interface Waiter {
  readonly matches: (message: Message) => boolean;
  readonly resolve: (message: Message) => void;
}

/** The latest messages of all connections, and who waits for the next ones. */
export class MessageHistory {
  readonly #clock: Clock;
  readonly #messages: Message[] = [];
  readonly #taken = new WeakSet<Message>();
  readonly #waiters = new Set<Waiter>();
  readonly #actions = new Map<string, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): readonly Message[] {
    return this.#messages;
  }

  /** Reads a text that was received or sent, and finds out which action an answer belongs to. */
  record(chargePointId: string, direction: 'received' | 'sent', text: string): Message {
    const frame = decodeFrame(text);
    const seen = { atMs: this.#clock.now(), chargePointId, direction };
    const message: Message =
      frame.type === 'malformed'
        ? { ...seen, kind: 'malformed', id: '', action: '', payload: text }
        : {
            ...seen,
            kind: frame.type,
            id: frame.id,
            action: this.#actionOf(chargePointId, direction, frame),
            payload: payloadOf(frame),
          };
    this.#add(message);
    return message;
  }

  /** The earliest received call of this action that `next` has not returned before; waits for it if need be. */
  next(action: string, { chargePointId, where, timeoutMs = 10_000 }: NextOptions = {}): Promise<Message> {
    const matches = (message: Message): boolean =>
      message.direction === 'received' &&
      message.kind === 'call' &&
      message.action === action &&
      (chargePointId === undefined || message.chargePointId === chargePointId) &&
      (where === undefined || where(message));
    const known = this.#messages.find((message) => !this.#taken.has(message) && matches(message));
    if (known === undefined) return this.#wait(action, matches, timeoutMs);
    this.#taken.add(known);
    return Promise.resolve(known);
  }

  #wait(action: string, matches: (message: Message) => boolean, timeoutMs: number): Promise<Message> {
    return new Promise((resolve, reject) => {
      const timer: Timer = this.#clock.setTimeout(() => {
        this.#waiters.delete(waiter);
        reject(new MessageNotReceived(action, timeoutMs));
      }, timeoutMs);
      const waiter: Waiter = {
        matches,
        resolve: (message) => {
          timer.cancel();
          resolve(message);
        },
      };
      this.#waiters.add(waiter);
    });
  }

  #add(message: Message): void {
    this.#messages.push(message);
    if (this.#messages.length > MAX_MESSAGES) this.#messages.splice(0, MAX_MESSAGES / 10);
    const waiter = [...this.#waiters].find(({ matches }) => matches(message));
    if (waiter === undefined) return;
    this.#waiters.delete(waiter);
    this.#taken.add(message);
    waiter.resolve(message);
  }

  #actionOf(chargePointId: string, direction: 'received' | 'sent', frame: Frame): string {
    const asker = (frame.type === 'call') === (direction === 'received') ? 'charge point' : 'central system';
    const key = JSON.stringify([chargePointId, asker, frame.id]);
    if (frame.type !== 'call') {
      const action = this.#actions.get(key) ?? '';
      this.#actions.delete(key);
      return action;
    }
    this.#actions.set(key, frame.action);
    const [oldest] = this.#actions.keys();
    if (this.#actions.size > MAX_OPEN_CALLS && oldest !== undefined) this.#actions.delete(oldest);
    return frame.action;
  }
}

function payloadOf(frame: Frame): unknown {
  if (frame.type !== 'error') return frame.payload;
  return { code: frame.code, description: frame.description, details: frame.details };
}
