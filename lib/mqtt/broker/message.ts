import type { Qos } from '../codec/packet-types.js';
import type { Properties } from '../codec/properties.js';

/** What a message needs in memory beside its topic and payload, about, in bytes. */
const OVERHEAD_BYTES = 200;

interface MessageFields {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly properties: Properties;
}

/** A message within the broker. */
export class Message {
  readonly topic: string;
  readonly qos: Qos;
  /** As it was published. */
  readonly retain: boolean;
  /** MQTT 5 §3.3.2.3: those that go on to the subscribers. */
  readonly properties: Properties;
  /** On the monotonic scale of the clock; `Infinity` for none. */
  readonly expiresAtMs: number;
  #payload: Buffer;
  #isOwn = false;

  constructor({ topic, payload, qos, retain, properties }: MessageFields, nowMs: number) {
    const { messageExpiryInterval } = properties;
    this.topic = topic;
    this.qos = qos;
    this.retain = retain;
    this.properties = properties;
    this.expiresAtMs = messageExpiryInterval === undefined ? Infinity : nowMs + messageExpiryInterval * 1000;
    this.#payload = payload;
  }

  get payload(): Buffer {
    return this.#payload;
  }

  get sizeInMemory(): number {
    return this.#payload.length + this.topic.length + OVERHEAD_BYTES;
  }

  isExpired(nowMs: number): boolean {
    return nowMs >= this.expiresAtMs;
  }

  /** Copies the payload out of the bytes it was received in, which otherwise stay in memory with it. */
  keep(): this {
    if (!this.#isOwn) this.#payload = Buffer.from(this.#payload);
    this.#isOwn = true;
    return this;
  }
}
