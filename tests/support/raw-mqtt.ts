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
  readonly #waiting = new Set<() => void>();

  private constructor(client: MqttClient) {
    this.client = client;
    client.on('message', (topic, payload, packet) => {
      const text = payload.toString('utf8');
      this.seen.push({ topic, text, payload: parse(text), retain: packet.retain, qos: packet.qos });
      this.#waiting.forEach((wake) => wake());
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

  /** The first message, seen already or still to come, that fits. */
  async until(fits: (message: Seen) => boolean): Promise<Seen> {
    for (;;) {
      const found = this.seen.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
      this.#waiting.clear();
    }
  }

  publish(topic: string, payload: unknown): Promise<unknown> {
    return this.client.publishAsync(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), { qos: 2 });
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
