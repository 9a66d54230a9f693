import mqtt, { type MqttClient } from 'mqtt';

export interface Seen {
  readonly topic: string;
  readonly payload: unknown;
  readonly text: string;
  readonly retain: boolean;
  readonly qos: number;
}

/** A bare MQTT client beside the system, as mosquitto_sub and mosquitto_pub are. */
export class RawMqtt {
  readonly seen: Seen[] = [];
  readonly client: MqttClient;
  readonly #byTopic = new Map<string, Seen[]>();
  readonly #waiting: (() => void)[] = [];

  private constructor(client: MqttClient) {
    this.client = client;
    client.on('message', (topic, payload, packet) => {
      const text = payload.toString('utf8');
      const message = { topic, text, payload: parse(text), retain: packet.retain, qos: packet.qos };
      this.seen.push(message);
      const sameTopic = this.#byTopic.get(topic);
      if (sameTopic === undefined) this.#byTopic.set(topic, [message]);
      else sameTopic.push(message);
      this.#waiting.splice(0).forEach((wake) => wake());
    });
  }

  /** Waits until the broker is there. `protocolVersion` 4 is MQTT 3.1.1. */
  static async connect(port: number, filter = '#', protocolVersion: 4 | 5 = 5): Promise<RawMqtt> {
    const client = mqtt.connect({ host: '127.0.0.1', port, protocolVersion, reconnectPeriod: 50, clean: true });
    await new Promise<void>((resolve) => client.once('connect', () => resolve()));
    client.options.reconnectPeriod = 0;
    const raw = new RawMqtt(client);
    await client.subscribeAsync(filter, { qos: 2 });
    return raw;
  }

  /** Everything seen on one topic. */
  on(topic: string): readonly Seen[] {
    return this.#byTopic.get(topic) ?? [];
  }

  /** The first message, seen already or still to come, that fits; each is asked about once. */
  async until(fits: (message: Seen) => boolean): Promise<Seen> {
    for (let index = 0; ; index += 1) {
      const message = this.seen[index] ?? (await this.#at(index));
      if (fits(message)) return message;
    }
  }

  publish(topic: string, payload: unknown): Promise<unknown> {
    return this.client.publishAsync(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), { qos: 2 });
  }

  async #at(index: number): Promise<Seen> {
    for (;;) {
      const message = this.seen[index];
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close(): Promise<void> {
    return this.client.endAsync(true);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
