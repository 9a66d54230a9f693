import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ReceivedMessage, Transport } from '../../framework/wire/transport.js';

/** One broker as the contract needs it. */
export interface TransportBench {
  connect(): Promise<Transport>;
  /** Ends the broker without a word, as a crash does; absent where there is nothing that could crash. */
  readonly kill?: () => Promise<void>;
  close(): Promise<void>;
}

/** What every transport promises to `Bus`, whatever carries it. */
export function transportContract(name: string, start: () => Promise<TransportBench>): void {
  describe(`transport contract: ${name}`, () => {
    let bench: TransportBench;
    let open: Transport[];

    beforeEach(async () => {
      bench = await start();
      open = [];
    });

    afterEach(async () => {
      await Promise.all(open.map((transport) => transport.close()));
      await bench.close();
    });

    async function connect(): Promise<{ transport: Transport; inbox: Inbox }> {
      const transport = await bench.connect();
      open.push(transport);
      return { transport, inbox: new Inbox(transport) };
    }

    test('a message reaches those who subscribed its topic, and nobody else', async () => {
      const [sender, one, other] = await Promise.all([connect(), connect(), connect()]);
      await one.transport.subscribe([{ filter: 'a/b', qos: 2 }]);
      await other.transport.subscribe([{ filter: 'a/c', qos: 2 }]);

      await sender.transport.publish('a/b', 'text with \u00e4 and \ud83d\udd0c', { qos: 2 });
      await sender.transport.publish('a/c', '', { qos: 2 });
      await Promise.all([one.inbox.count(1), other.inbox.count(1)]);

      expect(one.inbox.messages).toEqual([
        { topic: 'a/b', payload: 'text with \u00e4 and \ud83d\udd0c', retained: false },
      ]);
      expect(other.inbox.messages).toEqual([{ topic: 'a/c', payload: '', retained: false }]);
    });

    test('2,000 messages with QoS 2 keep their order on each topic', async () => {
      const [sender, receiver] = await Promise.all([connect(), connect()]);
      await receiver.transport.subscribe(['t/0', 't/1', 't/2', 't/3'].map((filter) => ({ filter, qos: 2 })));

      const sending = numbers(2000).map((number) =>
        sender.transport.publish(`t/${number % 4}`, String(number), { qos: 2 }),
      );
      await Promise.all([...sending, receiver.inbox.count(2000)]);

      const topics = [0, 1, 2, 3].map((topic) => receiver.inbox.payloads(`t/${topic}`));
      expect(topics).toEqual(
        [0, 1, 2, 3].map((topic) =>
          numbers(2000)
            .filter((n) => n % 4 === topic)
            .map(String),
        ),
      );
    });

    test('bursts in both directions at once lose nothing', async () => {
      const [left, right] = await Promise.all([connect(), connect()]);
      await Promise.all([
        left.transport.subscribe([{ filter: 'to/left', qos: 2 }]),
        right.transport.subscribe([{ filter: 'to/right', qos: 2 }]),
      ]);

      const sending = numbers(700).flatMap((number) => [
        left.transport.publish('to/right', String(number), { qos: 2 }),
        right.transport.publish('to/left', String(number), { qos: 2 }),
      ]);
      await Promise.all([...sending, left.inbox.count(700), right.inbox.count(700)]);

      expect(left.inbox.payloads('to/left')).toEqual(numbers(700).map(String));
      expect(right.inbox.payloads('to/right')).toEqual(numbers(700).map(String));
    });

    test('a payload of 256 KiB arrives whole', async () => {
      const [sender, receiver] = await Promise.all([connect(), connect()]);
      await receiver.transport.subscribe([{ filter: 'big', qos: 2 }]);

      await sender.transport.publish('big', 'x'.repeat(256 * 1024), { qos: 2 });
      await receiver.inbox.count(1);

      expect(receiver.inbox.messages[0]?.payload).toHaveLength(256 * 1024);
    });

    test('what was published before `close` is delivered', async () => {
      const [sender, receiver] = await Promise.all([connect(), connect()]);
      await receiver.transport.subscribe([{ filter: 't', qos: 2 }]);

      const sending = numbers(300).map((number) => sender.transport.publish('t', String(number), { qos: 2 }));
      await sender.transport.close();
      await Promise.all([...sending, receiver.inbox.count(300)]);

      expect(receiver.inbox.payloads('t')).toEqual(numbers(300).map(String));
    });

    test('a retained message reaches a late subscriber, marked as retained', async () => {
      const [sender, early, late] = await Promise.all([connect(), connect(), connect()]);
      await early.transport.subscribe([{ filter: 'r', qos: 2 }]);

      await sender.transport.publish('r', 'old', { qos: 2, retain: true });
      await sender.transport.publish('r', 'kept', { qos: 2, retain: true });
      await early.inbox.count(2);
      await late.transport.subscribe([{ filter: 'r', qos: 2 }]);
      await late.inbox.count(1);

      expect(early.inbox.messages.map(({ retained }) => retained)).toEqual([false, false]);
      expect(late.inbox.messages).toEqual([{ topic: 'r', payload: 'kept', retained: true }]);
    });

    test('framework.md §16.1 · an empty retained message clears the topic', async () => {
      const [sender, late] = await Promise.all([connect(), connect()]);
      await sender.transport.publish('r', 'kept', { qos: 2, retain: true });
      await sender.transport.publish('r', '', { qos: 0, retain: true });
      await sender.transport.publish('other', 'kept', { qos: 2, retain: true });

      await late.transport.subscribe([
        { filter: 'r', qos: 2 },
        { filter: 'other', qos: 2 },
      ]);
      await late.inbox.count(1);

      expect(late.inbox.messages.map(({ topic }) => topic)).toEqual(['other']);
    });

    test('wildcards match as MQTT says', async () => {
      const [sender, receiver] = await Promise.all([connect(), connect()]);
      await receiver.transport.subscribe([
        { filter: 'a/+/c', qos: 0 },
        { filter: 'z/#', qos: 0 },
      ]);

      for (const topic of ['a/b/c', 'a/b/d', 'a/c', 'z', 'z/y/x', 'y']) {
        await sender.transport.publish(topic, '', { qos: 2 });
      }
      await receiver.inbox.count(3);

      expect(receiver.inbox.messages.map(({ topic }) => topic)).toEqual(['a/b/c', 'z', 'z/y/x']);
    });

    test('after `unsubscribe` nothing comes any more, and a new subscription works', async () => {
      const [sender, receiver] = await Promise.all([connect(), connect()]);
      const { transport, inbox } = receiver;
      await transport.subscribe(['a', 'b'].map((filter) => ({ filter, qos: 2 })));
      await transport.unsubscribe(['a']);

      await sender.transport.publish('a', '1', { qos: 2 });
      await sender.transport.publish('b', '2', { qos: 2 });
      await inbox.count(1);
      await transport.subscribe([{ filter: 'a', qos: 2 }]);
      await sender.transport.publish('a', '3', { qos: 2 });
      await inbox.count(2);

      expect(inbox.messages.map(({ payload }) => payload)).toEqual(['2', '3']);
    });

    test('a connection hears its own messages', async () => {
      const { transport, inbox } = await connect();
      await transport.subscribe([{ filter: 'self', qos: 2 }]);

      await transport.publish('self', '1', { qos: 2 });
      await inbox.count(1);

      expect(inbox.messages).toHaveLength(1);
    });

    test('`close` may be called again, and is no loss', async () => {
      const losses: string[] = [];
      const { transport } = await connect();
      transport.onLost((reason) => void losses.push(reason));

      await transport.close();
      await transport.close();

      expect(losses).toEqual([]);
    });

    test('nothing to subscribe and nothing to unsubscribe is fine', async () => {
      const { transport } = await connect();

      await expect(Promise.all([transport.subscribe([]), transport.unsubscribe([])])).resolves.toHaveLength(2);
    });
  });
}

/** The part of the contract that needs a broker which can go away. */
export function lossContract(name: string, start: () => Promise<Required<TransportBench>>): void {
  describe(`transport contract, loss: ${name}`, () => {
    test('a lost connection is reported once, and everything that waits is told', async () => {
      const bench = await start();
      const losses: string[] = [];
      const transport = await bench.connect();
      const lost = new Promise<void>((resolve) => {
        transport.onLost((reason) => {
          losses.push(reason);
          resolve();
        });
      });

      const sending = numbers(20_000).map((number) => transport.publish('t', String(number), { qos: 2 }));
      const outcomes = Promise.allSettled(sending);
      await Promise.race(sending);
      await bench.kill();
      await lost;
      const rejected = (await outcomes).filter(({ status }) => status === 'rejected').length;
      const late = await transport.publish('t', 'late', { qos: 2 }).catch((error: unknown) => error);

      expect(losses).toHaveLength(1);
      expect(rejected).toBeGreaterThan(0);
      expect(late).toBeInstanceOf(Object);
      await transport.close();
      await bench.close();
    });

    test('`close` comes to an end though the broker has gone', async () => {
      const bench = await start();
      const transport = await bench.connect();
      const sending = numbers(100).map((number) => transport.publish('t', String(number), { qos: 2 }));
      const outcomes = Promise.allSettled(sending);

      await Promise.all([transport.close(), bench.kill()]);

      expect(await outcomes).toHaveLength(100);
      await bench.close();
    });
  });
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Everything that arrived at one transport. */
class Inbox {
  readonly messages: ReceivedMessage[] = [];
  #wake: () => void = () => undefined;

  constructor(transport: Transport) {
    transport.onMessage((message) => {
      this.messages.push(message);
      this.#wake();
    });
  }

  payloads(topic: string): string[] {
    return this.messages.filter((message) => message.topic === topic).map(({ payload }) => payload);
  }

  /** Resolves when so many messages are there. */
  async count(wanted: number): Promise<void> {
    while (this.messages.length < wanted) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}
