import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { decodeConnack, encodeConnack } from '../../../../../lib/mqtt/codec/connack-packet.js';
import { decodeConnect, encodeConnect } from '../../../../../lib/mqtt/codec/connect-packet.js';
import { decodeDisconnect, encodeDisconnect } from '../../../../../lib/mqtt/codec/disconnect-packet.js';
import { PACKET } from '../../../../../lib/mqtt/codec/packet-types.js';
import { noProperties } from '../../../../../lib/mqtt/codec/properties.js';
import { ProtocolViolation } from '../../../../../lib/mqtt/codec/protocol-violation.js';
import { ReceivedPublish } from '../../../../../lib/mqtt/codec/publish-packet.js';
import { readAckId, readAckReason } from '../../../../../lib/mqtt/codec/ack-packet.js';
import {
  decodeSubscribe,
  decodeSubscriptionAck,
  decodeUnsubscribe,
  encodeSubscribe,
  encodeSubscriptionAck,
  encodeUnsubscribe,
} from '../../../../../lib/mqtt/codec/subscribe-packet.js';

type Version = 4 | 5;
type Body = [bytes: Buffer, start: number, end: number];

/** Where the body of a single packet is. */
function body(packet: Buffer): Body {
  let start = 1;
  while ((packet[start] ?? 0) >= 128) start += 1;
  return [packet, start + 1, packet.length];
}

function theirs(packet: Packet, protocolVersion: number): Body {
  return body(mqttPacket.generate(packet, { protocolVersion }));
}

function parsedByThem(packet: Buffer, protocolVersion: number): Packet {
  const found: Packet[] = [];
  const parser = mqttPacket.parser({ protocolVersion });
  parser.on('packet', (each) => void found.push(each));
  parser.on('error', (error: Error) => {
    throw error;
  });
  parser.parse(packet);
  return found[0] ?? { cmd: 'pingreq' };
}

function reasonOf(action: () => unknown): number {
  try {
    action();
  } catch (error) {
    if (error instanceof ProtocolViolation) return error.reasonCode;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((each) => !each.includes('\0'));
const binary = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
const versions = [4, 5] as const;

describe('CONNECT', () => {
  test.each(versions)('what another codec writes in version %s is read', (version) => {
    fc.assert(
      fc.property(text, text, binary, fc.boolean(), fc.nat(65_535), (clientId, user, password, clean, keepalive) => {
        const packet = decodeConnect(
          ...theirs(
            {
              cmd: 'connect',
              protocolId: 'MQTT',
              protocolVersion: version,
              clientId: `c${clientId}`,
              username: `u${user}`,
              password,
              clean,
              keepalive,
              will: { topic: 'w', payload: password, qos: 2, retain: clean },
            },
            version,
          ),
        );

        expect(packet).toEqual({
          version,
          clean,
          keepAliveS: keepalive,
          clientId: `c${clientId}`,
          properties: {},
          will: { topic: 'w', payload: password, qos: 2, retain: clean, properties: {} },
          user: `u${user}`,
          password,
        });
      }),
    );
  });

  test('the properties of MQTT 5 survive writing and reading', () => {
    const packet = {
      version: 5 as const,
      clean: true,
      keepAliveS: 20,
      clientId: 'a',
      properties: {
        sessionExpiryInterval: 4_000_000_000,
        receiveMaximum: 7,
        maximumPacketSize: 1000,
        requestProblemInformation: 0,
        userProperties: [
          ['k', '1'],
          ['k', '2'],
        ] as const,
      },
      will: {
        topic: 'w',
        payload: Buffer.from('gone'),
        qos: 1 as const,
        retain: true,
        properties: { willDelayInterval: 5, correlationData: Buffer.of(1, 2), contentType: 'text' },
      },
      user: undefined,
      password: Buffer.from('p'),
    };

    expect(decodeConnect(...body(encodeConnect(packet)))).toEqual(packet);
    expect(parsedByThem(encodeConnect(packet), 5)).toMatchObject({ clientId: 'a', will: { topic: 'w' } });
  });

  const header = [0, 4, 0x4d, 0x51, 0x54, 0x54];
  test.each([
    ['a version of the future', [...header, 6, 2, 0, 0, 0, 0], 0x84],
    ['another protocol', [0, 4, 0x48, 0x54, 0x54, 0x50, 4, 2, 0, 0, 0, 0], 0x84],
    ['the reserved flag', [...header, 4, 3, 0, 0, 0, 0], 0x81],
    ['flags of a will without a will', [...header, 4, 0x22, 0, 0, 0, 0], 0x81],
    ['a will with QoS 3', [...header, 4, 0x1e, 0, 0, 0, 0, 0, 1, 0x61, 0, 0], 0x81],
    ['a password without a user before MQTT 5', [...header, 4, 0x42, 0, 0, 0, 0, 0, 0], 0x81],
    ['a client identifier that is cut off', [...header, 4, 2, 0, 0, 0, 9, 0x61], 0x81],
    ['bytes behind the end', [...header, 4, 2, 0, 0, 0, 0, 1], 0x81],
    ['a property that is there twice', [...header, 5, 2, 0, 0, 6, 0x21, 0, 1, 0x21, 0, 1, 0, 0], 0x82],
    ['a property of another packet', [...header, 5, 2, 0, 0, 3, 0x23, 0, 1, 0, 0], 0x82],
    ['a property that does not exist', [...header, 5, 2, 0, 0, 2, 0x7f, 1, 0, 0], 0x81],
    ['a receive maximum of 0', [...header, 5, 2, 0, 0, 3, 0x21, 0, 0, 0, 0], 0x82],
    ['properties that are longer than the packet', [...header, 5, 2, 0, 0, 99, 0, 0], 0x81],
  ])('%s is refused', (_, bytes, reason) => {
    expect(reasonOf(() => decodeConnect(Buffer.from(bytes), 0, bytes.length))).toBe(reason);
  });
});

describe('PUBLISH', () => {
  test.each(versions)('what another codec writes in version %s is read', (version) => {
    fc.assert(
      fc.property(text, binary, fc.constantFrom(0, 1, 2), fc.boolean(), (topic, payload, qos, retain) => {
        const packet = mqttPacket.generate(
          { cmd: 'publish', topic: `t${topic}`, payload, qos, retain, dup: false, messageId: 258 },
          { protocolVersion: version },
        );

        const publish = new ReceivedPublish((packet[0] ?? 0) & 15, ...body(packet), version);

        expect(publish).toMatchObject({ topic: `t${topic}`, qos, retain, packetId: qos > 0 ? 258 : 0 });
        expect(publish.payload).toEqual(payload);
      }),
    );
  });

  const read = (flags: number, version: Version, ...bytes: number[]): number =>
    reasonOf(() => new ReceivedPublish(flags, Buffer.from(bytes), 0, bytes.length, version));

  test.each([
    ['QoS 3', 0b0110, 4, [0, 1, 0x61, 0, 1], 0x81],
    ['DUP with QoS 0', 0b1000, 4, [0, 1, 0x61], 0x81],
    ['no topic', 0, 4, [0], 0x81],
    ['a topic longer than the packet', 0, 4, [0, 9, 0x61], 0x81],
    ['no packet identifier', 0b0010, 4, [0, 1, 0x61, 0], 0x81],
    ['packet identifier 0', 0b0010, 4, [0, 1, 0x61, 0, 0], 0x82],
    ['a topic that is not UTF-8', 0, 4, [0, 2, 0xc3, 0x28], 0x81],
    ['a surrogate in a topic', 0, 4, [0, 3, 0xed, 0xa0, 0x80], 0x81],
    ['U+0000 in a topic', 0, 4, [0, 1, 0], 0x81],
    ['no properties in MQTT 5', 0, 5, [0, 1, 0x61], 0x81],
    ['topic alias 0', 0, 5, [0, 1, 0x61, 3, 0x23, 0, 0], 0x94],
    ['a property length of five bytes', 0, 5, [0, 1, 0x61, 255, 255, 255, 255, 1], 0x81],
  ] as const)('%s is refused', (_, flags, version, bytes, reason) => {
    expect(read(flags, version, ...bytes)).toBe(reason);
  });

  test('U+FFFD itself is a character like any other', () => {
    const bytes = Buffer.from([0, 3, ...Buffer.from('\uFFFD')]);

    expect(new ReceivedPublish(0, bytes, 0, bytes.length, 4).topic).toBe('\uFFFD');
  });
});

describe('SUBSCRIBE and UNSUBSCRIBE', () => {
  test.each(versions)('both directions agree with another codec in version %s', (version) => {
    const subscription = { filter: 'a/+', qos: 1, noLocal: version === 5, retainAsPublished: false, retainHandling: 0 };
    const packet = { packetId: 9, properties: noProperties, subscriptions: [subscription as never] };

    expect(decodeSubscribe(...body(encodeSubscribe(packet, version)), version)).toEqual(packet);
    expect(parsedByThem(encodeSubscribe(packet, version), version)).toMatchObject({
      messageId: 9,
      subscriptions: [{ topic: 'a/+', qos: 1 }],
    });
    const unsubscribe = encodeUnsubscribe({ packetId: 9, properties: noProperties, filters: ['a', 'b'] }, version);
    expect(decodeUnsubscribe(...body(unsubscribe), version).filters).toEqual(['a', 'b']);
    expect(parsedByThem(unsubscribe, version)).toMatchObject({ unsubscriptions: ['a', 'b'] });
  });

  test.each(versions)('answers agree with another codec in version %s', (version) => {
    const suback = encodeSubscriptionAck(PACKET.SUBACK, { packetId: 3, codes: [2, 0x80] }, version);
    const [bytes, start, end] = body(suback);

    expect(decodeSubscriptionAck({ type: PACKET.SUBACK, bytes, start, end }, version)).toEqual({
      packetId: 3,
      codes: [2, 0x80],
    });
    expect(parsedByThem(suback, version)).toMatchObject({ messageId: 3, granted: [2, 0x80] });
    expect(
      parsedByThem(encodeSubscriptionAck(PACKET.UNSUBACK, { packetId: 3, codes: [0] }, version), version),
    ).toMatchObject({ cmd: 'unsuback', messageId: 3 });
  });

  test.each([
    ['no filter', [0, 1, 0], 0x82],
    ['packet identifier 0', [0, 0, 0, 0, 1, 0x61, 0], 0x82],
    ['QoS 3', [0, 1, 0, 0, 1, 0x61, 3], 0x81],
    ['retain handling 3', [0, 1, 0, 0, 1, 0x61, 0x30], 0x81],
    ['reserved options', [0, 1, 0, 0, 1, 0x61, 0x40], 0x81],
    ['no options', [0, 1, 0, 0, 1, 0x61], 0x81],
    ['two identifiers', [0, 1, 4, 0x0b, 1, 0x0b, 2, 0, 1, 0x61, 0], 0x82],
    ['identifier 0', [0, 1, 2, 0x0b, 0, 0, 1, 0x61, 0], 0x82],
  ])('%s is refused', (_, bytes, reason) => {
    expect(reasonOf(() => decodeSubscribe(Buffer.from(bytes), 0, bytes.length, 5))).toBe(reason);
  });
});

describe('CONNACK, DISCONNECT and acknowledgements', () => {
  test('a CONNACK is read as it is written, and the other codec agrees', () => {
    const packet = { sessionPresent: true, code: 0, properties: { assignedClientIdentifier: 'x', receiveMaximum: 5 } };

    expect(decodeConnack(...body(encodeConnack(packet, 5)))).toEqual(packet);
    expect(parsedByThem(encodeConnack(packet, 5), 5)).toMatchObject({
      reasonCode: 0,
      properties: { receiveMaximum: 5 },
    });
    expect(encodeConnack({ ...packet, sessionPresent: false, code: 5 }, 4)).toEqual(Buffer.of(0x20, 2, 0, 5));
  });

  test('a DISCONNECT is as short as its version allows', () => {
    expect(encodeDisconnect({ reason: 0, properties: {} }, 5)).toEqual(Buffer.of(0xe0, 0));
    expect(encodeDisconnect({ reason: 0x8e, properties: {} }, 5)).toEqual(Buffer.of(0xe0, 1, 0x8e));
    expect(encodeDisconnect({ reason: 0x8e, properties: {} }, 4)).toEqual(Buffer.of(0xe0, 0));
    const told = encodeDisconnect({ reason: 0x8e, properties: { reasonString: 'why' } }, 5);
    expect(decodeDisconnect(...body(told), 5)).toEqual({ reason: 0x8e, properties: { reasonString: 'why' } });
  });

  test('an acknowledgement may have no reason, a reason, or a reason and properties', () => {
    const read = (...bytes: number[]): [number, number] => {
      const frame = { type: PACKET.PUBACK, bytes: Buffer.from(bytes), start: 0, end: bytes.length };
      return [readAckId(frame.bytes, 0, frame.end), readAckReason(frame, 5)];
    };

    expect(read(1, 2)).toEqual([258, 0]);
    expect(read(1, 2, 0x87)).toEqual([258, 0x87]);
    expect(read(1, 2, 0x87, 4, 0x1f, 0, 1, 0x61)).toEqual([258, 0x87]);
    expect(reasonOf(() => read(1))).toBe(0x81);
    expect(reasonOf(() => read(0, 0))).toBe(0x82);
  });
});

test('no bytes make a decoder throw anything but a protocol violation', () => {
  const decoders: ((bytes: Buffer, version: Version) => unknown)[] = [
    (bytes) => decodeConnect(bytes, 0, bytes.length),
    (bytes) => decodeConnack(bytes, 0, bytes.length),
    (bytes, version) => decodeSubscribe(bytes, 0, bytes.length, version),
    (bytes, version) => decodeUnsubscribe(bytes, 0, bytes.length, version),
    (bytes, version) => decodeDisconnect(bytes, 0, bytes.length, version),
    (bytes, version) => decodeSubscriptionAck({ type: PACKET.SUBACK, bytes, start: 0, end: bytes.length }, version),
    (bytes, version) => new ReceivedPublish(bytes.length % 16, bytes, 0, bytes.length, version),
    (bytes) => readAckId(bytes, 0, bytes.length),
  ];
  const start = fc.constantFrom([], [0, 4, 0x4d, 0x51, 0x54, 0x54, 5], [0, 1, 0x61], [0, 1, 5, 0x0b]);

  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...versions), (first, rest, version) => {
      for (const decode of decoders) {
        try {
          decode(Buffer.from([...first, ...rest]), version);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolViolation);
        }
      }
    }),
    { numRuns: 2000 },
  );
});
