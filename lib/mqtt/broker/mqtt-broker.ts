import type { Duplex } from 'node:stream';
import { REASON } from '../codec/reason-codes.js';
import { limitsOf, type BrokerCounts, type MqttBrokerOptions } from './broker-options.js';
import type { BrokerParts } from './broker-parts.js';
import { BrokerConnection } from './connection.js';
import { RetainedMessages } from './retained-messages.js';
import { Router } from './router.js';
import { Sessions } from './sessions.js';
import { SubscriptionIndex } from './subscription-index.js';

/** How long clients may take, when the broker ends, to take over what is on its way, in ms. */
const DELIVERY_MS = 500;

/** An MQTT broker for versions 3.1, 3.1.1 and 5, over any streams. What it knows lives as long as it does. */
export class MqttBroker {
  readonly #parts: BrokerParts;
  readonly #connections = new Map<BrokerConnection, Duplex>();
  #isClosed = false;

  constructor(options: MqttBrokerOptions) {
    const { clock, log, random, hooks = {} } = options;
    const limits = limitsOf(options);
    const counts: BrokerCounts = { connections: 0, refused: 0, violations: 0, slowClients: 0, dropped: 0 };
    const index = new SubscriptionIndex();
    const sessions = new Sessions({ clock, counts, queueLimitBytes: limits.queueLimitBytes }, random, index);
    const router = new Router(index, new RetainedMessages(clock));
    this.#parts = { clock, log, hooks, limits, counts, index, router, sessions };
  }

  get counts(): Readonly<BrokerCounts> {
    return this.#parts.counts;
  }

  /** How many sessions are known, those of clients that are away included. */
  get sessions(): number {
    return this.#parts.sessions.size;
  }

  /** Serves a client over a stream that it has opened. */
  accept(stream: Duplex): void {
    if (this.#isClosed) return void stream.destroy();
    this.#parts.counts.connections += 1;
    const connection = new BrokerConnection(stream, this.#parts);
    this.#connections.set(connection, stream);
    stream.once('close', () => this.#connections.delete(connection));
  }

  /** Has clients take over what is on its way, within 0.5 s; then tells them and closes their streams, within 1 s more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#delivered();
    const streams = [...this.#connections.values()];
    const closed = streams.map((stream) => new Promise<void>((resolve) => stream.once('close', resolve)));
    for (const connection of this.#connections.keys()) connection.close(REASON.SHUTTING_DOWN, 'the broker ends');
    await Promise.all(closed);
    this.#parts.sessions.close();
  }

  /** Without its handshake a message with QoS 2 may never reach the application of a client. */
  async #delivered(): Promise<void> {
    const all = Promise.all([...this.#connections.keys()].map((connection) => connection.settled()));
    const limit = new AbortController();
    const late = this.#parts.clock.sleep(DELIVERY_MS, limit.signal).catch(() => undefined);
    await Promise.race([all, late]).finally(() => limit.abort());
  }
}
