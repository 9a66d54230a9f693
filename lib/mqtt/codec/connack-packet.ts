import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { PACKET, type ProtocolVersion } from './packet-types.js';
import { encodeProperties, noProperties, readProperties, type Properties } from './properties.js';
import { malformed } from './protocol-violation.js';

export interface ConnackPacket {
  readonly sessionPresent: boolean;
  /** A reason code of MQTT 5, a return code before. */
  readonly code: number;
  readonly properties: Properties;
}

/** A broker that does not know MQTT 5 answers without properties, so they may be missing. */
export function decodeConnack(bytes: Buffer, start: number, end: number): ConnackPacket {
  const reader = new ByteReader(bytes, start, end);
  const flags = reader.byte();
  if (flags > 1) throw malformed('CONNACK with reserved flags');
  const code = reader.byte();
  const properties = reader.left > 0 ? readProperties(reader, PACKET.CONNACK) : noProperties;
  reader.end();
  return { sessionPresent: flags === 1, code, properties };
}

export function encodeConnack({ sessionPresent, code, properties }: ConnackPacket, version: ProtocolVersion): Buffer {
  const writer = new ByteWriter().byte(sessionPresent ? 1 : 0).byte(code);
  if (version === 5) writer.raw(encodeProperties(properties));
  return writer.packet(PACKET.CONNACK);
}
