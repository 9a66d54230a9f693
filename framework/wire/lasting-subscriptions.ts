import { FIRST_FAILURE, type MqttClient } from '../../lib/mqtt/index.js';
import { SubscriptionRefused } from './subscription-refused.js';
import type { Qos, Subscription } from './transport.js';

/** Filters in one SUBSCRIBE, as brokers limit its size. */
const LOT = 100;

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What a connection has subscribed, so that the next one can have it too. */
export class LastingSubscriptions {
  readonly #wanted = new Map<string, Qos>();
  /** Ended while there was no connection; a kept session still has them. */
  readonly #unwanted = new Set<string>();
  #waiting: Waiting[] = [];
  #client: MqttClient | undefined;
  #ended: Error | undefined;

  use(client: MqttClient): void {
    this.#client = client;
  }

  lost(): void {
    this.#client = undefined;
  }

  /** Resolves when the broker has acknowledged them, be it over the next connection. */
  async add(subscriptions: readonly Subscription[]): Promise<void> {
    for (const { filter, qos } of subscriptions) {
      this.#wanted.set(filter, qos);
      this.#unwanted.delete(filter);
    }
    const client = this.#client;
    if (client === undefined) return this.#restored();
    try {
      await subscribe(client, subscriptions, 0);
    } catch (error) {
      if (!(error instanceof SubscriptionRefused)) return this.#restored();
      subscriptions.forEach(({ filter }) => this.#wanted.delete(filter));
      throw error;
    }
  }

  async remove(filters: readonly string[]): Promise<void> {
    for (const filter of filters) {
      this.#wanted.delete(filter);
      this.#unwanted.add(filter);
    }
    // where the connection is lost meanwhile they are not asked for again
    await this.#unsubscribe(this.#client, filters).catch(() => undefined);
  }

  /** Subscribes everything over a new connection; retained messages come again where the session is a new one. */
  async restore(client: MqttClient, sessionKept: boolean): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const wanted = [...this.#wanted].map(([filter, qos]) => ({ filter, qos }));
      for (let at = 0; at < wanted.length; at += LOT) {
        await subscribe(client, wanted.slice(at, at + LOT), sessionKept ? 1 : 0);
      }
      await this.#unsubscribe(client, [...this.#unwanted]);
      waiting.forEach(({ resolve }) => resolve());
    } catch (error) {
      this.#waiting.push(...waiting);
      if (this.#ended !== undefined) this.end(this.#ended);
      throw error;
    }
  }

  /** There will be no further connection. */
  end(error: Error): void {
    this.#ended = error;
    this.#waiting.splice(0).forEach(({ reject }) => reject(error));
  }

  #restored(): Promise<void> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async #unsubscribe(client: MqttClient | undefined, filters: readonly string[]): Promise<void> {
    if (client === undefined || filters.length === 0) return;
    await client.unsubscribe(filters);
    filters.forEach((filter) => this.#unwanted.delete(filter));
  }
}

/** Throws `SubscriptionRefused` with the filters that the broker did not take. */
export async function subscribe(
  client: MqttClient,
  subscriptions: readonly Subscription[],
  retainHandling: 0 | 1,
): Promise<void> {
  const codes = await client.subscribe(subscriptions.map((subscription) => ({ ...subscription, retainHandling })));
  const refused = subscriptions.filter((_, index) => (codes[index] ?? FIRST_FAILURE) >= FIRST_FAILURE);
  if (refused.length > 0) throw new SubscriptionRefused(refused.map(({ filter }) => filter));
}
