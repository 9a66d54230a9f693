import { describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../framework/clock/manual-clock.js';
import {
  OcppJClient,
  type ConnectionFailure,
  type ConnectionSettings,
  type OcppJClientOptions,
} from '../../../../lib/ocpp-j/index.js';
import { silentLogger } from '../../../../lib/log/logger.js';
import { FakeNetwork } from './fake-socket.js';

const settings: ConnectionSettings = { centralSystemUri: 'ws://h/', chargePointId: 'cp001', securityProfile: 0 };

interface Kit {
  readonly client: OcppJClient;
  readonly clock: ManualClock;
  readonly network: FakeNetwork;
  readonly seen: string[];
  readonly failures: ConnectionFailure[];
}

function kit(change: Partial<OcppJClientOptions> = {}): Kit {
  const clock = new ManualClock();
  const network = new FakeNetwork();
  const seen: string[] = [];
  const failures: ConnectionFailure[] = [];
  const client = new OcppJClient({
    clock,
    random: () => 0,
    log: silentLogger,
    settings: () => settings,
    backoff: () => ({ waitMinimumS: 3, randomRangeS: 0, repeatTimes: 3 }),
    ping: () => ({ intervalS: 0, pongTimeoutS: 5, payload: 'hello there' }),
    openSocket: network.open,
    ...change,
  });
  client.onConnected(({ uri }) => seen.push(`connected ${uri}`));
  client.onDisconnected(({ code, reason }) => seen.push(`disconnected ${code} ${reason}`.trim()));
  client.onText((text) => seen.push(`text ${text}`));
  client.onFailed((failure) => failures.push(failure));
  return { client, clock, network, seen, failures };
}

async function connected(change: Partial<OcppJClientOptions> = {}): Promise<Kit> {
  const it = kit(change);
  it.client.connect();
  await it.clock.settle();
  it.network.last.events.opened('ocpp1.6');
  return it;
}

/** Lets every attempt fail and returns the seconds between them. */
async function waitsBetweenAttempts({ clock, network }: Kit, count: number): Promise<number[]> {
  const waits: number[] = [];
  let lastMs = clock.monotonic();
  for (let second = 0; waits.length < count; second++) {
    const before = network.sockets.length;
    await clock.advance(1000);
    if (network.sockets.length === before) continue;
    waits.push((clock.monotonic() - lastMs) / 1000);
    lastMs = clock.monotonic();
    network.last.events.failed({ kind: 'network', message: 'refused' });
  }
  return waits;
}

describe('life of the connection', () => {
  test('connects, delivers text and sends', async () => {
    const { client, network, seen } = await connected();

    network.last.events.text('[3,"1",{}]');
    await client.send('[2,"1","Heartbeat",{}]');

    expect(seen).toEqual(['connected ws://h/cp001', 'text [3,"1",{}]']);
    expect(network.last.sent).toEqual(['[2,"1","Heartbeat",{}]']);
    expect(client.state).toBe('connected');
  });

  test('waits 3, 6, 12, 24, 24 seconds between failing attempts', async () => {
    const it = kit();
    it.client.connect();
    await it.clock.settle();
    it.network.last.events.failed({ kind: 'network', message: 'refused' });

    expect(await waitsBetweenAttempts(it, 5)).toEqual([3, 6, 12, 24, 24]);
    expect(it.failures).toHaveLength(6);
    expect(it.seen).toEqual([]);
  });

  test.each([1000, 1001, 1006, 4321])('comes back after a close of the peer with code %d', async (code) => {
    const { clock, network, seen } = await connected();

    network.last.events.closed(code, 'bye');
    await clock.advance(3000);

    expect(seen).toEqual(['connected ws://h/cp001', `disconnected ${code} bye`]);
    expect(network.sockets).toHaveLength(2);
  });

  test('a success resets the back-off', async () => {
    const { clock, network } = await connected();
    network.last.events.closed(1006, '');
    await clock.advance(3000);
    network.last.events.failed({ kind: 'network', message: 'refused' });
    await clock.advance(6000);
    network.last.events.opened('ocpp1.6');
    network.last.events.closed(1006, '');

    await clock.advance(3000);

    expect(network.sockets).toHaveLength(4);
  });

  test.each([
    [3, 3000],
    [0, 2000],
    [1, 2000],
  ])('its own reconnect with first step %d s happens after %d ms', async (waitMinimumS, expectedMs) => {
    const { client, clock, network, seen } = await connected({
      backoff: () => ({ waitMinimumS, randomRangeS: 0, repeatTimes: 3 }),
    });

    client.connect();
    network.last.events.closed(1000, '');
    await clock.advance(expectedMs - 1);
    expect(network.sockets).toHaveLength(1);
    await clock.advance(1);

    expect(network.sockets).toHaveLength(2);
    expect(network.sockets[0]?.ended).toEqual(['close 1012']);
    expect(seen).toEqual(['connected ws://h/cp001', 'disconnected 1012 reconnecting']);
  });

  test('at once does not wait for the back-off, and does nothing after disconnect', async () => {
    const { client, clock, network } = await connected({
      backoff: () => ({ waitMinimumS: 600, randomRangeS: 0, repeatTimes: 3 }),
    });

    client.reconnect({ isAtOnce: true });
    await clock.advance(0);
    expect(network.sockets).toHaveLength(2);

    client.disconnect();
    client.reconnect({ isAtOnce: true });
    await clock.advance(10_000);
    expect(network.sockets).toHaveLength(2);
  });

  test('cuts off a peer that does not answer the close frame', async () => {
    const { client, clock, network } = await connected();

    client.disconnect();
    await clock.advance(2000);

    expect(network.last.ended).toEqual(['close 1000', 'terminate']);
  });

  test('disconnect ends the intent to be connected and leaves no timer', async () => {
    const { client, clock, network, seen } = await connected();

    client.disconnect();
    network.last.events.closed(1000, '');
    await clock.advance(3_600_000);

    expect(network.sockets).toHaveLength(1);
    expect(seen).toEqual(['connected ws://h/cp001', 'disconnected 1000 disconnected']);
    expect(clock.pendingTimers).toBe(0);
  });

  test('disconnect inside the disconnected callback is respected', async () => {
    const { client, clock, network } = await connected();
    client.onDisconnected(() => client.disconnect());

    network.last.events.closed(1006, '');
    await clock.advance(60_000);

    expect(network.sockets).toHaveLength(1);
    expect(client.state).toBe('idle');
  });

  test('after disconnect only connect resumes', async () => {
    const { client, clock, network } = await connected();
    client.disconnect();

    client.reconnect();
    await clock.advance(60_000);
    expect(network.sockets).toHaveLength(1);
    client.connect();
    await clock.settle();

    expect(network.sockets).toHaveLength(2);
  });

  test('nothing of an old connection is delivered', async () => {
    const { client, network, seen } = await connected();
    const { events } = network.last;
    client.disconnect();

    events.text('late');
    events.closed(1006, '');

    expect(seen).toEqual(['connected ws://h/cp001', 'disconnected 1000 disconnected']);
  });

  test('an attempt that hangs fails after 30 s', async () => {
    const { client, clock, network, failures } = kit();
    client.connect();

    await clock.advance(30_000);

    expect(failures).toMatchObject([{ kind: 'timeout' }]);
    expect(network.last.ended).toEqual(['terminate']);
  });
});

describe('connection options', () => {
  test('invalid ones are built again every 2 s', async () => {
    let centralSystemUri = '://x';
    const { client, clock, network, failures } = kit({ settings: () => ({ ...settings, centralSystemUri }) });
    client.connect();

    await clock.advance(4000);
    expect(failures.map(({ kind }) => kind)).toEqual(['options', 'options', 'options']);
    centralSystemUri = 'ws://h/';
    await clock.advance(2000);

    expect(network.last.target.uri).toBe('ws://h/cp001');
  });

  test('a missing AuthorizationKey fails the attempt, which is repeated with back-off', async () => {
    const { client, clock, failures } = kit({ settings: () => ({ ...settings, securityProfile: 1 }) });
    client.connect();

    await clock.advance(9000);

    expect(failures.map(({ kind }) => kind)).toEqual(['credentials', 'credentials', 'credentials']);
  });

  test('settings that cannot be had fail the attempt', async () => {
    const { client, clock, failures } = kit({ settings: () => Promise.reject(new Error('no certificate')) });
    client.connect();

    await clock.settle();

    expect(failures).toEqual([{ kind: 'credentials', message: 'no certificate' }]);
  });

  test('settings that arrive after disconnect open nothing', async () => {
    const { client, clock, network } = kit({ settings: () => Promise.resolve(settings) });

    client.connect();
    client.disconnect();
    await clock.settle();

    expect(network.sockets).toHaveLength(0);
  });

  test('options that the socket refuses are a failed attempt', async () => {
    const { client, clock, failures } = kit({
      openSocket: () => {
        throw new SyntaxError('unusable');
      },
    });

    client.connect();
    await clock.settle();

    expect(failures).toEqual([{ kind: 'options', message: 'unusable' }]);
  });
});

describe('ping and pong', () => {
  const ping = { intervalS: 10, pongTimeoutS: 5, payload: 'hello there' };

  test('timeout closes and reconnects', async () => {
    const { clock, network, seen } = await connected({ ping: () => ping });

    await clock.advance(15_000);
    expect(network.last.pings).toEqual(['hello there']);
    expect(network.last.ended).toEqual(['terminate']);
    await clock.advance(3000);

    expect(seen).toEqual(['connected ws://h/cp001', 'disconnected 1006 no pong']);
    expect(network.sockets).toHaveLength(2);
  });

  test('a pong keeps the connection', async () => {
    const { clock, network, client } = await connected({ ping: () => ping });

    await clock.advance(10_000);
    network.last.events.pong();
    await clock.advance(9000);

    expect(client.isConnected).toBe(true);
  });

  test('live change of interval', async () => {
    let intervalS = 300;
    const { clock, network } = await connected({ ping: () => ({ ...ping, intervalS }) });
    await clock.advance(5000);

    intervalS = 7;
    await clock.advance(2000);

    expect(network.last.pings).toHaveLength(1);
  });
});

describe('sending', () => {
  test('fails without a connection', async () => {
    await expect(kit().client.send('x')).rejects.toMatchObject({ code: 'OCPP_NOT_CONNECTED' });
  });

  test('fails after 10 s when the frame does not leave the socket', async () => {
    const { client, clock, network } = await connected();
    network.last.isStuck = true;
    const outcome = client.send('x').then(
      () => 'sent',
      (error: Error) => error.message,
    );

    await clock.advance(9999);
    expect(await Promise.race([outcome, Promise.resolve('waiting')])).toBe('waiting');
    await clock.advance(1);

    expect(await outcome).toBe('message was not sent: timed out');
  });

  test('fails for what has not left when the connection ends', async () => {
    const { client, clock, network } = await connected();
    network.last.isStuck = true;
    const outcome = expect(client.send('x')).rejects.toMatchObject({ code: 'OCPP_SEND_FAILED' });

    network.last.events.closed(1006, '');
    await outcome;
    client.disconnect();

    expect(clock.pendingTimers).toBe(0);
  });
});

describe('hostile input', () => {
  test('a listener that throws harms neither the connection nor the other listeners', async () => {
    const { client, network, seen } = kit();
    client.onText(() => {
      throw new Error('broken listener');
    });
    const after: string[] = [];
    client.onText((text) => after.push(text));
    client.connect();
    await Promise.resolve();
    await Promise.resolve();
    network.last.events.opened('');

    network.last.events.text('x');

    expect(after).toEqual(['x']);
    expect(seen).toEqual(['connected ws://h/cp001', 'text x']);
    expect(client.isConnected).toBe(true);
  });
});
