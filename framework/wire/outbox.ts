import type { Clock } from '../../lib/clock/clock.js';
import type { PublishOptions } from './transport.js';

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly options: PublishOptions;
  /** Running number of this sender. */
  readonly number: number;
  /** On the monotonic clock, in ms; nobody waits for it afterwards. */
  readonly expiresAtMs: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  state: 'waiting' | 'sent' | 'confirmed' | 'given-up';
  confirmedAtMs: number;
}

/** A broker that dies may have confirmed messages that it had not passed on yet; those of the last second are sent again. */
const CONFIRMED_MS = 1000;
const CONFIRMED_MAX = 2000;
/** What was confirmed longer ago than a dead connection can go unnoticed has arrived. */
const UNNOTICED_MS = 60_000;

/** Everything a connection has to publish, in order, until it is certain that the broker has passed it on. */
export class Outbox {
  readonly #clock: Clock;
  #messages: OutgoingMessage[] = [];
  #number = 0;
  #open = 0;
  #openSize = 0;
  #lastConfirmedMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Messages that the broker has not confirmed. */
  get open(): number {
    return this.#open;
  }

  /** Characters in the payloads of those. */
  get openSize(): number {
    return this.#openSize;
  }

  add(
    topic: string,
    payload: string,
    options: PublishOptions,
    settle: Pick<OutgoingMessage, 'resolve' | 'reject'>,
  ): OutgoingMessage {
    const expiresAtMs = this.#clock.monotonic() + (options.lifetimeMs ?? Infinity);
    const number = ++this.#number;
    const message: OutgoingMessage = {
      ...{ topic, payload, options, number, expiresAtMs, ...settle },
      ...{ state: 'waiting', confirmedAtMs: 0 },
    };
    this.#messages.push(message);
    this.#open += 1;
    this.#openSize += payload.length;
    return message;
  }

  close(message: OutgoingMessage, state: 'confirmed' | 'given-up'): void {
    if (!isOpen(message)) return;
    message.state = state;
    message.confirmedAtMs = this.#clock.monotonic();
    this.#lastConfirmedMs = message.confirmedAtMs;
    this.#open -= 1;
    this.#openSize -= message.payload.length;
    this.#forgetConfirmed(message.confirmedAtMs);
  }

  /** What waits to be sent. Messages that nobody waits for any more are given up. */
  waiting(): readonly OutgoingMessage[] {
    const now = this.#clock.monotonic();
    const waiting = this.#messages.filter(({ state }) => state === 'waiting');
    for (const message of waiting) {
      if (message.expiresAtMs > now) continue;
      this.close(message, 'given-up');
      message.resolve();
    }
    return waiting.filter(({ state }) => state === 'waiting');
  }

  /** After a broker has forgotten its sessions: all that may not have arrived, in order. */
  everything(): readonly OutgoingMessage[] {
    for (const message of this.#messages) if (message.state === 'sent') message.state = 'waiting';
    const waiting = new Set(this.waiting());
    const now = this.#clock.monotonic();
    const sinceMs = Math.max(now - UNNOTICED_MS, this.#lastConfirmedMs - CONFIRMED_MS);
    const isRecent = ({ state, confirmedAtMs, expiresAtMs }: OutgoingMessage): boolean =>
      state === 'confirmed' && confirmedAtMs >= sinceMs && expiresAtMs > now;
    return this.#messages.filter((message) => waiting.has(message) || isRecent(message));
  }

  rejectAll(error: Error): void {
    for (const message of this.#messages) if (isOpen(message)) message.reject(error);
    this.#messages = [];
    this.#open = 0;
    this.#openSize = 0;
  }

  #forgetConfirmed(now: number): void {
    let count = 0;
    while (this.#mayForget(this.#messages[count], now, this.#messages.length - count)) count++;
    // in lots, as to move up a long array costs its length
    if (count > 64 || count === this.#messages.length) this.#messages.splice(0, count);
  }

  #mayForget(message: OutgoingMessage | undefined, now: number, left: number): boolean {
    if (message === undefined || isOpen(message)) return false;
    return now - message.confirmedAtMs > CONFIRMED_MS || left > CONFIRMED_MAX;
  }
}

function isOpen({ state }: OutgoingMessage): boolean {
  return state === 'waiting' || state === 'sent';
}
