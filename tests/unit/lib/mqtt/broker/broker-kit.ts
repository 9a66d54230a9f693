import type { IConnectPacket, Packet } from 'mqtt-packet';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { silentLogger } from '../../../../../lib/log/logger.js';
import { MqttBroker, type MqttBrokerOptions } from '../../../../../lib/mqtt/index.js';
import { settle, Wire } from '../wire.js';

/** A broker on a clock that stands still, and clients that send what a test says. */
export class BrokerKit {
  readonly clock = new ManualClock();
  readonly broker: MqttBroker;

  constructor(options: Partial<MqttBrokerOptions> = {}) {
    this.broker = new MqttBroker({ clock: this.clock, random: () => 0.5, log: silentLogger, ...options });
  }

  open(version: 3 | 4 | 5 = 5): Wire {
    const wire = new Wire(version);
    this.broker.accept(wire.near);
    return wire;
  }

  /** A client that is connected; its CONNACK is taken. */
  async connect(clientId: string, options: Partial<IConnectPacket> = {}): Promise<Wire> {
    const { protocolVersion = 5 } = options;
    const wire = this.open(protocolVersion);
    wire.send(connect(clientId, options));
    await settle();
    wire.take();
    return wire;
  }
}

export function connect(clientId: string, options: Partial<IConnectPacket> = {}): IConnectPacket {
  const { protocolVersion = 5 } = options;
  const protocolId = protocolVersion === 3 ? 'MQIsdp' : 'MQTT';
  return { cmd: 'connect', protocolId, protocolVersion, clientId, clean: true, keepalive: 0, ...options };
}

export function publish(topic: string, payload: string, fields: Record<string, unknown> = {}): Packet {
  return { cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false, messageId: 1, ...fields };
}

export function subscribe(filters: Record<string, object>, fields: Record<string, unknown> = {}): Packet {
  const subscriptions = Object.entries(filters).map(([topic, options]) => ({
    topic,
    qos: 2,
    nl: false,
    rap: false,
    rh: 0,
    ...options,
  }));
  return { cmd: 'subscribe', messageId: 1, subscriptions, ...fields } as Packet;
}

export async function subscribed(
  wire: Wire,
  filters: Record<string, object>,
  fields?: Record<string, unknown>,
): Promise<void> {
  wire.send(subscribe(filters, fields));
  await settle();
  wire.take();
}

/** Topic and payload of the messages among packets. */
export function messagesOf(packets: readonly Packet[]): string[] {
  return packets.flatMap((packet) => (packet.cmd === 'publish' ? `${packet.topic} ${packet.payload.toString()}` : []));
}
