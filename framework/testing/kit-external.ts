import type { MemoryBroker } from '../wire/memory-broker.js';
import type { Transport } from '../wire/transport.js';
import { wrapTransport } from '../wire/wrap-transport.js';

export interface ExternalMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** The world outside the everest prefix, as the module under test sees it. */
export class KitExternal {
  /** What the module published there so far. */
  readonly published: ExternalMessage[] = [];
  readonly #sender: Transport;
  readonly #everestPrefix: string;

  constructor(broker: MemoryBroker, everestPrefix: string) {
    this.#sender = broker.connect();
    this.#everestPrefix = everestPrefix;
  }

  send(topic: string, payload: string): void {
    void this.#sender.publish(topic, payload, { qos: 0 });
  }

  /** A transport that keeps note of external messages. */
  watch(transport: Transport): Transport {
    return wrapTransport(transport, {
      publish: (topic, payload, options) => {
        if (!topic.startsWith(this.#everestPrefix)) {
          this.published.push({ topic, payload, retain: options.retain === true });
        }
        return transport.publish(topic, payload, options);
      },
    });
  }
}
