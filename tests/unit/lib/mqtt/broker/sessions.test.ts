import { describe, expect, test } from '@jest/globals';
import { settle } from '../wire.js';
import { BrokerKit, connect, messagesOf, publish, subscribed } from './broker-kit.js';

describe('sessions', () => {
  const keeping = { clean: false, properties: { sessionExpiryInterval: 60 } };

  test.each([
    ['3.1.1', { protocolVersion: 4, clean: false }],
    ['5', { protocolVersion: 5, ...keeping }],
  ] as const)('what a client of %s missed with QoS 1 and 2 waits for it', async (_, options) => {
    const kit = new BrokerKit();
    const sender = await kit.connect('s');
    const first = await kit.connect('a', options);
    await subscribed(first, { t: {} });
    first.destroy();
    await settle();
    for (const qos of [0, 1, 2]) sender.send(publish('t', String(qos), { qos, messageId: qos + 1 }));
    await settle();
    const second = kit.open(options.protocolVersion);
    second.send(connect('a', options));
    await settle();

    expect(second.packets[0]).toMatchObject({ cmd: 'connack', sessionPresent: true });
    expect(messagesOf(second.packets)).toEqual(['t 1', 't 2']);
    expect(kit.broker.counts.dropped).toBe(1);
  });

  test('of too many clients that are away the one that left first is forgotten, whatever it asked for', async () => {
    const kit = new BrokerKit();
    const present = await kit.connect('present', { protocolVersion: 4, clean: false });
    for (let number = 0; number <= 256; number += 1) {
      const wire = await kit.connect(`client ${number}`, { protocolVersion: 4, clean: false });
      wire.destroy();
      await settle();
    }
    const knows = async (clientId: string): Promise<unknown> => {
      const wire = kit.open(4);
      wire.send(connect(clientId, { protocolVersion: 4, clean: false }));
      await settle();
      return wire.packets[0];
    };

    expect(await knows('client 1')).toMatchObject({ cmd: 'connack', sessionPresent: true });
    expect(await knows('client 0')).toMatchObject({ cmd: 'connack', sessionPresent: false });
    present.send({ cmd: 'pingreq' });
    await settle();
    expect(present.packets).toEqual([expect.objectContaining({ cmd: 'pingresp' })]);
  });

  test('MQTT 5 §4.4 · what was in flight is sent again where it stood', async () => {
    const kit = new BrokerKit();
    const first = await kit.connect('a', keeping);
    await subscribed(first, { t: {}, self: { qos: 0 } });
    for (const id of [1, 2]) first.send(publish('t', String(id), { qos: 2, messageId: id }));
    await settle();
    const ids = first.take().flatMap(({ cmd, messageId = 0 }) => (cmd === 'publish' ? messageId : []));
    first.send({ cmd: 'pubrec', messageId: ids[0] ?? 0, reasonCode: 0 });
    await settle();
    first.destroy();
    await settle();
    const second = kit.open();
    second.send(connect('a', keeping));
    second.send(publish('t', '1', { qos: 2, messageId: 1, dup: true }));
    await settle();

    expect(second.packets).toMatchObject([
      { cmd: 'connack', sessionPresent: true },
      { cmd: 'pubrel', messageId: ids[0] },
      { cmd: 'publish', messageId: ids[1], dup: true },
      { cmd: 'pubrec', messageId: 1 },
    ]);
  });

  test('MQTT 5 §4.4 · what was in flight is sent again also when its time is over', async () => {
    const kit = new BrokerKit();
    const first = await kit.connect('a', keeping);
    await subscribed(first, { t: {} });
    first.send(publish('t', '1', { qos: 2, properties: { messageExpiryInterval: 5 } }));
    await settle();
    first.destroy();
    await settle();
    await kit.clock.advance(10_000);
    const second = kit.open();
    second.send(connect('a', keeping));
    await settle();

    expect(kit.broker.counts.violations).toBe(0);
    expect(second.packets).toMatchObject([
      { cmd: 'connack', sessionPresent: true },
      { cmd: 'publish', dup: true, properties: { messageExpiryInterval: 0 } },
    ]);
  });

  test('MQTT 5 §3.1.2.11.4 · what a returning client does not take any more is given up', async () => {
    const kit = new BrokerKit();
    const first = await kit.connect('a', keeping);
    await subscribed(first, { t: {} });
    for (const [id, payload] of [
      [1, 'x'.repeat(100)],
      [2, 'y'],
    ] as const) {
      first.send(publish('t', payload, { qos: 2, messageId: id }));
    }
    await settle();
    first.destroy();
    await settle();
    const second = kit.open();
    second.send(connect('a', { ...keeping, properties: { ...keeping.properties, maximumPacketSize: 50 } }));
    await settle();

    expect(messagesOf(second.packets)).toEqual(['t y']);
    expect(kit.broker.counts.dropped).toBe(1);
  });

  test('a session ends with its time, or with a clean start', async () => {
    const kit = new BrokerKit();
    const wire = await kit.connect('a', keeping);
    await kit.connect('b', keeping);
    wire.destroy();
    await kit.clock.advance(59_999);
    await settle();
    expect(kit.broker.sessions).toBe(2);
    await kit.clock.advance(1);
    expect(kit.broker.sessions).toBe(1);
    const clean = kit.open();
    clean.send(connect('b'));
    await settle();

    expect(clean.packets).toMatchObject([{ sessionPresent: false }]);
  });

  test('the queue of a client that is away has its limit', async () => {
    const kit = new BrokerKit({ queueLimitBytes: 10_000 });
    const [sender, wire] = [await kit.connect('s'), await kit.connect('a', keeping)];
    await subscribed(wire, { t: {} });
    wire.destroy();
    await settle();
    for (let id = 1; id <= 5; id++) sender.send(publish('t', 'x'.repeat(3000), { qos: 1, messageId: id }));
    await settle();
    const back = kit.open();
    back.send(connect('a', keeping));
    await settle();

    expect([messagesOf(back.packets).length, kit.broker.counts.dropped]).toEqual([3, 2]);
  });
});
