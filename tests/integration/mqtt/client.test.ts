import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RealClock } from '../../../framework/clock/real-clock.js';
import { MqttClient } from '../../../lib/mqtt/index.js';
import { brokers, type RunningBroker } from './brokers.js';

describe.each(brokers)('our client at $name', ({ start }) => {
  let broker: RunningBroker;
  const open: MqttClient[] = [];

  beforeEach(async () => {
    broker = await start();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.close()));
    await broker.close();
  });

  async function client(version: 4 | 5): Promise<MqttClient> {
    const stream = connect({ host: '127.0.0.1', port: broker.port, noDelay: true });
    const opened = await MqttClient.open(stream, { clock: new RealClock(), random: Math.random, version });
    open.push(opened);
    return opened;
  }

  test.each([4, 5] as const)('messages of every QoS arrive once and in order with version %s', async (version) => {
    const [sender, receiver] = [await client(version), await client(version)];
    const seen: string[] = [];
    const all = new Promise<void>((resolve) => {
      receiver.onMessage(({ topic, text, qos }) => {
        seen.push(`${topic} ${qos} ${text}`);
        if (seen.length === 600) resolve();
      });
    });
    expect(await receiver.subscribe([{ filter: 'ä/+', qos: 2 }])).toEqual([2]);

    const numbers = Array.from({ length: 200 }, (_, index) => index);
    await Promise.all(
      ([0, 1, 2] as const).flatMap((qos) => numbers.map((n) => sender.publish(`ä/${qos}`, `${n} 🔌`, { qos }))),
    );
    await all;

    for (const qos of [0, 1, 2]) {
      expect(seen.filter((text) => text.startsWith(`ä/${qos}`))).toEqual(numbers.map((n) => `ä/${qos} ${qos} ${n} 🔌`));
    }
  });

  test.each([4, 5] as const)(
    'what is stored is replayed, and unsubscribing ends it, with version %s',
    async (version) => {
      const [sender, receiver] = [await client(version), await client(version)];
      const seen: string[] = [];
      receiver.onMessage(({ topic, text, retain }) => void seen.push(`${topic} ${text} ${retain}`));
      await sender.publish('r', 'kept', { qos: 1, retain: true });
      await receiver.subscribe([
        { filter: 'r', qos: 1 },
        { filter: 'end', qos: 1 },
      ]);
      await sender.publish('r', 'live', { qos: 1, retain: true });
      await receiver.unsubscribe(['r']);
      await sender.publish('r', 'late', { qos: 1 });
      const ended = new Promise<void>((resolve) => receiver.onMessage(({ topic }) => topic === 'end' && resolve()));
      await sender.publish('end', '', { qos: 1 });
      await ended;

      expect(seen.filter((text) => !text.startsWith('end'))).toEqual(['r kept true', 'r live false']);
    },
  );

  test('a payload of 3 MB arrives whole', async () => {
    const [sender, receiver] = [await client(5), await client(5)];
    const payload = Buffer.alloc(3_000_000, 'abcdefg');
    const arrived = new Promise<Buffer>((resolve) => receiver.onMessage((message) => resolve(message.payload)));
    await receiver.subscribe([{ filter: 'big', qos: 2 }]);
    await sender.publish('big', payload, { qos: 2 });

    expect((await arrived).equals(payload)).toBe(true);
  });
});
