import type { PublishOptions, Transport } from './transport.js';

/** Whether the broker keeps up with what is published over some connections. */
export class Backlog {
  #published = 0;
  #settled = 0;
  #publishedBefore = 0;

  /** Counts what is published over a connection. */
  watch(inner: Transport): Transport {
    return {
      publish: (topic, payload, options) => this.#count(inner, topic, payload, options),
      subscribe: (subscriptions) => inner.subscribe(subscriptions),
      unsubscribe: (filters) => inner.unsubscribe(filters),
      onMessage: (handler) => inner.onMessage(handler),
      onLost: (handler) => inner.onLost(handler),
      ...(inner.onReconnected !== undefined && { onReconnected: (handler) => inner.onReconnected?.(handler) }),
      close: () => inner.close(),
    };
  }

  /** Whether the broker has yet to take over what was published before the last question. */
  isBehind(): boolean {
    const isBehind = this.#settled < this.#publishedBefore;
    this.#publishedBefore = this.#published;
    return isBehind;
  }

  #count(inner: Transport, topic: string, payload: string, options: PublishOptions): Promise<void> {
    const publishing = inner.publish(topic, payload, options);
    this.#published += 1;
    const settled = (): void => {
      this.#settled += 1;
    };
    publishing.then(settled, settled);
    return publishing;
  }
}
