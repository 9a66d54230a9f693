import { connect } from 'node:net';
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EmbeddedBroker } from '../../../manager/broker/embedded-broker.js';
import { silentLogger } from '../../../lib/log/logger.js';

let broker: EmbeddedBroker;
const open: MqttClient[] = [];

beforeEach(async () => {
  broker = await EmbeddedBroker.start({}, silentLogger);
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.endAsync(true)));
  await broker.close();
});

async function client(
  options: IClientOptions,
): Promise<{ client: MqttClient; seen: IPublishPacket[]; count: (n: number) => Promise<void> }> {
  const opened = mqtt.connect({ host: '127.0.0.1', port: broker.port, reconnectPeriod: 0, ...options });
  open.push(opened);
  const seen: IPublishPacket[] = [];
  let wake = (): void => undefined;
  opened.on('message', (_topic, _payload, packet) => {
    seen.push(packet);
    wake();
  });
  await new Promise<void>((resolve, reject) => opened.once('connect', () => resolve()).once('error', reject));
  const count = async (wanted: number): Promise<void> => {
    while (seen.length < wanted) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { client: opened, seen, count };
}

/** Of mqtt.js, which is another implementation of the client side. */
describe.each([
  { name: '3.1', options: { protocolVersion: 3, protocolId: 'MQIsdp' } as const },
  { name: '3.1.1', options: { protocolVersion: 4 } as const },
  { name: '5', options: { protocolVersion: 5 } as const },
])('clients of MQTT $name at our broker', ({ options }) => {
  test('1,000 messages of every QoS arrive once and in order', async () => {
    const [sender, receiver] = [await client(options), await client(options)];
    await receiver.client.subscribeAsync(['q/#'], { qos: 2 });
    const numbers = Array.from({ length: 1000 }, (_, index) => String(index));
    const qosOf = [0, 1, 2] as const;
    await Promise.all(
      qosOf.flatMap((qos) => numbers.map((text) => sender.client.publishAsync(`q/${qos}`, text, { qos }))),
    );
    await receiver.count(3000);

    for (const qos of qosOf) {
      const texts = receiver.seen.filter(({ topic }) => topic === `q/${qos}`).map(({ payload }) => payload.toString());
      expect(texts).toEqual(numbers);
    }
  });

  test('what is stored is replayed with its mark', async () => {
    const [sender, late] = [await client(options), await client(options)];
    await sender.client.publishAsync('r/1', 'kept', { qos: 1, retain: true });
    await sender.client.publishAsync('r/2', 'gone', { qos: 1, retain: true });
    await sender.client.publishAsync('r/2', '', { qos: 1, retain: true });
    await late.client.subscribeAsync('r/+', { qos: 1 });
    await sender.client.publishAsync('r/1', 'live', { qos: 1, retain: true });
    await late.count(2);

    expect(late.seen.map(({ payload, retain }) => [payload.toString(), retain])).toEqual([
      ['kept', true],
      ['live', false],
    ]);
  });

  test('a session that is kept gets what it missed', async () => {
    const kept = { ...options, clientId: 'kept', clean: false, properties: { sessionExpiryInterval: 100 } };
    const [sender, first] = [await client(options), await client(kept)];
    await first.client.subscribeAsync('t', { qos: 2 });
    await first.client.endAsync(true);
    await sender.client.publishAsync('t', 'missed', { qos: 2 });
    const second = await client(kept);
    await second.count(1);

    expect(second.seen.map(({ payload }) => payload.toString())).toEqual(['missed']);
  });

  test('the will of a client whose socket breaks is published', async () => {
    const watcher = await client(options);
    await watcher.client.subscribeAsync('will', { qos: 2 });
    const will = { topic: 'will', payload: Buffer.from('gone'), qos: 2 as const, retain: false };
    const dying = await client({ ...options, will });
    dying.client.stream.destroy();
    await watcher.count(1);

    expect(watcher.seen.map(({ payload }) => payload.toString())).toEqual(['gone']);
  });
});

test('versions understand each other, and what only MQTT 5 has stays with MQTT 5', async () => {
  const [four, five] = [await client({ protocolVersion: 4 }), await client({ protocolVersion: 5 })];
  await Promise.all([four.client.subscribeAsync('t'), five.client.subscribeAsync('t')]);
  const properties = { contentType: 'text', correlationData: Buffer.of(1), userProperties: { k: 'v' } };
  await five.client.publishAsync('t', 'x', { properties });
  await Promise.all([four.count(1), five.count(1)]);

  expect(four.seen[0]?.properties).toBeUndefined();
  expect(five.seen[0]?.properties).toMatchObject({ ...properties, userProperties: { k: 'v' } });
});

test('bytes that are not MQTT close their socket only', async () => {
  const other = await client({ protocolVersion: 5 });
  const socket = connect({ host: '127.0.0.1', port: broker.port });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined).resume();
  socket.write('GET / HTTP/1.1\r\nHost: station\r\nAccept: text/html\r\nUser-Agent: a browser\r\n\r\n'.repeat(3));
  await closed;

  await expect(other.client.publishAsync('t', 'x', { qos: 2 })).resolves.toBeDefined();
});
