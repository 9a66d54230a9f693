import type { Transport } from './transport.js';
import { wrapTransport } from './wrap-transport.js';

/** Whether the broker keeps up with what is published over some connections. */
export class Backlog {
  #published = 0;
  #settled = 0;
  #publishedBefore = 0;

  /** Counts what is published over a connection. */
  watch(inner: Transport): Transport {
    const settled = (): void => {
      this.#settled += 1;
    };
    return wrapTransport(inner, {
      publish: (topic, payload, options) => {
        const publishing = inner.publish(topic, payload, options);
        this.#published += 1;
        publishing.then(settled, settled);
        return publishing;
      },
    });
  }

  /** Whether the broker has yet to take over what was published before the last question. */
  isBehind(): boolean {
    const isBehind = this.#settled < this.#publishedBefore;
    this.#publishedBefore = this.#published;
    return isBehind;
  }
}
