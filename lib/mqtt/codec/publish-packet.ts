import type { FrameWriter } from '../stream/frame-writer.js';
import { ByteReader } from './byte-reader.js';
import { putVarint, varintSize } from './byte-writer.js';
import { PACKET, type ProtocolVersion, type Qos } from './packet-types.js';
import { noProperties, readProperties, type Properties } from './properties.js';
import { malformed, protocolError } from './protocol-violation.js';
import { decodeText } from './text.js';

/** A PUBLISH as it came. The payload stays where it was received until someone asks for it. */
export class ReceivedPublish {
  readonly topic: string;
  readonly qos: Qos;
  readonly retain: boolean;
  /** 0 with QoS 0. */
  readonly packetId: number;
  readonly properties: Properties;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;

  /** MQTT 5 §3.3; throws a `ProtocolViolation`. */
  constructor(flags: number, bytes: Buffer, start: number, end: number, version: ProtocolVersion) {
    this.qos = qosOf(flags);
    this.retain = (flags & 1) === 1;
    if (start + 2 > end) throw malformed('PUBLISH without a topic');
    let at = start + 2 + bytes.readUInt16BE(start);
    const idSize = this.qos > 0 ? 2 : 0;
    if (at + idSize > end) throw malformed('PUBLISH ends within its header');
    this.topic = decodeText(bytes, start + 2, at);
    this.packetId = idSize > 0 ? bytes.readUInt16BE(at) : 0;
    if (idSize > 0 && this.packetId === 0) throw protocolError('packet identifier 0');
    at += idSize;
    this.properties = noProperties;
    if (version === 5) {
      if (bytes[at] === 0 && at < end) at += 1;
      else {
        const reader = new ByteReader(bytes, at, end);
        this.properties = readProperties(reader, PACKET.PUBLISH);
        at = reader.at;
      }
    }
    this.bytes = bytes;
    this.start = at;
    this.end = end;
  }

  get payload(): Buffer {
    return this.bytes.subarray(this.start, this.end);
  }

  get text(): string {
    return this.bytes.toString('utf8', this.start, this.end);
  }
}

/** What `writePublish` writes. */
export interface OutgoingPublish {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly dup: boolean;
  /** 0 with QoS 0. */
  readonly packetId: number;
  /** MQTT 5: the properties with their length before them; undefined for none. */
  readonly properties: Uint8Array | undefined;
}

/** The size of the whole packet in bytes. */
export function publishSize(publish: OutgoingPublish, version: ProtocolVersion): number {
  const topicSize = Buffer.byteLength(publish.topic);
  const payloadSize = Buffer.byteLength(publish.payload);
  const rest = bodySize(publish, topicSize, payloadSize, version);
  return 1 + varintSize(rest) + rest;
}

export function writePublish(out: FrameWriter, publish: OutgoingPublish, version: ProtocolVersion): void {
  const { topic, payload, qos, packetId, properties } = publish;
  const topicSize = Buffer.byteLength(topic);
  const payloadSize = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;
  const rest = bodySize(publish, topicSize, payloadSize, version);
  let at = out.claim(1 + varintSize(rest) + rest);
  const { bytes } = out;
  bytes[at] = 0x30 | (publish.dup ? 8 : 0) | (qos << 1) | (publish.retain ? 1 : 0);
  at = putTwo(bytes, putVarint(bytes, at + 1, rest), topicSize);
  bytes.write(topic, at);
  at += topicSize;
  if (qos > 0) at = putTwo(bytes, at, packetId);
  if (version === 5) {
    if (properties === undefined) bytes[at++] = 0;
    else {
      bytes.set(properties, at);
      at += properties.length;
    }
  }
  if (typeof payload === 'string') bytes.write(payload, at);
  else bytes.set(payload, at);
}

function bodySize(publish: OutgoingPublish, topicSize: number, payloadSize: number, version: ProtocolVersion): number {
  const propertiesSize = version === 5 ? (publish.properties?.length ?? 1) : 0;
  return 2 + topicSize + (publish.qos > 0 ? 2 : 0) + propertiesSize + payloadSize;
}

function putTwo(bytes: Buffer, at: number, value: number): number {
  bytes[at] = value >> 8;
  bytes[at + 1] = value & 255;
  return at + 2;
}

function qosOf(flags: number): Qos {
  switch (flags & 0b1110) {
    case 0b0000:
      return 0;
    case 0b0010:
    case 0b1010:
      return 1;
    case 0b0100:
    case 0b1100:
      return 2;
    case 0b1000:
      throw malformed('PUBLISH with QoS 0 and DUP');
    default:
      throw malformed('PUBLISH with QoS 3');
  }
}
