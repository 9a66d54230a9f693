import type { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { PACKET } from './packet-types.js';
import { malformed, protocolError, ProtocolViolation } from './protocol-violation.js';
import { REASON } from './reason-codes.js';

/** MQTT 5 §2.2.2.2. Intervals are in seconds. */
export interface Properties {
  readonly payloadFormatIndicator?: number;
  readonly messageExpiryInterval?: number;
  readonly contentType?: string;
  readonly responseTopic?: string;
  readonly correlationData?: Buffer;
  readonly subscriptionIdentifiers?: readonly number[];
  readonly sessionExpiryInterval?: number;
  readonly assignedClientIdentifier?: string;
  readonly serverKeepAlive?: number;
  readonly authenticationMethod?: string;
  readonly authenticationData?: Buffer;
  readonly requestProblemInformation?: number;
  readonly willDelayInterval?: number;
  readonly requestResponseInformation?: number;
  readonly responseInformation?: string;
  readonly serverReference?: string;
  readonly reasonString?: string;
  readonly receiveMaximum?: number;
  readonly topicAliasMaximum?: number;
  readonly topicAlias?: number;
  readonly maximumQos?: number;
  readonly retainAvailable?: number;
  readonly userProperties?: readonly (readonly [string, string])[];
  readonly maximumPacketSize?: number;
  readonly wildcardSubscriptionAvailable?: number;
  readonly subscriptionIdentifierAvailable?: number;
  readonly sharedSubscriptionAvailable?: number;
}

type Name = keyof Properties;
type Kind = 'flag' | 'two' | 'positiveTwo' | 'four' | 'positiveFour' | 'varint' | 'text' | 'binary' | 'pair';

interface Definition {
  readonly id: number;
  readonly name: Name;
  readonly kind: Kind;
  /** The packets it may be part of. */
  readonly packets: readonly number[];
}

/** Where a will has its properties; no packet has this number. */
export const WILL = 0;

const { CONNECT, CONNACK, PUBLISH, SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK, DISCONNECT, AUTH } = PACKET;
const acknowledgements = [PACKET.PUBACK, PACKET.PUBREC, PACKET.PUBREL, PACKET.PUBCOMP];
const message = [PUBLISH, WILL];

const definitions: readonly Definition[] = [
  { id: 0x01, name: 'payloadFormatIndicator', kind: 'flag', packets: message },
  { id: 0x02, name: 'messageExpiryInterval', kind: 'four', packets: message },
  { id: 0x03, name: 'contentType', kind: 'text', packets: message },
  { id: 0x08, name: 'responseTopic', kind: 'text', packets: message },
  { id: 0x09, name: 'correlationData', kind: 'binary', packets: message },
  { id: 0x0b, name: 'subscriptionIdentifiers', kind: 'varint', packets: [PUBLISH, SUBSCRIBE] },
  { id: 0x11, name: 'sessionExpiryInterval', kind: 'four', packets: [CONNECT, CONNACK, DISCONNECT] },
  { id: 0x12, name: 'assignedClientIdentifier', kind: 'text', packets: [CONNACK] },
  { id: 0x13, name: 'serverKeepAlive', kind: 'two', packets: [CONNACK] },
  { id: 0x15, name: 'authenticationMethod', kind: 'text', packets: [CONNECT, CONNACK, AUTH] },
  { id: 0x16, name: 'authenticationData', kind: 'binary', packets: [CONNECT, CONNACK, AUTH] },
  { id: 0x17, name: 'requestProblemInformation', kind: 'flag', packets: [CONNECT] },
  { id: 0x18, name: 'willDelayInterval', kind: 'four', packets: [WILL] },
  { id: 0x19, name: 'requestResponseInformation', kind: 'flag', packets: [CONNECT] },
  { id: 0x1a, name: 'responseInformation', kind: 'text', packets: [CONNACK] },
  { id: 0x1c, name: 'serverReference', kind: 'text', packets: [CONNACK, DISCONNECT] },
  {
    id: 0x1f,
    name: 'reasonString',
    kind: 'text',
    packets: [CONNACK, ...acknowledgements, SUBACK, UNSUBACK, DISCONNECT, AUTH],
  },
  { id: 0x21, name: 'receiveMaximum', kind: 'positiveTwo', packets: [CONNECT, CONNACK] },
  { id: 0x22, name: 'topicAliasMaximum', kind: 'two', packets: [CONNECT, CONNACK] },
  { id: 0x23, name: 'topicAlias', kind: 'two', packets: [PUBLISH] },
  { id: 0x24, name: 'maximumQos', kind: 'flag', packets: [CONNACK] },
  { id: 0x25, name: 'retainAvailable', kind: 'flag', packets: [CONNACK] },
  {
    id: 0x26,
    name: 'userProperties',
    kind: 'pair',
    packets: [
      CONNECT,
      CONNACK,
      ...message,
      ...acknowledgements,
      SUBSCRIBE,
      SUBACK,
      UNSUBSCRIBE,
      UNSUBACK,
      DISCONNECT,
      AUTH,
    ],
  },
  { id: 0x27, name: 'maximumPacketSize', kind: 'positiveFour', packets: [CONNECT, CONNACK] },
  { id: 0x28, name: 'wildcardSubscriptionAvailable', kind: 'flag', packets: [CONNACK] },
  { id: 0x29, name: 'subscriptionIdentifierAvailable', kind: 'flag', packets: [CONNACK] },
  { id: 0x2a, name: 'sharedSubscriptionAvailable', kind: 'flag', packets: [CONNACK] },
];

const byId: ReadonlyMap<number, Definition> = new Map(definitions.map((definition) => [definition.id, definition]));

export const noProperties: Properties = Object.freeze({});

/** Reads the length and the properties of packet `type` behind it. */
export function readProperties(reader: ByteReader, type: number): Properties {
  const length = reader.varint();
  if (length === 0) return noProperties;
  const part = reader.part(length);
  const found = new Map<Name, unknown>();
  while (part.left > 0) readProperty(part, type, found);
  // every value was read as the definition of its name says
  return Object.fromEntries(found);
}

function readProperty(reader: ByteReader, type: number, found: Map<Name, unknown>): void {
  const id = reader.varint();
  const definition = byId.get(id);
  if (definition === undefined) throw malformed(`unknown property ${id}`);
  const { name, kind, packets } = definition;
  if (!packets.includes(type)) throw protocolError(`property ${name} is not for packet type ${type}`);
  const value = readValue(reader, kind, name);
  if (kind === 'pair' || kind === 'varint') found.set(name, [...((found.get(name) as unknown[]) ?? []), value]);
  else if (found.has(name)) throw protocolError(`property ${name} is there twice`);
  else found.set(name, value);
}

function readValue(reader: ByteReader, kind: Kind, name: Name): unknown {
  switch (kind) {
    case 'flag':
      return atMostOne(reader.byte(), name);
    case 'two':
      return name === 'topicAlias' ? topicAlias(reader.two()) : reader.two();
    case 'positiveTwo':
      return positive(reader.two(), name);
    case 'four':
      return reader.four();
    case 'positiveFour':
      return positive(reader.four(), name);
    case 'varint':
      return positive(reader.varint(), name);
    case 'text':
      return reader.text();
    case 'binary':
      return reader.binary();
    case 'pair':
      return [reader.text(), reader.text()];
  }
}

function atMostOne(value: number, name: Name): number {
  if (value > 1) throw protocolError(`property ${name} is ${value}`);
  return value;
}

function positive(value: number, name: Name): number {
  if (value === 0) throw protocolError(`property ${name} is 0`);
  return value;
}

function topicAlias(value: number): number {
  if (value === 0) throw new ProtocolViolation(REASON.TOPIC_ALIAS_INVALID, 'topic alias 0');
  return value;
}

/** The properties with their length before them. */
export function encodeProperties(properties: Properties): Buffer {
  const body = new ByteWriter();
  for (const { id, name, kind } of definitions) {
    const value = properties[name];
    if (value !== undefined) writeProperty(body, id, kind, value);
  }
  const bytes = body.bytes();
  return new ByteWriter().varint(bytes.length).raw(bytes).bytes();
}

function writeProperty(writer: ByteWriter, id: number, kind: Kind, value: Properties[Name]): void {
  if (Array.isArray(value)) {
    for (const entry of value as readonly (number | readonly [string, string])[]) {
      writer.byte(id);
      if (typeof entry === 'number') writer.varint(entry);
      else writer.text(entry[0]).text(entry[1]);
    }
    return;
  }
  writer.byte(id);
  if (typeof value === 'string') writer.text(value);
  else if (Buffer.isBuffer(value)) writer.binary(value);
  else writeNumber(writer, kind, Number(value));
}

function writeNumber(writer: ByteWriter, kind: Kind, value: number): void {
  if (kind === 'flag') writer.byte(value);
  else if (kind === 'two' || kind === 'positiveTwo') writer.two(value);
  else writer.four(value);
}
