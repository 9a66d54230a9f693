import { describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../../framework/clock/manual-clock.js';
import { connectMqttClient, MqttClient, type MqttClientOptions } from '../../../../../lib/mqtt/index.js';
import { settle, Wire } from '../wire.js';

interface Rig {
  readonly clock: ManualClock;
  readonly wire: Wire;
  readonly client: MqttClient;
  readonly losses: string[];
  readonly received: string[];
}

const accepted = { cmd: 'connack', sessionPresent: false, reasonCode: 0, returnCode: 0 } as const;

async function connected(
  options: Partial<MqttClientOptions> = {},
  properties: Record<string, unknown> = {},
): Promise<Rig> {
  const clock = new ManualClock();
  const wire = new Wire(options.version ?? 5);
  const opening = MqttClient.open(wire.near, { clock, random: () => 0.5, ...options });
  wire.send({ ...accepted, properties });
  const client = await opening;
  await settle();
  wire.take();
  const losses: string[] = [];
  const received: string[] = [];
  client.onLost((reason) => void losses.push(reason));
  client.onMessage(({ topic, text }) => void received.push(`${topic} ${text}`));
  return { clock, wire, client, losses, received };
}

/** How a promise stands. */
async function stateOf(promise: Promise<unknown>): Promise<string> {
  let state = 'pending';
  promise.then(
    () => (state = 'done'),
    (error: Error) => (state = error.message),
  );
  await settle();
  return state;
}

function publish(topic: string, qos: 0 | 1 | 2, messageId: number, dup = false): never {
  return { cmd: 'publish', topic, payload: 'x', qos, retain: false, dup, messageId } as never;
}

describe('connecting', () => {
  test('CONNECT asks for a clean start, 20 s keep alive and no client identifier', async () => {
    const wire = new Wire();
    const opening = MqttClient.open(wire.near, {
      clock: new ManualClock(),
      random: () => 0,
      user: 'me',
      password: 'pw',
    });
    await settle();

    expect(wire.packets).toMatchObject([
      { cmd: 'connect', protocolVersion: 5, clean: true, keepalive: 20, clientId: '', username: 'me' },
    ]);
    wire.send({
      ...accepted,
      properties: { assignedClientIdentifier: 'given', serverKeepAlive: 7, receiveMaximum: 3 },
    });
    const { session } = await opening;
    expect(session).toMatchObject({ clientId: 'given', keepAliveS: 7, window: 3, version: 5 });
  });

  test('before MQTT 5 the client identifier is random', async () => {
    const wire = new Wire(4);
    void MqttClient.open(wire.near, { clock: new ManualClock(), random: () => 0.5, version: 4 }).catch(() => undefined);
    await settle();

    expect(wire.packets).toMatchObject([{ protocolVersion: 4, clientId: 'i'.repeat(23) }]);
  });

  test.each([
    ['a reason of MQTT 5', [0x20, 3, 0, 0x86, 0], 'Connection refused: Bad user name or password'],
    ['a code of 3.1.1', [0x20, 2, 0, 5], 'Connection refused: Not authorized'],
    ['a reason with words', [0x20, 8, 0, 0x89, 5, 0x1f, 0, 2, 0x6e, 0x6f], 'Connection refused: Server busy, no'],
  ])('a refusal with %s is told', async (_, bytes, message) => {
    const wire = new Wire();
    const opening = MqttClient.open(wire.near, { clock: new ManualClock(), random: () => 0 });
    wire.bytes(bytes);

    await expect(opening).rejects.toMatchObject({ code: 'BUS_CONNECTION_REFUSED', message });
  });

  test.each([
    ['is closed', (wire: Wire) => wire.end(), /closed/],
    [
      'talks something else',
      (wire: Wire) => wire.bytes(Buffer.from('HTTP/1.1 400 Bad Request\r\n'.repeat(4))),
      /before CONNACK|flags/,
    ],
  ])('a stream that %s before CONNACK rejects', async (_, act, message) => {
    const wire = new Wire();
    const opening = MqttClient.open(wire.near, { clock: new ManualClock(), random: () => 0 });
    act(wire);

    await expect(opening).rejects.toThrow(message);
  });

  test('where MQTT 5 is refused, 3.1.1 is spoken over a second stream', async () => {
    const wires = [new Wire(5), new Wire(4)];
    const [first, second] = wires;
    const left = [...wires];
    const options = { clock: new ManualClock(), random: () => 0 };
    const opening = connectMqttClient(() => left.shift()?.near ?? new Wire().near, options);
    first?.bytes([0x20, 2, 0, 1]);
    second?.send(accepted);

    expect((await opening).version).toBe(4);
  });
});

describe('publishing', () => {
  test('resolves at PUBCOMP with QoS 2, at PUBACK with 1, at once with 0', async () => {
    const { client, wire } = await connected();
    const [zero, one, two] = ([0, 1, 2] as const).map((qos) => client.publish(`t${qos}`, 'x', { qos }));

    expect(await stateOf(zero as Promise<void>)).toBe('done');
    expect(wire.take().map(({ cmd, messageId }) => [cmd, messageId])).toEqual([
      ['publish', undefined],
      ['publish', 1],
      ['publish', 2],
    ]);
    wire.send({ cmd: 'puback', messageId: 1, reasonCode: 0 }, { cmd: 'pubrec', messageId: 2, reasonCode: 0 });
    expect([await stateOf(one as Promise<void>), await stateOf(two as Promise<void>)]).toEqual(['done', 'pending']);
    expect(wire.take()).toMatchObject([{ cmd: 'pubrel', messageId: 2 }]);
    wire.send({ cmd: 'pubcomp', messageId: 2, reasonCode: 0 });
    expect(await stateOf(two as Promise<void>)).toBe('done');
  });

  test.each([
    ['puback', 1],
    ['pubrec', 2],
  ] as const)('a refusal in %s rejects with its reason', async (cmd, qos) => {
    const { client, wire } = await connected();
    const publishing = client.publish('secret', 'x', { qos });
    wire.send({ cmd, messageId: 1, reasonCode: 0x87 });

    expect(await stateOf(publishing)).toBe('the broker refused a message to secret: Not authorized');
  });

  test('no more are in flight than the broker allows, and the rest follows in order', async () => {
    const { client, wire } = await connected({}, { receiveMaximum: 2 });
    const topics: string[] = [];
    const publishing = Promise.all(['a', 'b', 'c', 'd', 'e'].map((topic) => client.publish(topic, '', { qos: 1 })));

    while (topics.length < 5) {
      await settle();
      const packets = wire.take() as { topic: string; messageId: number }[];
      expect(packets.length).toBeLessThanOrEqual(2);
      topics.push(...packets.map(({ topic }) => topic));
      packets.forEach(({ messageId }) => wire.send({ cmd: 'puback', messageId, reasonCode: 0 }));
    }

    expect(await stateOf(publishing)).toBe('done');
    expect(topics).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test.each([
    ['64', 5, 64],
    ['20 before MQTT 5, where a broker cannot tell its limit', 4, 20],
  ] as const)('at most %s are in flight', async (_, version, most) => {
    const { client, wire } = await connected({ version });
    for (let count = 0; count < 100; count++) void client.publish('t', '', { qos: 2 }).catch(() => undefined);
    await settle();

    expect(wire.packets).toHaveLength(most);
  });

  test('a message too large for the broker is not sent', async () => {
    const { client, wire } = await connected({}, { maximumPacketSize: 20 });

    expect(await stateOf(client.publish('t', 'x'.repeat(14), { qos: 0 }))).toBe('done');
    expect(await stateOf(client.publish('t', 'x'.repeat(15), { qos: 0 }))).toMatch(/Packet too large/);
    expect(wire.packets).toHaveLength(1);
  });

  test('a peer that does not read holds even QoS 0 up, and gets all of it later', async () => {
    const { client, wire } = await connected();
    wire.pause();
    const publishing: Promise<void>[] = [];
    for (let count = 0; count < 20; count++) {
      publishing.push(client.publish('t', 'x'.repeat(64 * 1024), { qos: 0 }));
      await settle();
    }
    expect(await stateOf(Promise.all(publishing))).toBe('pending');
    wire.resume();

    expect(await stateOf(Promise.all(publishing))).toBe('done');
    await settle();
    expect(wire.packets).toHaveLength(20);
  });

  test('properties go with the message in MQTT 5', async () => {
    const { client, wire } = await connected();
    await client.publish('t', 'x', {
      qos: 0,
      retain: true,
      properties: { contentType: 'text', payloadFormatIndicator: 1 },
    });
    await settle();

    expect(wire.packets).toMatchObject([
      { retain: true, properties: { contentType: 'text', payloadFormatIndicator: true } },
    ]);
  });
});

describe('receiving', () => {
  test('MQTT 5 §4.3.3 · a message with QoS 2 is handed on at its first PUBLISH, and only once until PUBREL', async () => {
    const { wire, received } = await connected();

    wire.send(publish('a', 2, 7));
    await settle();
    expect(received).toEqual(['a x']);
    wire.send(publish('a', 2, 7, true), { cmd: 'pubrel', messageId: 7, reasonCode: 0 }, publish('a', 2, 7));
    await settle();

    expect(received).toEqual(['a x', 'a x']);
    expect(wire.commands()).toEqual(['pubrec', 'pubrec', 'pubcomp', 'pubrec']);
  });

  test('QoS 1 is acknowledged, QoS 0 is not', async () => {
    const { wire, received } = await connected();
    wire.send(publish('a', 0, 0), publish('b', 1, 4));
    await settle();

    expect([received, wire.commands()]).toEqual([['a x', 'b x'], ['puback']]);
  });

  test('an unknown PUBREL and an unknown PUBREC are answered with that', async () => {
    const { wire } = await connected();
    wire.send({ cmd: 'pubrel', messageId: 3, reasonCode: 0 }, { cmd: 'pubrec', messageId: 4, reasonCode: 0 });
    await settle();

    expect(wire.packets).toMatchObject([
      { cmd: 'pubcomp', messageId: 3, reasonCode: 0x92 },
      { cmd: 'pubrel', messageId: 4, reasonCode: 0x92 },
    ]);
  });
});

describe('subscribing', () => {
  test('resolves with the codes of the broker', async () => {
    const { client, wire } = await connected();
    const subscribing = client.subscribe([
      { filter: 'a', qos: 2 },
      { filter: 'b', qos: 0, noLocal: true, retainHandling: 2 },
    ]);
    await settle();
    expect(wire.take()).toMatchObject([
      {
        cmd: 'subscribe',
        messageId: 1,
        subscriptions: [
          { topic: 'a', qos: 2 },
          { topic: 'b', nl: true, rh: 2 },
        ],
      },
    ]);
    wire.send({ cmd: 'suback', messageId: 1, granted: [1, 0x87] });
    expect(await subscribing).toEqual([1, 0x87]);

    const unsubscribing = client.unsubscribe(['a', 'b']);
    wire.send({ cmd: 'unsuback', messageId: 2, granted: [0, 0x11] });
    expect(await unsubscribing).toEqual([0, 0x11]);
  });

  test('an answer that fits no question ends the connection', async () => {
    const { wire, losses } = await connected();
    wire.send({ cmd: 'suback', messageId: 1, granted: [0] });
    await settle();

    expect(losses).toEqual(['Protocol error: packet type 9 that answers nothing']);
    expect(wire.packets).toMatchObject([{ cmd: 'disconnect', reasonCode: 0x82 }]);
  });
});

describe('the end', () => {
  test('a loss is told once, and rejects all that waits', async () => {
    const { client, wire, losses, clock } = await connected({}, { receiveMaximum: 1 });
    const waiting = [
      client.publish('a', '', { qos: 2 }),
      client.publish('b', '', { qos: 2 }),
      client.subscribe([{ filter: 'c', qos: 0 }]),
    ].map(stateOf);
    wire.destroy();

    const text = 'connection to the broker lost: connection closed by the broker';
    expect(await Promise.all(waiting)).toEqual([text, text, text]);
    expect(await stateOf(client.publish('d', '', { qos: 0 }))).toBe(text);
    expect([losses, clock.pendingTimers]).toEqual([['connection closed by the broker'], 0]);
  });

  test('the reason of a DISCONNECT is told', async () => {
    const { wire, losses } = await connected();
    wire.send({ cmd: 'disconnect', reasonCode: 0x8e, properties: { reasonString: 'another one' } });
    await settle();

    expect(losses).toEqual(['Session taken over, another one']);
  });

  test('pings keep the connection, and a peer that answers none is given up', async () => {
    const { wire, losses, clock } = await connected();
    await clock.advance(15_000);
    await settle();
    expect(wire.commands()).toEqual(['pingreq']);
    wire.send({ cmd: 'pingresp' });
    await settle();
    await clock.advance(30_000);
    expect(losses).toEqual([]);
    await clock.advance(15_000);
    await settle();

    expect(losses).toEqual(['the broker answers no pings']);
    expect(clock.pendingTimers).toBe(0);
  });

  test('`close` waits for what is on its way, says goodbye and leaves no timer', async () => {
    const { client, wire, losses, clock } = await connected();
    const publishing = client.publish('a', '', { qos: 1 });
    const closing = client.close();
    await settle();
    expect(wire.commands()).toEqual(['publish']);
    wire.send({ cmd: 'puback', messageId: 1, reasonCode: 0 });
    await publishing;
    await closing;

    expect(wire.commands()).toEqual(['disconnect']);
    expect([losses, clock.pendingTimers]).toEqual([[], 0]);
  });

  test('`close` does not wait longer than 2 s', async () => {
    const { client, clock } = await connected();
    const publishing = stateOf(client.publish('a', '', { qos: 1 }));
    const closing = client.close();
    await clock.advance(2000);
    await closing;

    expect(await publishing).toBe('connection to the broker lost: connection closed');
    expect(clock.pendingTimers).toBe(0);
  });
});
