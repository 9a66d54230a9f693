import type { PublishOptions, ReceivedMessage, Subscription, Transport } from '../wire/transport.js';

/** A connection that knows which of its messages the broker has not taken over yet. */
export class KeptTransport implements Transport {
  readonly #inner: Transport;
  readonly #open = new Set<Promise<void>>();

  constructor(inner: Transport) {
    this.#inner = inner;
  }

  publish(topic: string, payload: string, options: PublishOptions): Promise<void> {
    const publishing = this.#inner.publish(topic, payload, options);
    const forget = (): void => void this.#open.delete(publishing);
    this.#open.add(publishing);
    publishing.then(forget, forget);
    return publishing;
  }

  /** Resolves when the broker has everything that was published up to now, or cannot be given it. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#open);
  }

  subscribe(subscriptions: readonly Subscription[]): Promise<void> {
    return this.#inner.subscribe(subscriptions);
  }

  unsubscribe(filters: readonly string[]): Promise<void> {
    return this.#inner.unsubscribe(filters);
  }

  onMessage(handler: (message: ReceivedMessage) => void): void {
    this.#inner.onMessage(handler);
  }

  onLost(handler: (reason: string) => void): void {
    this.#inner.onLost(handler);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
