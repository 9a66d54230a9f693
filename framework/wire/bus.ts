import { errorText } from '../../lib/errors/everest-error.js';
import type { Logger } from '../../lib/log/logger.js';
import { decodeEnvelope, encodeEnvelope, type Envelope, type MessageType } from './envelope.js';
import { Topics } from './topics.js';
import type { PublishOptions, ReceivedMessage, Reconnection, Transport } from './transport.js';

export type EnvelopeHandler = (envelope: Envelope) => void;
type BusPublishOptions = PublishOptions & { readonly qos: 0 | 2 };
type TextHandler = (payload: string, topic: string) => void;

interface Listener {
  readonly topic: string;
  readonly qos: 0 | 2;
  readonly deliver: TextHandler;
  /** The broker has acknowledged the subscription. */
  active: boolean;
  /** Retained messages come again with every new subscription of the connection; each listener gets them once. */
  retainedSeen: boolean;
}

/** framework.md §17.3: nobody waits longer for the answer of a command, in ms. */
const COMMAND_LIFETIME_MS = 300_000;

interface WaitingSubscription {
  readonly listener: Listener;
  readonly done: (error?: Error) => void;
}

/**
 * Envelopes over one connection. Several modules of one process share it, so listeners are kept per topic, and
 * subscriptions asked for in the same turn go out in one packet.
 */
export class Bus {
  readonly topics: Topics;
  readonly #transport: Transport;
  readonly #log: Logger;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #warned = new Set<string>();
  #waiting: WaitingSubscription[] = [];
  #onPublishFailure: (error: Error) => void;
  #onReconnected = ({ subscribed, release }: Reconnection): void => void subscribed.then(release, () => undefined);

  constructor(transport: Transport, prefix: string, log: Logger) {
    this.topics = new Topics(prefix);
    this.#transport = transport;
    this.#log = log;
    this.#onPublishFailure = (error) => this.#log.error({ err: error }, 'message could not be published');
    transport.onMessage((message) => this.#receive(message));
    transport.onReconnected?.((reconnection) => this.#reconnected(reconnection));
  }

  /** Called each time that a lost connection is back; what is published waits until its `release`. */
  onReconnected(handler: (reconnection: Reconnection) => void): void {
    this.#onReconnected = handler;
  }

  onPublishFailure(handler: (error: Error) => void): void {
    this.#onPublishFailure = handler;
  }

  /** Publishes an envelope with QoS 2. Order of calls is order on the wire. */
  publish(topic: string, type: MessageType, data: unknown, retain = false): Promise<void> {
    return this.#transport.publish(topic, encodeEnvelope(type, data), { qos: 2, retain });
  }

  /** Like `publish`, for callers that do not wait; a failure reaches `onPublishFailure`. */
  send(topic: string, type: MessageType, data: unknown): void {
    const lifetime = type === 'Cmd' ? { lifetimeMs: COMMAND_LIFETIME_MS } : {};
    this.sendText(topic, encodeEnvelope(type, data), { qos: 2, ...lifetime });
  }

  sendText(topic: string, payload: string, options: BusPublishOptions): void {
    this.#transport.publish(topic, payload, options).catch((error: unknown) => {
      this.#onPublishFailure(error instanceof Error ? error : new Error(errorText(error)));
    });
  }

  publishText(topic: string, payload: string, options: BusPublishOptions): Promise<void> {
    return this.#transport.publish(topic, payload, options);
  }

  /** Envelopes of one exact topic. Resolves with the broker's SUBACK. Anything else on the topic is dropped and logged once. */
  subscribe(topic: string, handler: EnvelopeHandler): Promise<() => void> {
    return this.subscribeText(topic, 2, (payload) => {
      const decoded = decodeEnvelope(payload);
      if (decoded.ok) handler(decoded.envelope);
      else this.#dropped(topic, decoded.reason);
    });
  }

  /** Raw payloads of one exact topic. The returned function ends the subscription. */
  subscribeText(topic: string, qos: 0 | 2, deliver: TextHandler): Promise<() => void> {
    const listener: Listener = { topic, qos, deliver, active: false, retainedSeen: false };
    const listeners = this.#listeners.get(topic) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(topic, listeners);
    return new Promise((resolve, reject) => {
      const done = (error?: Error): void => {
        listener.active = error === undefined;
        if (error !== undefined) this.#forget(listener);
        if (error === undefined) resolve(() => this.#remove(listener));
        else reject(error);
      };
      this.#waiting.push({ listener, done });
      if (this.#waiting.length === 1) queueMicrotask(() => this.#flush());
    });
  }

  /** With a new session retained messages come again, and may say something else than before. */
  #reconnected(reconnection: Reconnection): void {
    if (!reconnection.sessionKept) {
      for (const listeners of this.#listeners.values()) {
        for (const listener of listeners) listener.retainedSeen = false;
      }
    }
    this.#onReconnected(reconnection);
  }

  /** Logs a dropped message, once per topic and reason. */
  #dropped(topic: string, reason: string): void {
    const key = `${topic} ${reason}`;
    if (this.#warned.has(key) || this.#warned.size > 1000) return;
    this.#warned.add(key);
    this.#log.warn({ topic, reason }, 'message dropped');
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const filters = [...new Set(waiting.map(({ listener }) => listener.topic))];
    this.#transport.subscribe(filters.map((filter) => ({ filter, qos: this.#qosOf(filter) }))).then(
      () => waiting.forEach(({ done }) => done()),
      (error: unknown) =>
        waiting.forEach(({ done }) => done(error instanceof Error ? error : new Error(errorText(error)))),
    );
  }

  /** A new subscription replaces the one before, so it must not ask for less than an earlier listener did. */
  #qosOf(topic: string): 0 | 2 {
    return [...(this.#listeners.get(topic) ?? [])].some(({ qos }) => qos === 2) ? 2 : 0;
  }

  #remove(listener: Listener): void {
    if (!this.#forget(listener)) return;
    const { topic } = listener;
    this.#transport.unsubscribe([topic]).catch((error: unknown) => {
      this.#log.debug({ topic, reason: errorText(error) }, 'unsubscribe failed');
    });
  }

  /** Whether this was the last listener of its topic. */
  #forget(listener: Listener): boolean {
    const listeners = this.#listeners.get(listener.topic);
    if (listeners?.delete(listener) !== true || listeners.size > 0) return false;
    return this.#listeners.delete(listener.topic);
  }

  #receive({ topic, payload, retained }: ReceivedMessage): void {
    const listeners = this.#listeners.get(topic);
    if (listeners === undefined) return;
    for (const listener of [...listeners]) {
      if (retained && listener.retainedSeen) continue;
      listener.retainedSeen ||= retained || listener.active;
      listener.deliver(payload, topic);
    }
  }
}
