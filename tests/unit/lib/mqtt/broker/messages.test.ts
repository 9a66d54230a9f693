import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { isTopicFilter, matchesFilter } from '../../../../../lib/mqtt/topics.js';
import { SubscriptionIndex } from '../../../../../lib/mqtt/broker/subscription-index.js';
import { Session } from '../../../../../lib/mqtt/broker/session.js';
import { settle } from '../wire.js';
import { BrokerKit, connect, messagesOf, publish, subscribe, subscribed } from './broker-kit.js';

describe('QoS', () => {
  test('MQTT 5 §4.3.3 · a message with QoS 2 goes on at its first PUBLISH, and only once until PUBREL', async () => {
    const kit = new BrokerKit();
    const [sender, receiver] = [await kit.connect('s'), await kit.connect('r')];
    await subscribed(receiver, { t: {} });

    sender.send(publish('t', '1', { qos: 2, messageId: 5 }));
    await settle();
    expect(receiver.take()).toMatchObject([{ topic: 't', qos: 2, dup: false }]);
    sender.send(publish('t', '1', { qos: 2, messageId: 5, dup: true }), { cmd: 'pubrel', messageId: 5, reasonCode: 0 });
    sender.send(publish('t', '2', { qos: 2, messageId: 5 }));
    await settle();

    expect(messagesOf(receiver.take())).toEqual(['t 2']);
    expect(sender.commands()).toEqual(['pubrec', 'pubrec', 'pubcomp', 'pubrec']);
  });

  test('the lower of both QoS holds', async () => {
    const kit = new BrokerKit();
    const wire = await kit.connect('a', { protocolVersion: 4 });
    await subscribed(wire, { zero: { qos: 0 }, one: { qos: 1 }, two: { qos: 2 } });
    for (const topic of ['zero', 'one', 'two']) wire.send(publish(topic, '', { qos: 1, messageId: 9 }));
    await settle();

    expect(wire.take().filter(({ cmd }) => cmd === 'publish')).toMatchObject([{ qos: 0 }, { qos: 1 }, { qos: 1 }]);
  });

  test('no more are in flight than the client allows; the rest waits in order', async () => {
    const kit = new BrokerKit();
    const receiver = await kit.connect('r', { properties: { receiveMaximum: 2 } });
    const sender = await kit.connect('s');
    await subscribed(receiver, { t: {} });
    for (let count = 0; count < 5; count++) sender.send(publish('t', String(count), { qos: 1, messageId: count + 1 }));
    const seen: string[] = [];
    while (seen.length < 5) {
      await settle();
      const packets = receiver.take();
      expect(packets.length).toBeLessThanOrEqual(2);
      seen.push(...messagesOf(packets));
      packets.forEach(({ messageId = 0 }) => receiver.send({ cmd: 'puback', messageId, reasonCode: 0 }));
    }

    expect(seen).toEqual(['t 0', 't 1', 't 2', 't 3', 't 4']);
  });

  test('a client that does not read gets all of it once it does', async () => {
    const kit = new BrokerKit();
    const [sender, receiver] = [await kit.connect('s'), await kit.connect('r')];
    await subscribed(receiver, { t: { qos: 0 } });
    receiver.pause();
    for (let count = 0; count < 40; count++) sender.send(publish('t', String(count).padEnd(16_000)));
    await settle();
    receiver.resume();
    for (let round = 0; round < 10; round++) await settle();

    expect(messagesOf(receiver.packets).map((text) => text.trim())).toEqual(
      Array.from({ length: 40 }, (_, index) => `t ${index}`),
    );
  });

  test('a client that falls too far behind is disconnected and counted', async () => {
    const kit = new BrokerKit({ queueLimitBytes: 100_000 });
    const [sender, receiver] = [await kit.connect('s'), await kit.connect('r')];
    await subscribed(receiver, { t: {} });
    receiver.pause();
    for (let count = 0; count < 40; count++) {
      sender.send(publish('t', 'x'.repeat(16_000)));
      await settle();
    }
    await kit.clock.advance(1000);
    sender.send({ cmd: 'pingreq' });
    await settle();

    expect([kit.broker.counts.slowClients, kit.broker.sessions]).toEqual([1, 1]);
    expect(sender.commands()).toEqual(['pingresp']);
  });

  test('a client that sends but reads no acknowledgements is disconnected, too', async () => {
    const kit = new BrokerKit({ queueLimitBytes: 20_000 });
    const wire = await kit.connect('s');
    wire.pause();
    for (let count = 1; count <= 40_000; count++) {
      wire.send(publish('t', '', { qos: 1, messageId: count }));
      if (count % 10_000 === 0) await settle();
    }

    expect(kit.broker.counts.slowClients).toBe(1);
  });
});

describe('subscriptions', () => {
  test('each filter gets its own code', async () => {
    const kit = new BrokerKit();
    const five = await kit.connect('a');
    five.send(subscribe({ a: { qos: 1 }, 'a/#/b': {}, '$share/g/a': {} }));
    const four = await kit.connect('b', { protocolVersion: 4 });
    four.send(subscribe({ a: { qos: 0 }, 'a+': {}, '$share/g/a': {} }));
    five.send({ cmd: 'unsubscribe', messageId: 4, unsubscriptions: ['a', 'b'] });
    await settle();

    expect(five.packets).toMatchObject([{ granted: [1, 0x8f, 0x9e] }, { cmd: 'unsuback', granted: [0, 0x11] }]);
    expect(four.packets).toMatchObject([{ granted: [0, 0x80, 0x80] }]);
  });

  test('overlapping filters give one message, with the highest QoS and all identifiers', async () => {
    const kit = new BrokerKit();
    const [sender, receiver] = [await kit.connect('s'), await kit.connect('r')];
    await subscribed(receiver, { 't/a': { qos: 0 } }, { properties: { subscriptionIdentifier: 3 } });
    await subscribed(receiver, { 't/#': { qos: 2 } }, { properties: { subscriptionIdentifier: 4 } });
    await subscribed(receiver, { '+/a': { qos: 1 } });
    sender.send(publish('t/a', '1', { qos: 2 }));
    await settle();

    const [message, ...more] = receiver.take();
    expect(message).toMatchObject({ cmd: 'publish', qos: 2, properties: { subscriptionIdentifier: [3, 4] } });
    expect(more).toEqual([]);
  });

  test('no local keeps the own messages away', async () => {
    const kit = new BrokerKit();
    const [one, other] = [await kit.connect('1'), await kit.connect('2')];
    await subscribed(one, { t: { nl: true }, '#': { nl: true } });
    await subscribed(other, { t: {} });
    one.send(publish('t', 'x'));
    await settle();

    expect([messagesOf(one.packets), messagesOf(other.packets)]).toEqual([[], ['t x']]);
  });

  test('the index finds exactly the filters that match', () => {
    const level = fc.constantFrom('a', 'b', '', '$x', '+', '#');
    const filter = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
    const topic = fc
      .array(fc.constantFrom('a', 'b', '', '$x'), { minLength: 1, maxLength: 4 })
      .map((levels) => levels.join('/'));
    const counts = { connections: 0, refused: 0, violations: 0, slowClients: 0, dropped: 0 };
    const context = { clock: new ManualClock(), counts, queueLimitBytes: 0 };
    const options = {
      qos: 0,
      noLocal: false,
      retainAsPublished: false,
      retainHandling: 0,
      identifier: undefined,
    } as const;

    fc.assert(
      fc.property(
        fc.uniqueArray(filter.filter(isTopicFilter)),
        fc.array(fc.boolean()),
        topic,
        (filters, gone, name) => {
          const index = new SubscriptionIndex();
          const all = filters.map((each) => ({ ...options, filter: each, session: new Session('a', context) }));
          all.forEach((each) => index.add(each));
          const left = all.filter((_, order) => gone[order] !== true);
          all.filter((each) => !left.includes(each)).forEach((each) => index.remove(each));

          const found = [...(index.exact(name)?.values() ?? []), ...index.withWildcards(name)];

          const wanted = left.filter((each) => matchesFilter(each.filter, name));
          expect(found.map((each) => each.filter).sort()).toEqual(wanted.map((each) => each.filter).sort());
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('retained messages', () => {
  async function stored(): Promise<BrokerKit> {
    const kit = new BrokerKit();
    const sender = await kit.connect('s');
    sender.send(publish('r', 'old', { retain: true }), publish('r', 'new', { retain: true }));
    sender.send(publish('x', 'x', { retain: true }), publish('x', '', { retain: true }));
    await settle();
    return kit;
  }

  test.each([
    ['0 always', 0, ['r new', 'r new']],
    ['1 for a new subscription only', 1, ['r new']],
    ['2 never', 2, []],
  ])('retain handling %s', async (_, rh, messages) => {
    const kit = await stored();
    const wire = await kit.connect('a');
    wire.send(subscribe({ '#': { rh } }), subscribe({ '#': { rh } }));
    await settle();

    expect(messagesOf(wire.packets)).toEqual(messages);
  });

  test('only a replay is marked, unless the subscription wants the mark as published', async () => {
    const kit = await stored();
    const [plain, asPublished] = [await kit.connect('a'), await kit.connect('b')];
    plain.send(subscribe({ r: {} }));
    asPublished.send(subscribe({ r: { rap: true, rh: 2 } }));
    await settle();
    plain.send(publish('r', 'again', { retain: true }));
    await settle();

    const marks = [plain, asPublished].map(({ packets }) =>
      packets.flatMap((packet) => (packet.cmd === 'publish' ? packet.retain : [])),
    );
    expect(marks).toEqual([[true, false], [true]]);
  });

  test('a message that has expired is not sent, and before that the rest of its time is told', async () => {
    const kit = new BrokerKit();
    const sender = await kit.connect('s');
    sender.send(publish('r', 'x', { retain: true, properties: { messageExpiryInterval: 10 } }));
    await settle();
    await kit.clock.advance(4000);
    sender.send(subscribe({ r: {} }));
    await settle();
    expect(sender.take()).toMatchObject([{ cmd: 'suback' }, { properties: { messageExpiryInterval: 6 } }]);
    await kit.clock.advance(6000);
    sender.send(subscribe({ r: {} }));
    await settle();

    expect(sender.commands()).toEqual(['suback']);
  });
});

describe('MQTT 5', () => {
  test('the properties of a message go on, its topic alias does not', async () => {
    const kit = new BrokerKit();
    const [sender, receiver] = [await kit.connect('s'), await kit.connect('r')];
    await subscribed(receiver, { t: {} });
    const properties = {
      payloadFormatIndicator: true,
      contentType: 'text',
      responseTopic: 'answer',
      correlationData: Buffer.of(1, 2),
      userProperties: { a: ['1', '2'] },
    };
    sender.send(publish('t', '1', { properties: { ...properties, topicAlias: 2 } }));
    sender.send(publish('', '2', { properties: { topicAlias: 2 } }));
    await settle();

    const packets = receiver.packets as unknown as { topic: string; properties?: object }[];
    expect(packets.map(({ topic }) => topic)).toEqual(['t', 't']);
    expect(packets[0]?.properties).toEqual({
      ...properties,
      userProperties: expect.objectContaining({ a: ['1', '2'] }),
    });
    expect(packets[1]?.properties).toBeUndefined();
  });

  test('a message larger than a client takes is left out', async () => {
    const kit = new BrokerKit();
    const wire = await kit.connect('a', { properties: { maximumPacketSize: 20 } });
    await subscribed(wire, { t: {} });
    wire.send(publish('t', 'x'.repeat(20)), publish('t', 'short'));
    await settle();

    expect(messagesOf(wire.packets)).toEqual(['t short']);
  });

  test.each([
    ['a topic with a wildcard', publish('a/+', ''), 0x90],
    ['an alias that stands for nothing', publish('', '', { properties: { topicAlias: 1 } }), 0x82],
    ['an alias above the maximum', publish('t', '', { properties: { topicAlias: 65 } }), 0x94],
    ['a subscription identifier', publish('t', '', { properties: { subscriptionIdentifier: 1 } }), 0x82],
    ['a second CONNECT', connect('a'), 0x82],
    ['a packet that only brokers send', { cmd: 'pingresp' } as const, 0x82],
    ['a packet above the limit', publish('t', 'x'.repeat(2000)), 0x95],
  ])('%s ends the connection with its reason', async (_, packet, reasonCode) => {
    const kit = new BrokerKit({ maximumPacketSize: 1000 });
    const wire = await kit.connect('a');
    wire.send(packet);
    await settle();

    expect(wire.packets).toMatchObject([{ cmd: 'disconnect', reasonCode }]);
    expect([wire.ended, kit.broker.counts.violations]).toEqual([true, 1]);
  });
});
