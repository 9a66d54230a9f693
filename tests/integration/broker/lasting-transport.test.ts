import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { connectMqtt } from '../../../framework/wire/mqtt-transport.js';
import type { Reconnection, Transport } from '../../../framework/wire/transport.js';
import { LogBook } from '../../support/log-book.js';
import { mosquittoMissing } from '../../support/mosquitto-broker.js';
import { SecuredMosquitto } from './secured-mosquitto.js';
import { CuttableLink } from './cuttable-link.js';

const missing = mosquittoMissing();
const withMosquitto = missing === undefined ? describe : describe.skip;

jest.setTimeout(30_000);

withMosquitto(`a connection that outlives the broker${missing === undefined ? '' : ` (${missing})`}`, () => {
  let broker: SecuredMosquitto;
  let link: CuttableLink;
  let open: Transport[];
  let log: LogBook;

  beforeEach(async () => {
    broker = await SecuredMosquitto.start();
    link = await CuttableLink.to(broker.port);
    open = [];
    log = new LogBook();
  });

  afterEach(async () => {
    await Promise.all(open.map((transport) => transport.close()));
    await link.close();
    await broker.close();
  });

  async function connect(port = broker.port): Promise<{ transport: Transport; inbox: Inbox }> {
    const transport = await connectMqtt({ address: { host: '127.0.0.1', port }, reconnect: true, log: log.logger });
    open.push(transport);
    return { transport, inbox: new Inbox(transport) };
  }

  async function restart(): Promise<void> {
    await broker.kill();
    await broker.run();
  }

  test('what was published while the broker was away arrives once and in order', async () => {
    const { transport, inbox } = await connect();
    await transport.subscribe([{ filter: 't', qos: 2 }]);
    await transport.publish('t', '0', { qos: 2 });
    await inbox.count(1);

    await broker.kill();
    const sending = [1, 2, 3].map((number) => transport.publish('t', String(number), { qos: 2 }));
    await broker.run();
    await Promise.all(sending);
    await inbox.count(4);
    await transport.publish('t', '4', { qos: 2 });
    await inbox.count(5);

    expect(inbox.payloads).toEqual(['0', '1', '2', '3', '4']);
  });

  test('a broker that is killed in the middle of a burst loses, doubles and reorders nothing', async () => {
    const { transport, inbox } = await connect();
    await transport.subscribe([{ filter: 't', qos: 2 }]);

    const sending = numbers(3000).map((number) => transport.publish('t', String(number), { qos: 2 }));
    await inbox.count(500);
    await restart();
    await Promise.all(sending);
    await inbox.count(3000);

    expect(inbox.payloads).toEqual(numbers(3000).map(String));
  });

  test('where only the connection breaks the broker keeps the session, and what others say meanwhile arrives', async () => {
    const { transport, inbox } = await connect(link.port);
    const other = await connect();
    const kept: boolean[] = [];
    transport.onReconnected?.(({ sessionKept, subscribed, release }: Reconnection) => {
      kept.push(sessionKept);
      void subscribed.then(release);
    });
    await transport.subscribe([{ filter: 't', qos: 2 }]);

    const sending = numbers(1000).map((number) => other.transport.publish('t', String(number), { qos: 2 }));
    await inbox.count(100);
    link.cut();
    await Promise.all(sending);
    await inbox.count(1000);

    expect(inbox.payloads).toEqual(numbers(1000).map(String));
    expect(kept).toEqual([true]);
  });

  test('what is published waits for the release, and an announcement does not', async () => {
    const { transport } = await connect();
    const reconnected = new Promise<Reconnection>((resolve) => transport.onReconnected?.(resolve));

    await restart();
    const observer = await connect();
    await observer.transport.subscribe([{ filter: '#', qos: 2 }]);
    const publishing = transport.publish('held', 'later', { qos: 2 });
    const { announce, release, subscribed } = await reconnected;
    await subscribed;
    announce('said', 'first');
    await observer.inbox.count(1);
    release();
    await publishing;
    await observer.inbox.count(2);

    expect(observer.inbox.topics).toEqual(['said', 'held']);
  });

  test('a subscription that is asked for while the broker is away is made when it is back', async () => {
    const { transport, inbox } = await connect();
    await broker.kill();
    const subscribing = transport.subscribe([{ filter: 'new', qos: 2 }]);
    await broker.run();
    await subscribing;

    await transport.publish('new', 'x', { qos: 2 });
    await inbox.count(1);

    expect(inbox.payloads).toEqual(['x']);
  });

  test('a message that nobody waits for any more is not sent late', async () => {
    const { transport, inbox } = await connect();
    await transport.subscribe([{ filter: 't', qos: 2 }]);
    await broker.kill();
    const stale = transport.publish('t', 'stale', { qos: 2, lifetimeMs: 1 });
    const fresh = transport.publish('t', 'fresh', { qos: 2, lifetimeMs: 60_000 });
    await broker.run();
    await Promise.all([stale, fresh]);
    await inbox.count(1);

    expect(inbox.payloads).toEqual(['fresh']);
  });

  test('it ends with `close` also while the broker is away', async () => {
    const { transport } = await connect();
    await broker.kill();
    const publishing = transport.publish('t', 'x', { qos: 2 });
    const outcome = publishing.catch((error: unknown) => error);

    await transport.close();

    expect(await outcome).toMatchObject({ code: 'BUS_CONNECTION_LOST' });
  });

  test('who is replaced by another client with the same id does not come back', async () => {
    const address = { host: '127.0.0.1', port: broker.port };
    const access = { clientId: 'everest-manager' };
    const first = await connectMqtt({ address, access, reconnect: true });
    const lost = new Promise((resolve) => first.onLost(resolve));

    open.push(await connectMqtt({ address, access, reconnect: true }), first);

    expect(await lost).toMatch(/Session taken over|another client has the same client id/);
  });
});

class Inbox {
  readonly payloads: string[] = [];
  readonly topics: string[] = [];
  #wake: () => void = () => undefined;

  constructor(transport: Transport) {
    transport.onMessage(({ topic, payload }) => {
      this.topics.push(topic);
      this.payloads.push(payload);
      this.#wake();
    });
  }

  async count(wanted: number): Promise<void> {
    while (this.payloads.length < wanted) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
