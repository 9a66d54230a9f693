import { hasWildcard, matchesFilter } from '../../lib/mqtt/index.js';
import type { PublishOptions, ReceivedMessage, Subscription, Transport } from './transport.js';

/** A broker without a network for tests: delivers in order, each message in a microtask of its own. */
export class MemoryBroker {
  readonly #connections = new Set<MemoryTransport>();
  readonly #retained = new Map<string, string>();

  connect(): Transport {
    const connection = new MemoryTransport(this);
    this.#connections.add(connection);
    return connection;
  }

  /** Everything that is stored at the moment, by topic. */
  get retained(): ReadonlyMap<string, string> {
    return this.#retained;
  }

  publish(topic: string, payload: string, retain: boolean): void {
    if (retain && payload === '') this.#retained.delete(topic);
    else if (retain) this.#retained.set(topic, payload);
    for (const connection of this.#connections) connection.offer({ topic, payload, retained: false });
  }

  replay(connection: MemoryTransport, filter: string): void {
    for (const [topic, payload] of this.#retained) {
      if (matchesFilter(filter, topic)) connection.deliver({ topic, payload, retained: true });
    }
  }

  drop(connection: MemoryTransport): void {
    this.#connections.delete(connection);
  }
}

class MemoryTransport implements Transport {
  readonly #broker: MemoryBroker;
  readonly #exact = new Set<string>();
  readonly #wildcards = new Set<string>();
  #handler: (message: ReceivedMessage) => void = () => undefined;

  constructor(broker: MemoryBroker) {
    this.#broker = broker;
  }

  async publish(topic: string, payload: string, options: PublishOptions): Promise<void> {
    this.#broker.publish(topic, payload, options.retain === true);
  }

  async subscribe(subscriptions: readonly Subscription[]): Promise<void> {
    for (const { filter } of subscriptions) {
      (hasWildcard(filter) ? this.#wildcards : this.#exact).add(filter);
      this.#broker.replay(this, filter);
    }
  }

  async unsubscribe(filters: readonly string[]): Promise<void> {
    for (const filter of filters) {
      this.#exact.delete(filter);
      this.#wildcards.delete(filter);
    }
  }

  onMessage(handler: (message: ReceivedMessage) => void): void {
    this.#handler = handler;
  }

  onLost(): void {
    // memory cannot be lost
  }

  async close(): Promise<void> {
    this.#broker.drop(this);
  }

  offer(message: ReceivedMessage): void {
    const wanted =
      this.#exact.has(message.topic) || [...this.#wildcards].some((filter) => matchesFilter(filter, message.topic));
    if (wanted) this.deliver(message);
  }

  deliver(message: ReceivedMessage): void {
    queueMicrotask(() => this.#handler(message));
  }
}
