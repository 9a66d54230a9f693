import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { settle } from '../wire.js';
import { BrokerKit, connect, messagesOf, publish, subscribe, subscribed } from './broker-kit.js';

describe('CONNECT', () => {
  test.each([3, 4, 5] as const)('version %s is accepted', async (protocolVersion) => {
    const wire = new BrokerKit().open(protocolVersion);
    wire.send(connect('a', { protocolVersion }));
    await settle();

    const code = protocolVersion === 5 ? { reasonCode: 0 } : { returnCode: 0 };
    expect(wire.packets).toMatchObject([{ cmd: 'connack', sessionPresent: false, ...code }]);
  });

  test('MQTT 5 gives a client identifier to who has none, and tells the limits', async () => {
    const wire = new BrokerKit({ maximumPacketSize: 5000, maximumKeepAliveS: 30 }).open();
    wire.send(connect('', { keepalive: 60 }));
    await settle();

    expect(wire.packets).toMatchObject([
      {
        properties: {
          assignedClientIdentifier: 'auto-8888888888888888',
          maximumPacketSize: 5000,
          serverKeepAlive: 30,
          sharedSubscriptionAvailable: false,
        },
      },
    ]);
  });

  test.each([
    ['a version of the future', [0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 9, 2, 0, 0, 0, 0], [{ returnCode: 1 }], 4],
    [
      'no client identifier but a session',
      [0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0, 0, 0, 0, 0],
      [{ returnCode: 2 }],
      4,
    ],
    [
      'an authentication method',
      [0x10, 17, 0, 4, 0x4d, 0x51, 0x54, 0x54, 5, 2, 0, 0, 4, 0x15, 0, 1, 0x61, 0, 0],
      [{ reasonCode: 0x8c }],
      5,
    ],
    ['garbage', [0x10, 3, 1, 2, 3], [], 4],
    ['another packet first', [0xc0, 0], [], 4],
    ['a packet type that does not exist', [0x00, 0], [], 4],
  ] as const)('%s ends the connection', async (_, bytes, packets, version) => {
    const kit = new BrokerKit();
    const wire = kit.open(version);
    wire.bytes(bytes);
    await settle();

    expect(wire.packets).toMatchObject(packets);
    expect([wire.ended, kit.broker.counts.refused + kit.broker.counts.violations]).toEqual([true, 1]);
    expect(kit.clock.pendingTimers).toBe(0);
  });

  test('who says nothing for 10 s is dropped', async () => {
    const kit = new BrokerKit();
    const wire = kit.open();
    await kit.clock.advance(10_000);
    await settle();

    expect(wire.ended).toBe(true);
  });

  test('a client that takes an identifier over ends the other connection, and the session goes on', async () => {
    const kit = new BrokerKit();
    const options = { clean: false, properties: { sessionExpiryInterval: 60 } };
    const first = await kit.connect('a', options);
    await subscribed(first, { t: {} });
    const second = kit.open();
    second.send(connect('a', options));
    await settle();

    expect(first.packets).toMatchObject([{ cmd: 'disconnect', reasonCode: 0x8e }]);
    expect(first.ended).toBe(true);
    expect(second.take()).toMatchObject([{ cmd: 'connack', sessionPresent: true }]);
    second.send(publish('t', '1'));
    await settle();
    expect(messagesOf(second.packets)).toEqual(['t 1']);
  });
});

describe('authentication and authorization', () => {
  test('a wrong password is refused, before and in MQTT 5', async () => {
    const kit = new BrokerKit({ hooks: { authenticate: (_, password) => password?.toString() === 'right' } });
    const wires = ([4, 5] as const).map((protocolVersion) => {
      const wire = kit.open(protocolVersion);
      wire.send(connect('a', { protocolVersion, username: 'u', password: Buffer.from('wrong') }));
      return wire;
    });
    await settle();

    expect(wires.map(({ packets }) => packets)).toMatchObject([[{ returnCode: 4 }], [{ reasonCode: 0x86 }]]);
    expect(kit.broker.counts.refused).toBe(2);
  });

  test('what a client sends while its password is looked up is served after that', async () => {
    let decide: (isRight: boolean) => void = () => undefined;
    const kit = new BrokerKit({ hooks: { authenticate: () => new Promise((resolve) => (decide = resolve)) } });
    const wire = kit.open();
    wire.send(connect('a'), subscribe({ t: {} }), publish('t', '1'));
    await settle();
    expect(wire.packets).toEqual([]);
    decide(true);
    await settle();

    expect(wire.commands()).toEqual(['connack', 'suback', 'publish']);
  });

  test('a look-up that fails refuses', async () => {
    const kit = new BrokerKit({ hooks: { authenticate: () => Promise.reject(new Error('no data base')) } });
    const wire = kit.open();
    wire.send(connect('a'));
    await settle();

    expect(wire.packets).toMatchObject([{ reasonCode: 0x88 }]);
  });

  test('topics that a client may not use are refused with the reason', async () => {
    const kit = new BrokerKit({
      hooks: {
        authorizePublish: ({ clientId }, topic) => topic === clientId,
        authorizeSubscribe: (_, filter) => filter !== 'secret',
      },
    });
    const wire = await kit.connect('a');
    wire.send(subscribe({ secret: {}, '#': {} }));
    wire.send(publish('b', '1', { qos: 1 }), publish('b', '2', { qos: 2 }), publish('a', '3'));
    await settle();

    const packets = wire.take();
    expect(packets.slice(0, 3)).toMatchObject([
      { cmd: 'suback', granted: [0x87, 2] },
      { cmd: 'puback', reasonCode: 0x87 },
      { cmd: 'pubrec', reasonCode: 0x87 },
    ]);
    expect(messagesOf(packets)).toEqual(['a 3']);
  });

  test('a hook that throws costs its client the connection, and nothing else', async () => {
    const authorizePublish = (): never => {
      throw new Error('bug');
    };
    const kit = new BrokerKit({ hooks: { authorizePublish } });
    const wire = await kit.connect('a');
    const other = await kit.connect('b');
    wire.send(publish('t', '1'));
    other.send({ cmd: 'pingreq' });
    await settle();

    expect(wire.packets).toMatchObject([{ cmd: 'disconnect', reasonCode: 0x83 }]);
    expect(other.commands()).toEqual(['pingresp']);
  });
});

describe('keep alive', () => {
  test('a client is given one and a half times its keep alive time', async () => {
    const kit = new BrokerKit();
    const wire = await kit.connect('a', { keepalive: 10 });
    await kit.clock.advance(14_000);
    wire.send({ cmd: 'pingreq' });
    await settle();
    await kit.clock.advance(14_000);
    expect(wire.commands()).toEqual(['pingresp']);
    await kit.clock.advance(1000);
    await settle();

    expect(wire.packets).toMatchObject([{ cmd: 'disconnect', reasonCode: 0x8d }]);
  });
});

describe('wills', () => {
  const will = { topic: 'gone', payload: Buffer.from('a'), qos: 1 as const, retain: true };

  test('a will is published when the stream breaks, and stored if it says so', async () => {
    const kit = new BrokerKit();
    const watcher = await kit.connect('w');
    await subscribed(watcher, { gone: {} });
    const client = await kit.connect('a', { will });
    client.destroy();
    await settle();
    expect(messagesOf(watcher.take())).toEqual(['gone a']);
    await subscribed(watcher, { 'gone/#': { qos: 0 } });
    watcher.send(subscribe({ gone: { qos: 0 } }));
    await settle();

    expect(watcher.take()).toMatchObject([{ cmd: 'suback' }, { cmd: 'publish', topic: 'gone', retain: true }]);
  });

  test.each([
    ['is dropped by DISCONNECT', 0, []],
    ['is published when DISCONNECT asks for it', 4, ['gone a']],
  ])('a will %s', async (_, reasonCode, messages) => {
    const kit = new BrokerKit();
    const watcher = await kit.connect('w');
    await subscribed(watcher, { gone: {} });
    const client = await kit.connect('a', { will });
    client.send({ cmd: 'disconnect', reasonCode });
    await settle();

    expect(messagesOf(watcher.packets)).toEqual(messages);
  });

  test.each([
    ['after its delay', 5000, false, ['gone a']],
    ['not before', 4999, false, []],
    ['not at all when the client is back before', 5000, true, []],
  ])('a will with a delay is published %s', async (_, waitMs, isBack, messages) => {
    const kit = new BrokerKit();
    const watcher = await kit.connect('w');
    await subscribed(watcher, { gone: {} });
    const options = { clean: false, properties: { sessionExpiryInterval: 60 } };
    const client = await kit.connect('a', { ...options, will: { ...will, properties: { willDelayInterval: 5 } } });
    client.destroy();
    await settle();
    if (isBack) await kit.connect('a', options);
    await kit.clock.advance(waitMs);
    await settle();

    expect(messagesOf(watcher.packets)).toEqual(messages);
  });
});

test('no bytes from a client throw out of the broker or hurt another client', async () => {
  const kit = new BrokerKit();
  const other = await kit.connect('other');
  const prefix = [0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 5, 2, 0, 0, 0, 0, 0];
  const start = fc.constantFrom([], prefix, [...prefix, 0x30], [...prefix, 0x82, 9, 0, 1], [...prefix, 0x62, 2, 0]);

  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 60 }), async (first, rest) => {
      const wire = kit.open();
      wire.near.on('error', (error) => {
        throw error;
      });
      wire.bytes([...first, ...rest]);
      await settle();
      wire.destroy();
    }),
    { numRuns: 300 },
  );
  other.send({ cmd: 'pingreq' });
  await settle();

  expect(other.commands()).toContain('pingresp');
  expect(kit.broker.counts.violations).toBeGreaterThan(0);
});

test('closing tells every client and leaves no timer', async () => {
  const kit = new BrokerKit();
  const [five, four] = [
    await kit.connect('a', { keepalive: 10 }),
    await kit.connect('b', { protocolVersion: 4, clean: false }),
  ];
  const closing = kit.broker.close();
  await settle();
  await closing;

  expect(five.packets).toMatchObject([{ cmd: 'disconnect', reasonCode: 0x8b }]);
  expect([four.packets, four.ended, kit.clock.pendingTimers]).toEqual([[], true, 0]);
});

test('closing waits for the handshakes of messages with QoS 2, but not for ever', async () => {
  const kit = new BrokerKit();
  const [sender, prompt, slow] = [await kit.connect('s'), await kit.connect('p'), await kit.connect('q')];
  for (const wire of [prompt, slow]) await subscribed(wire, { t: {} });
  sender.send(publish('t', '1', { qos: 2, messageId: 5 }));
  await settle();
  const closing = kit.broker.close();
  await settle();
  prompt.take();
  prompt.send({ cmd: 'pubrec', messageId: 1, reasonCode: 0 });
  await settle();
  expect(prompt.take()).toMatchObject([{ cmd: 'pubrel' }]);
  prompt.send({ cmd: 'pubcomp', messageId: 1, reasonCode: 0 });
  await settle();
  expect(prompt.take()).toEqual([]);

  await kit.clock.advance(500);
  await settle();
  await closing;

  expect(prompt.take()).toMatchObject([{ cmd: 'disconnect', reasonCode: 0x8b }]);
  expect(slow.packets.at(-1)).toMatchObject({ cmd: 'disconnect', reasonCode: 0x8b });
});
