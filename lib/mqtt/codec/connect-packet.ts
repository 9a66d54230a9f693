import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { PACKET, type ProtocolVersion, type Qos } from './packet-types.js';
import { encodeProperties, noProperties, readProperties, WILL, type Properties } from './properties.js';
import { malformed, protocolError, ProtocolViolation } from './protocol-violation.js';
import { REASON } from './reason-codes.js';

export interface Will {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly properties: Properties;
}

export interface ConnectPacket {
  readonly version: ProtocolVersion;
  /** Clean start of MQTT 5, clean session before. */
  readonly clean: boolean;
  readonly keepAliveS: number;
  readonly clientId: string;
  readonly properties: Properties;
  readonly will: Will | undefined;
  readonly user: string | undefined;
  readonly password: Buffer | undefined;
}

const RESERVED = 0x01;
const CLEAN = 0x02;
const HAS_WILL = 0x04;
const WILL_RETAIN = 0x20;
const HAS_PASSWORD = 0x40;
const HAS_USER = 0x80;

/** MQTT 5 §3.1. An unknown version is told by the reason of what is thrown. */
export function decodeConnect(bytes: Buffer, start: number, end: number): ConnectPacket {
  const reader = new ByteReader(bytes, start, end);
  const version = readVersion(reader);
  const flags = reader.byte();
  checkFlags(flags, version);
  const keepAliveS = reader.two();
  const properties = version === 5 ? readProperties(reader, PACKET.CONNECT) : noProperties;
  const clientId = reader.text();
  const will = (flags & HAS_WILL) === 0 ? undefined : readWill(reader, flags, version);
  const user = (flags & HAS_USER) === 0 ? undefined : reader.text();
  const password = (flags & HAS_PASSWORD) === 0 ? undefined : reader.binary();
  reader.end();
  return { version, clean: (flags & CLEAN) !== 0, keepAliveS, clientId, properties, will, user, password };
}

function readVersion(reader: ByteReader): ProtocolVersion {
  const name = reader.text();
  const level = reader.byte();
  if (name === 'MQTT' && (level === 4 || level === 5)) return level;
  if (name === 'MQIsdp' && level === 3) return level;
  throw new ProtocolViolation(REASON.UNSUPPORTED_VERSION, `${name} ${level}`);
}

function checkFlags(flags: number, version: ProtocolVersion): void {
  if ((flags & RESERVED) !== 0) throw malformed('CONNECT with its reserved flag');
  if ((flags & HAS_WILL) === 0 && (flags & 0x38) !== 0)
    throw malformed('CONNECT with flags of a will that is not there');
  if (version !== 5 && (flags & HAS_PASSWORD) !== 0 && (flags & HAS_USER) === 0) {
    throw malformed('CONNECT with a password but no user');
  }
}

function readWill(reader: ByteReader, flags: number, version: ProtocolVersion): Will {
  const qos = (flags >> 3) & 3;
  if (qos === 3) throw malformed('a will with QoS 3');
  const properties = version === 5 ? readProperties(reader, WILL) : noProperties;
  const topic = reader.text();
  if (topic === '') throw protocolError('a will without a topic');
  const payload = reader.binary();
  return { topic, payload, qos: qos as Qos, retain: (flags & WILL_RETAIN) !== 0, properties };
}

export function encodeConnect(packet: ConnectPacket): Buffer {
  const { version, will, user, password } = packet;
  const writer = new ByteWriter().text(version === 3 ? 'MQIsdp' : 'MQTT').byte(version);
  writer.byte(flagsOf(packet)).two(packet.keepAliveS);
  if (version === 5) writer.raw(encodeProperties(packet.properties));
  writer.text(packet.clientId);
  if (will !== undefined) {
    if (version === 5) writer.raw(encodeProperties(will.properties));
    writer.text(will.topic).binary(will.payload);
  }
  if (user !== undefined) writer.text(user);
  if (password !== undefined) writer.binary(password);
  return writer.packet(PACKET.CONNECT);
}

function flagsOf({ clean, will, user, password }: ConnectPacket): number {
  const willFlags = will === undefined ? 0 : HAS_WILL | (will.qos << 3) | (will.retain ? WILL_RETAIN : 0);
  return (
    (clean ? CLEAN : 0) | willFlags | (user === undefined ? 0 : HAS_USER) | (password === undefined ? 0 : HAS_PASSWORD)
  );
}
