import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { PACKET, type ProtocolVersion, type Qos } from './packet-types.js';
import { encodeProperties, noProperties, readProperties, type Properties } from './properties.js';
import { malformed, protocolError } from './protocol-violation.js';

/** MQTT 5 §3.8.3.1: 0 sends retained messages, 1 only for a new subscription, 2 never. */
export type RetainHandling = 0 | 1 | 2;

export interface SubscriptionRequest {
  readonly filter: string;
  readonly qos: Qos;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: RetainHandling;
}

export interface SubscribePacket {
  readonly packetId: number;
  readonly properties: Properties;
  readonly subscriptions: readonly SubscriptionRequest[];
}

export interface UnsubscribePacket {
  readonly packetId: number;
  readonly properties: Properties;
  readonly filters: readonly string[];
}

/** SUBACK or UNSUBACK. */
export interface SubscriptionAck {
  readonly packetId: number;
  readonly codes: readonly number[];
}

export function decodeSubscribe(bytes: Buffer, start: number, end: number, version: ProtocolVersion): SubscribePacket {
  const reader = new ByteReader(bytes, start, end);
  const packetId = readPacketId(reader);
  const properties = version === 5 ? readProperties(reader, PACKET.SUBSCRIBE) : noProperties;
  if ((properties.subscriptionIdentifiers?.length ?? 0) > 1) throw protocolError('two subscription identifiers');
  const subscriptions: SubscriptionRequest[] = [];
  while (reader.left > 0) subscriptions.push(readSubscription(reader, version));
  if (subscriptions.length === 0) throw protocolError('SUBSCRIBE without a filter');
  return { packetId, properties, subscriptions };
}

function readSubscription(reader: ByteReader, version: ProtocolVersion): SubscriptionRequest {
  const filter = reader.text();
  const options = reader.byte();
  const qos = options & 3;
  const retainHandling = (options >> 4) & 3;
  if (qos === 3 || retainHandling === 3 || (options & (version === 5 ? 0xc0 : 0xfc)) !== 0) {
    throw malformed(`subscription options ${options}`);
  }
  return {
    filter,
    qos: qos as Qos,
    noLocal: (options & 4) !== 0,
    retainAsPublished: (options & 8) !== 0,
    retainHandling: retainHandling as RetainHandling,
  };
}

export function encodeSubscribe(
  { packetId, properties, subscriptions }: SubscribePacket,
  version: ProtocolVersion,
): Buffer {
  const writer = new ByteWriter().two(packetId);
  if (version === 5) writer.raw(encodeProperties(properties));
  for (const { filter, qos, noLocal, retainAsPublished, retainHandling } of subscriptions) {
    const options = qos | (noLocal ? 4 : 0) | (retainAsPublished ? 8 : 0) | (retainHandling << 4);
    writer.text(filter).byte(version === 5 ? options : qos);
  }
  return writer.packet(PACKET.SUBSCRIBE, 2);
}

export function decodeUnsubscribe(
  bytes: Buffer,
  start: number,
  end: number,
  version: ProtocolVersion,
): UnsubscribePacket {
  const reader = new ByteReader(bytes, start, end);
  const packetId = readPacketId(reader);
  const properties = version === 5 ? readProperties(reader, PACKET.UNSUBSCRIBE) : noProperties;
  const filters: string[] = [];
  while (reader.left > 0) filters.push(reader.text());
  if (filters.length === 0) throw protocolError('UNSUBSCRIBE without a filter');
  return { packetId, properties, filters };
}

export function encodeUnsubscribe(
  { packetId, properties, filters }: UnsubscribePacket,
  version: ProtocolVersion,
): Buffer {
  const writer = new ByteWriter().two(packetId);
  if (version === 5) writer.raw(encodeProperties(properties));
  for (const filter of filters) writer.text(filter);
  return writer.packet(PACKET.UNSUBSCRIBE, 2);
}

/** `type` is SUBACK or UNSUBACK; before MQTT 5 an UNSUBACK has no codes. */
export function decodeSubscriptionAck(
  frame: { type: number; bytes: Buffer; start: number; end: number },
  version: ProtocolVersion,
): SubscriptionAck {
  const reader = new ByteReader(frame.bytes, frame.start, frame.end);
  const packetId = readPacketId(reader);
  if (version === 5) readProperties(reader, frame.type);
  const codes: number[] = [];
  while (reader.left > 0) codes.push(reader.byte());
  return { packetId, codes };
}

export function encodeSubscriptionAck(
  type: number,
  { packetId, codes }: SubscriptionAck,
  version: ProtocolVersion,
): Buffer {
  const writer = new ByteWriter().two(packetId);
  if (version === 5) writer.raw(encodeProperties(noProperties));
  if (version === 5 || type === PACKET.SUBACK) writer.raw(Uint8Array.from(codes));
  return writer.packet(type);
}

function readPacketId(reader: ByteReader): number {
  const packetId = reader.two();
  if (packetId === 0) throw protocolError('packet identifier 0');
  return packetId;
}
