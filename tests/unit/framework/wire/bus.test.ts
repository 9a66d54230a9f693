import { beforeEach, describe, expect, test } from '@jest/globals';
import { Bus } from '../../../../framework/wire/bus.js';
import type { Envelope } from '../../../../framework/wire/envelope.js';
import { MemoryBroker } from '../../../../framework/wire/memory-broker.js';
import type { Subscription, Transport } from '../../../../framework/wire/transport.js';
import { LogBook } from '../../../support/log-book.js';
import { settled } from '../../../support/settled.js';

/** A transport over memory that keeps note of what is asked of it. */
class SpyTransport implements Transport {
  readonly subscribed: (readonly Subscription[])[] = [];
  readonly unsubscribed: string[] = [];
  refuse: Error | undefined;
  readonly #inner: Transport;

  constructor(inner: Transport) {
    this.#inner = inner;
  }

  publish(...args: Parameters<Transport['publish']>): Promise<void> {
    return this.refuse === undefined ? this.#inner.publish(...args) : Promise.reject(this.refuse);
  }

  subscribe(subscriptions: readonly Subscription[]): Promise<void> {
    this.subscribed.push(subscriptions);
    return this.refuse === undefined ? this.#inner.subscribe(subscriptions) : Promise.reject(this.refuse);
  }

  unsubscribe(filters: readonly string[]): Promise<void> {
    this.unsubscribed.push(...filters);
    return this.#inner.unsubscribe(filters);
  }

  onMessage(...args: Parameters<Transport['onMessage']>): void {
    this.#inner.onMessage(...args);
  }

  onLost(): void {
    // memory cannot be lost
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

let broker: MemoryBroker;
let transport: SpyTransport;
let log: LogBook;
let bus: Bus;
let other: Transport;

beforeEach(() => {
  broker = new MemoryBroker();
  transport = new SpyTransport(broker.connect());
  log = new LogBook();
  bus = new Bus(transport, 'e/', log.logger);
  other = broker.connect();
});

function publish(topic: string, payload: string, retain = false): Promise<void> {
  return other.publish(topic, payload, { qos: 2, retain });
}

describe('listeners', () => {
  test('all listeners of a topic get each message, and nobody else', async () => {
    const seen: string[] = [];
    await bus.subscribeText('t', 2, (payload) => void seen.push(`a ${payload}`));
    await bus.subscribeText('t', 2, (payload) => void seen.push(`b ${payload}`));
    await bus.subscribeText('t2', 2, (payload) => void seen.push(`c ${payload}`));

    await publish('t', '1');
    await settled();

    expect(seen).toEqual(['a 1', 'b 1']);
  });

  test('subscriptions of the same turn go out in one packet', async () => {
    await Promise.all([bus.subscribe('a', ignore), bus.subscribe('b', ignore), bus.subscribe('a', ignore)]);

    expect(transport.subscribed).toEqual([
      [
        { filter: 'a', qos: 2 },
        { filter: 'b', qos: 2 },
      ],
    ]);
  });

  test('a topic keeps the best quality of service that any listener asked for', async () => {
    await bus.subscribe('a', ignore);
    await bus.subscribeText('a', 0, ignore);
    await Promise.all([bus.subscribe('b', ignore), bus.subscribeText('b', 0, ignore)]);

    expect(transport.subscribed).toEqual([
      [{ filter: 'a', qos: 2 }],
      [{ filter: 'a', qos: 2 }],
      [{ filter: 'b', qos: 2 }],
    ]);
  });

  test('the topic is left when its last listener goes, once', async () => {
    const seen: string[] = [];
    const first = await bus.subscribeText('t', 2, (payload) => void seen.push(`a ${payload}`));
    const second = await bus.subscribeText('t', 2, (payload) => void seen.push(`b ${payload}`));

    first();
    first();
    await publish('t', '1');
    await settled();
    const left = [...transport.unsubscribed];
    second();
    await publish('t', '2');
    await settled();

    expect(seen).toEqual(['b 1']);
    expect([left, transport.unsubscribed]).toEqual([[], ['t']]);
  });

  test('a listener that comes while the last one goes stays subscribed', async () => {
    const seen: string[] = [];
    const first = await bus.subscribeText('t', 2, ignore);

    const coming = bus.subscribeText('t', 2, (payload) => void seen.push(payload));
    first();
    await coming;
    await publish('t', '1');
    await settled();

    expect(seen).toEqual(['1']);
  });

  test('a listener that goes in the middle of a message does not disturb the others', async () => {
    const seen: string[] = [];
    const ends: (() => void)[] = [];
    ends.push(await bus.subscribeText('t', 2, () => ends[0]?.()));
    await bus.subscribeText('t', 2, (payload) => void seen.push(payload));

    await publish('t', '1');
    await publish('t', '2');
    await settled();

    expect(seen).toEqual(['1', '2']);
  });

  test('a refused subscription rejects for each who asked, and leaves no listener', async () => {
    const seen: string[] = [];
    transport.refuse = new Error('not authorised');
    const asked = [bus.subscribeText('t', 2, (payload) => void seen.push(payload)), bus.subscribe('u', ignore)];

    const outcomes = await Promise.allSettled(asked);
    transport.refuse = undefined;
    await bus.subscribeText('t', 2, ignore);
    await publish('t', '1');
    await settled();

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(seen).toEqual([]);
  });
});

describe('retained messages', () => {
  test('reach a listener that comes late', async () => {
    const seen: string[] = [];
    await publish('t', 'kept', true);

    await bus.subscribeText('t', 2, (payload) => void seen.push(payload));
    await settled();

    expect(seen).toEqual(['kept']);
  });

  test('reach each listener once, though the broker sends them for each subscription', async () => {
    const seen: string[] = [];
    await publish('t', 'kept', true);

    await bus.subscribeText('t', 2, (payload) => void seen.push(`a ${payload}`));
    await settled();
    await bus.subscribeText('t', 2, (payload) => void seen.push(`b ${payload}`));
    await settled();

    expect(seen).toEqual(['a kept', 'b kept']);
  });

  test('do not come again to a listener that saw them being published', async () => {
    const seen: string[] = [];
    await bus.subscribeText('t', 2, (payload) => void seen.push(`a ${payload}`));
    await publish('t', 'kept', true);
    await settled();

    await bus.subscribeText('t', 2, (payload) => void seen.push(`b ${payload}`));
    await settled();

    expect(seen).toEqual(['a kept', 'b kept']);
  });
});

describe('envelopes', () => {
  test('framework.md §14.2 · anything else on the topic is dropped and logged once per reason', async () => {
    const seen: Envelope[] = [];
    await bus.subscribe('t', (envelope) => void seen.push(envelope));

    for (const payload of ['', '{', '{', '{"msg_type":"Odd"}', '{"msg_type":"Var","data":1}'])
      await publish('t', payload);
    await settled();

    expect(seen).toEqual([{ type: 'Var', data: 1 }]);
    expect(log.lines.map(({ level, fields }) => [level, fields['reason']])).toEqual([
      ['warn', 'empty payload'],
      ['warn', 'payload is not JSON'],
      ['warn', 'unknown msg_type "Odd"'],
    ]);
  });

  test('order of sending is order of arrival', async () => {
    const seen: unknown[] = [];
    await bus.subscribe('t', ({ data }) => void seen.push(data));

    void bus.publish('t', 'Var', 1);
    bus.send('t', 'Var', 2);
    void bus.publish('t', 'Var', 3);
    await settled();

    expect(seen).toEqual([1, 2, 3]);
  });

  test('a message that could not be sent reaches the failure handler', async () => {
    const failures: string[] = [];
    bus.onPublishFailure((error) => void failures.push(error.message));
    transport.refuse = new Error('gone');

    bus.send('t', 'Var', 1);
    await settled();

    expect(failures).toEqual(['gone']);
  });
});

function ignore(): void {
  // only the subscription matters
}
