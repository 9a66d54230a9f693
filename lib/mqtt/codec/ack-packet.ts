import type { FrameWriter } from '../stream/frame-writer.js';
import { ByteReader } from './byte-reader.js';
import { PACKET, type ProtocolVersion } from './packet-types.js';
import { readProperties } from './properties.js';
import { malformed, protocolError } from './protocol-violation.js';
import { REASON } from './reason-codes.js';

/** PUBACK, PUBREC, PUBREL or PUBCOMP; a reason other than success is for MQTT 5 only. */
export function writeAck(out: FrameWriter, type: number, packetId: number, reason: number = REASON.SUCCESS): void {
  const size = reason === REASON.SUCCESS ? 4 : 5;
  const at = out.claim(size);
  const { bytes } = out;
  bytes[at] = (type << 4) | (type === PACKET.PUBREL ? 2 : 0);
  bytes[at + 1] = size - 2;
  bytes[at + 2] = packetId >> 8;
  bytes[at + 3] = packetId & 255;
  if (size > 4) bytes[at + 4] = reason;
}

/** The packet identifier of a PUBACK, PUBREC, PUBREL or PUBCOMP. */
export function readAckId(bytes: Buffer, start: number, end: number): number {
  if (end - start < 2) throw malformed('an acknowledgement without a packet identifier');
  const packetId = bytes.readUInt16BE(start);
  if (packetId === 0) throw protocolError('packet identifier 0');
  return packetId;
}

/** MQTT 5 §3.4.2.1: the reason may be left out, and so may the properties behind it. */
export function readAckReason(
  frame: { type: number; bytes: Buffer; start: number; end: number },
  version: ProtocolVersion,
): number {
  const { type, bytes, start, end } = frame;
  const size = end - start;
  if (size === 2) return REASON.SUCCESS;
  if (version !== 5) throw malformed(`an acknowledgement of ${size} bytes`);
  const reader = new ByteReader(bytes, start + 2, end);
  const reason = reader.byte();
  if (reader.left > 0) readProperties(reader, type);
  reader.end();
  return reason;
}
