import { hasWildcard } from '../../lib/mqtt/index.js';
import type { Bus } from '../wire/bus.js';
import type { Lane } from '../wire/lane.js';
import { ConnectionLost, type Transport } from '../wire/transport.js';
import type { ExternalMqtt } from './api.js';
import { awaitSubscription, guarded, newLane, type ModuleScope } from './module-scope.js';

type ExternalHandler = (payload: string, topic: string) => void | Promise<void>;

/**
 * framework.md §20: topics below the external prefix. Messages of one module are handled one after the other.
 * A filter with wildcards gets a connection of its own, because a broker may deliver a message once per matching
 * subscription of a connection.
 */
export class ExternalTopics implements ExternalMqtt {
  readonly #scope: ModuleScope;
  readonly #prefix: string;
  readonly #lane: Lane;
  readonly #openConnection: () => Promise<Transport>;
  readonly #connections: Promise<Transport>[] = [];

  constructor(scope: ModuleScope, prefix: string, openConnection: () => Promise<Transport>) {
    this.#scope = scope;
    this.#prefix = prefix;
    this.#lane = newLane(scope, 'external MQTT');
    this.#openConnection = openConnection;
  }

  publish(topic: string, payload: string | number | boolean, options: { readonly retain?: boolean } = {}): void {
    this.#scope.bus.sendText(this.#prefix + topic, String(payload), { qos: 2, retain: options.retain === true });
  }

  subscribe(topic: string, handler: ExternalHandler): () => void {
    const filter = this.#prefix + topic;
    const subscribing = hasWildcard(filter)
      ? this.#subscribeApart(filter, handler)
      : this.#subscribeExact(this.#scope.bus, filter, handler);
    awaitSubscription(this.#scope, subscribing);
    return () => {
      subscribing.then(
        (end) => end(),
        () => undefined,
      );
    };
  }

  async close(): Promise<void> {
    // one that could not be opened has nothing to close
    await Promise.allSettled(this.#connections.map(async (connection) => (await connection).close()));
  }

  /** Nothing says what texts from outside look like, so one that a handler fails at is no reason to end anything. */
  #refused(topic: string, error: unknown): boolean {
    this.#scope.log.error({ topic, err: error }, 'external message could not be handled');
    return true;
  }

  #subscribeExact(bus: Bus, filter: string, handler: ExternalHandler): Promise<() => void> {
    return bus.subscribeText(filter, 0, (payload, received) => this.#deliver(handler, payload, received));
  }

  async #subscribeApart(filter: string, handler: ExternalHandler): Promise<() => void> {
    const opening = this.#openConnection();
    this.#connections.push(opening);
    const connection = await opening;
    connection.onLost((reason) => this.#scope.fail(new ConnectionLost(reason)));
    connection.onMessage(({ payload, topic }) => this.#deliver(handler, payload, topic));
    await connection.subscribe([{ filter, qos: 0 }]);
    return () => void connection.close();
  }

  #deliver(handler: ExternalHandler, payload: string, received: string): void {
    const topic = received.slice(this.#prefix.length);
    const run = (): void | Promise<void> => handler(payload, topic);
    this.#lane.run(() => guarded(this.#scope, run, (error) => this.#refused(topic, error)));
  }
}
