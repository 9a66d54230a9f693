import type { Transport } from '../wire/transport.js';
import { wrapTransport } from '../wire/wrap-transport.js';

/** The messages of a connection that the broker has not taken over yet. */
export class OpenMessages {
  readonly #open = new Set<Promise<void>>();

  watch(inner: Transport): Transport {
    return wrapTransport(inner, {
      publish: (topic, payload, options) => {
        const publishing = inner.publish(topic, payload, options);
        const forget = (): void => void this.#open.delete(publishing);
        this.#open.add(publishing);
        publishing.then(forget, forget);
        return publishing;
      },
    });
  }

  /** Resolves when the broker has everything that was published up to now, or cannot be given it. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#open);
  }
}
