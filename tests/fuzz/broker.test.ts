import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { BrokerKit, connect, messagesOf, publish, subscribe } from '../unit/lib/mqtt/broker/broker-kit.js';
import { settle } from '../unit/lib/mqtt/wire.js';

const versions = [3, 4, 5] as const;

/** Packets that a client may send, and some that only a broker may. */
const packets: readonly Packet[] = [
  connect('guest'),
  connect('guest', { clean: false, will: { topic: 'w', payload: Buffer.from('gone'), qos: 2, retain: true } }),
  publish('fuzz/a', 'text', { qos: 0 }),
  publish('fuzz/a', 'text', { qos: 1, messageId: 7 }),
  publish('fuzz/b', '', { qos: 2, messageId: 8, retain: true }),
  subscribe({ 'fuzz/#': {} }),
  subscribe({ 'fuzz/+/x': { qos: 1 }, $SYS: {} }, { messageId: 9 }),
  { cmd: 'unsubscribe', messageId: 10, unsubscriptions: ['fuzz/#'] },
  { cmd: 'pubrel', messageId: 8, reasonCode: 0 },
  { cmd: 'pubrec', messageId: 1, reasonCode: 0 },
  { cmd: 'puback', messageId: 1, reasonCode: 0 },
  { cmd: 'pubcomp', messageId: 1, reasonCode: 0 },
  { cmd: 'pingreq' },
  { cmd: 'suback', messageId: 1, granted: [0] },
  { cmd: 'disconnect', reasonCode: 0 },
];

const change = fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }), cut: fc.boolean() });
const conversation = fc.record({
  version: fc.constantFrom(...versions),
  connects: fc.boolean(),
  picks: fc.array(fc.nat({ max: packets.length - 1 }), { minLength: 1, maxLength: 6 }),
  changes: fc.array(change, { maxLength: 4 }),
  raw: fc.uint8Array({ maxLength: 12 }),
});

type Conversation = typeof conversation extends fc.Arbitrary<infer T> ? T : never;

function bytesOf({ version, connects, picks, changes, raw }: Conversation): Buffer {
  const sent = picks.flatMap((pick) => packets[pick] ?? []);
  const frames = sent.flatMap((packet) => generate(packet, version));
  const first = connects ? [generate(connect('guest', { protocolVersion: version }), version)] : [];
  const bytes = Buffer.concat([...first.flat(), ...frames, raw]);
  for (const { at, byte } of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
  const cut = changes.find((one) => one.cut);
  return cut === undefined ? bytes : bytes.subarray(0, cut.at % (bytes.length + 1));
}

/** The other codec refuses to write some packets in some versions. */
function generate(packet: Packet, protocolVersion: 3 | 4 | 5): Buffer[] {
  try {
    return [mqttPacket.generate(packet, { protocolVersion })];
  } catch {
    return [];
  }
}

test('framework.md §14.1 · 10,000 damaged conversations end nobody but who holds them', async () => {
  const kit = new BrokerKit({ maximumPacketSize: 100_000 });
  const listener = await kit.connect('listener');
  listener.send(subscribe({ 'safe/#': {} }));
  await settle();
  listener.take();

  for (const [index, damaged] of fc.sample(conversation, { numRuns: 10_000, seed: 14 }).entries()) {
    const guest = kit.open(damaged.version);
    guest.bytes(bytesOf(damaged));
    if (index % 50 === 0) {
      await settle();
      await kit.clock.advance(1);
    }
    guest.destroy();
  }
  await settle();
  const witness = await kit.connect('witness');
  witness.send(publish('safe/a', 'still there'));
  await settle();

  expect(messagesOf(listener.take())).toEqual(['safe/a still there']);
  expect(listener.ended).toBe(false);
});
