import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { PACKET, type ProtocolVersion } from './packet-types.js';
import { encodeProperties, noProperties, readProperties, type Properties } from './properties.js';
import { REASON } from './reason-codes.js';

export interface DisconnectPacket {
  readonly reason: number;
  readonly properties: Properties;
}

/** MQTT 5 §3.14.2: without a reason it is the normal end; before MQTT 5 it is always that. */
export function decodeDisconnect(
  bytes: Buffer,
  start: number,
  end: number,
  version: ProtocolVersion,
): DisconnectPacket {
  const reader = new ByteReader(bytes, start, end);
  const reason = version === 5 && reader.left > 0 ? reader.byte() : REASON.SUCCESS;
  const properties = version === 5 && reader.left > 0 ? readProperties(reader, PACKET.DISCONNECT) : noProperties;
  reader.end();
  return { reason, properties };
}

export function encodeDisconnect({ reason, properties }: DisconnectPacket, version: ProtocolVersion): Buffer {
  const writer = new ByteWriter();
  const plain = Object.keys(properties).length === 0;
  if (version === 5 && !(plain && reason === REASON.SUCCESS)) {
    writer.byte(reason);
    if (!plain) writer.raw(encodeProperties(properties));
  }
  return writer.packet(PACKET.DISCONNECT);
}
