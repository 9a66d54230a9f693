import type { Qos } from '../codec/packet-types.js';
import { encodeProperties, noProperties } from '../codec/properties.js';
import type { OutgoingPublish } from '../codec/publish-packet.js';
import type { Message } from './message.js';

/** One message on its way to one client. */
export interface Delivery {
  readonly message: Message;
  readonly qos: Qos;
  readonly retain: boolean;
  /** MQTT 5 §3.3.2.3.8: the identifiers of the subscriptions that match. */
  readonly identifiers: readonly number[];
  /** With QoS 2: the client has taken it over, PUBREL is on its way. */
  released: boolean;
}

/** `nowMs` tells what is left of the message expiry interval. */
export function publishOf(delivery: Delivery, packetId: number, dup: boolean, nowMs: number): OutgoingPublish {
  const { message, qos, retain } = delivery;
  const { topic, payload } = message;
  return { topic, payload, qos, retain, dup, packetId, properties: propertiesOf(delivery, nowMs) };
}

function propertiesOf({ message, identifiers }: Delivery, nowMs: number): Buffer | undefined {
  if (message.properties === noProperties && identifiers.length === 0) return undefined;
  // what was in flight is sent again also when its time is over
  const leftS = Math.max(0, Math.ceil((message.expiresAtMs - nowMs) / 1000));
  return encodeProperties({
    ...message.properties,
    ...(leftS < Infinity && { messageExpiryInterval: leftS }),
    ...(identifiers.length > 0 && { subscriptionIdentifiers: identifiers }),
  });
}
