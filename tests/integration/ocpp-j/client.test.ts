import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { WebSocketServer, type WebSocket } from 'ws';
import { createCentralSystem, type CentralSystem, type ServerTls } from '../../../csms/index.js';
import { openClock, paceFromNow } from '../../../framework/clock/index.js';
import { silentLogger } from '../../../lib/log/logger.js';
import {
  OcppJClient,
  type ConnectedInfo,
  type ConnectionFailure,
  type ConnectionSettings,
  type TlsSettings,
} from '../../../lib/ocpp-j/index.js';
import { issue, type Issued } from './test-pki.js';

/** A hundred times as fast, so that waiting for a reconnect takes milliseconds. */
const { clock, release } = openClock(paceFromNow(100));
release();
const key = 'DEADBEEFDEADBEEF';

let closers: (() => unknown)[] = [];
beforeEach(() => {
  closers = [];
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
});

function client(settings: Partial<ConnectionSettings>, payload = 'hello there'): OcppJClient {
  const created = new OcppJClient({
    clock,
    random: () => 0,
    log: silentLogger,
    settings: () => ({ centralSystemUri: '', chargePointId: 'cp001', securityProfile: 0, ...settings }),
    backoff: () => ({ waitMinimumS: 3, randomRangeS: 0, repeatTimes: 3 }),
    ping: () => ({ intervalS: 2, pongTimeoutS: 5, payload }),
  });
  closers.push(() => created.disconnect());
  return created;
}

function outcome(created: OcppJClient): Promise<ConnectedInfo | ConnectionFailure> {
  const result = new Promise<ConnectedInfo | ConnectionFailure>((resolve) => {
    created.onConnected(resolve);
    created.onFailed(resolve);
  });
  created.connect();
  return result;
}

function nextText(created: OcppJClient): Promise<string> {
  return new Promise((resolve) => created.onText(resolve));
}

/** A server that selects the given sub-protocol and hands out its connections. */
async function bareServer(
  protocol: string | false,
): Promise<{ uri: string; accepted: Promise<[WebSocket, IncomingMessage]> }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => protocol });
  closers.push(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>;
  return { uri: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, accepted };
}

async function central(options: { tls?: ServerTls; passwords?: Record<string, string> } = {}): Promise<CentralSystem> {
  const created = await createCentralSystem({ clock, log: silentLogger, port: 0, ...options });
  closers.push(() => created.close());
  return created;
}

test.each([
  ['to come back', (created: OcppJClient) => created.reconnect(), 1012],
  ['for good', (created: OcppJClient) => created.disconnect(), 1000],
])('a station that leaves %s says so with the close code', async (_, leave, code) => {
  const { uri, accepted } = await bareServer('ocpp1.6');
  const created = client({ centralSystemUri: uri });
  await outcome(created);
  const [socket] = await accepted;

  leave(created);

  expect((await once(socket, 'close'))[0]).toBe(code);
});

describe('upgrade request', () => {
  test('carries sub-protocol, origin, credentials and the extra headers, and offers no compression', async () => {
    const { uri, accepted } = await bareServer('ocpp1.6');
    const settings = { securityProfile: 1, authorizationKey: key, hostName: 'station', everestVersion: '2026.8' };

    await outcome(client({ centralSystemUri: uri, ...settings }));
    const [, { headers, url }] = await accepted;

    expect(url).toBe('/cp001');
    expect(headers).toMatchObject({
      'sec-websocket-protocol': 'ocpp1.6',
      origin: `http://${headers.host}`,
      authorization: `Basic ${Buffer.from(`cp001:${key}`).toString('base64')}`,
      'user-host': 'station',
      'everest-version': '2026.8',
    });
    expect(headers['sec-websocket-extensions']).toBeUndefined();
  });

  test.each([
    ['none', false, ''],
    ['another one', 'ocpp2.0.1', 'ocpp2.0.1'],
  ] as const)('a server that selects %s is used all the same', async (_title, protocol, subProtocol) => {
    const { uri, accepted } = await bareServer(protocol);
    const connecting = client({ centralSystemUri: uri });

    expect(await outcome(connecting)).toMatchObject({ subProtocol });
    const text = nextText(connecting);
    (await accepted)[0].send('[3,"1",{}]');

    expect(await text).toBe('[3,"1",{}]');
  });
});

describe('frames', () => {
  test('leave as text', async () => {
    const { uri, accepted } = await bareServer('ocpp1.6');
    const sending = client({ centralSystemUri: uri });
    await outcome(sending);
    const received = once((await accepted)[0], 'message') as Promise<[Buffer, boolean]>;

    await sending.send('[2,"1","Heartbeat",{}]');
    const [data, isBinary] = await received;

    expect([data.toString('utf8'), isBinary]).toEqual(['[2,"1","Heartbeat",{}]', false]);
  });

  test('arrive as text, binary, or in fragments', async () => {
    const { uri, accepted } = await bareServer('ocpp1.6');
    const receiving = client({ centralSystemUri: uri });
    const texts: string[] = [];
    receiving.onText((text) => texts.push(text));
    await outcome(receiving);
    const [socket] = await accepted;

    socket.send(Buffer.from('[3,"ü",{}]'), { binary: true });
    socket.send('[3,"', { fin: false });
    socket.send('2",{}]', { fin: true });
    socket.ping();
    await once(socket, 'pong');

    expect(texts).toEqual(['[3,"ü",{}]', '[3,"2",{}]']);
  });

  test('a ping carries what fits of its payload, and so keeps the connection', async () => {
    const { uri, accepted } = await bareServer('ocpp1.6');
    await outcome(client({ centralSystemUri: uri }, 'ö'.repeat(100)));

    const [data] = (await once((await accepted)[0], 'ping')) as [Buffer];

    expect(data).toEqual(Buffer.from('ö'.repeat(62)));
  });

  test('a message that breaks the WebSocket protocol leads to a new connection, not to a crash', async () => {
    const { uri, accepted } = await bareServer('ocpp1.6');
    const receiving = client({ centralSystemUri: uri });
    await outcome(receiving);
    const lost = new Promise((resolve) => receiving.onDisconnected(resolve));
    const again = new Promise((resolve) => receiving.onConnected(resolve));

    const [socket] = await accepted;
    socket.send(Buffer.from([0xff, 0xfe]), { binary: false });

    expect(await lost).toMatchObject({ code: 1006 });
    await again;
  });
});

describe('failed attempts', () => {
  test('nobody listens', async () => {
    expect(await outcome(client({ centralSystemUri: 'ws://127.0.0.1:1/' }))).toMatchObject({ kind: 'network' });
  });

  test('HTTP 401', async () => {
    const { url } = await central({ passwords: { cp001: 'another' } });

    expect(await outcome(client({ centralSystemUri: url, securityProfile: 1, authorizationKey: key }))).toMatchObject({
      kind: 'unauthorized',
      status: 401,
    });
  });

  test('HTTP 404', async () => {
    const { url } = await central();

    expect(await outcome(client({ centralSystemUri: url, chargePointId: 'unknown' }))).toMatchObject({
      kind: 'http',
      status: 404,
    });
  });

  test('something that is no web server', async () => {
    const server = createServer().on('connection', (socket) => socket.end('nonsense\r\n\r\n'));
    closers.push(() => server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    expect(await outcome(client({ centralSystemUri: `ws://127.0.0.1:${port}/` }))).toMatchObject({ kind: 'network' });
  });
});

describe('TLS', () => {
  let root: Issued;
  let server: Issued;
  const strict = { useDefaultTrust: false, verifyHostName: true, allowWildcards: false };

  beforeEach(async () => {
    root = await issue({ name: 'Root' });
    server = await issue({ name: 'csms', dnsNames: ['localhost'], issuer: root });
  });

  async function attempt(
    tls: Partial<TlsSettings>,
    change: { certificate?: Issued; server?: ServerTls; settings?: Partial<ConnectionSettings> } = {},
  ): Promise<ConnectedInfo | ConnectionFailure> {
    const { certificate, key: serverKey } = change.certificate ?? server;
    const { port } = await central({ tls: { cert: certificate, key: serverKey, ...change.server } });
    const centralSystemUri = `localhost:${port}/steve/websocket/CentralSystemService/`;
    const credentials = { securityProfile: 2, authorizationKey: key };
    return outcome(client({ centralSystemUri, ...credentials, ...change.settings, tls: { ...strict, ...tls } }));
  }

  test('profile 2 connects to a server of the trusted root', async () => {
    expect(await attempt({ ca: [root.certificate] })).toMatchObject({ uri: expect.stringMatching(/^wss:/) });
  });

  test('profile 2 refuses a server of another root', async () => {
    const other = await issue({ name: 'Other' });

    expect(await attempt({ ca: [other.certificate] })).toMatchObject({ kind: 'server-certificate' });
  });

  test('profile 2 refuses every server without any trusted root', async () => {
    expect(await attempt({})).toMatchObject({ kind: 'server-certificate' });
  });

  test('profile 2 refuses a certificate for another host, unless names are not verified', async () => {
    const certificate = await issue({ name: 'csms', dnsNames: ['csms.example.org'], issuer: root });

    expect(await attempt({ ca: [root.certificate] }, { certificate })).toMatchObject({
      kind: 'server-certificate',
      isHostName: true,
    });
    expect(await attempt({ ca: [root.certificate], verifyHostName: false }, { certificate })).toHaveProperty('uri');
  });

  test('offers the configured ciphers and versions only', async () => {
    const tls13 = { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } as const;

    expect(await attempt({ ca: [root.certificate], maxVersion: 'TLSv1.2' }, { server: tls13 })).toMatchObject({
      kind: 'tls-version',
    });
    expect(
      await attempt({
        ca: [root.certificate],
        ciphers12: ['ECDHE-ECDSA-AES128-GCM-SHA256'],
        ciphers13: ['TLS_AES_128_GCM_SHA256'],
      }),
    ).toHaveProperty('uri');
  });

  test('session secrets reach the key log', async () => {
    const lines: string[] = [];

    await attempt({ ca: [root.certificate], onKeylog: (line) => lines.push(line.toString('latin1')) });

    expect(lines.join('')).toMatch(/^CLIENT_HANDSHAKE_TRAFFIC_SECRET [0-9a-f]+ [0-9a-f]+\n/m);
  });

  test('profile 3 shows its client certificate', async () => {
    const own = await issue({ name: 'cp001', issuer: root });
    const demanding = { ca: root.certificate, requireClientCertificate: true };
    const settings = { securityProfile: 3 };
    const clientCertificate = { chain: own.certificate, key: own.key };

    expect(
      await attempt({ ca: [root.certificate], clientCertificate }, { server: demanding, settings }),
    ).toHaveProperty('uri');
  });

  test('profile 3 with a certificate of a foreign root is refused', async () => {
    const foreign = await issue({ name: 'cp001', issuer: await issue({ name: 'Foreign' }) });
    const demanding = { ca: root.certificate, requireClientCertificate: true };
    const clientCertificate = { chain: foreign.certificate, key: foreign.key };

    const failure = await attempt(
      { ca: [root.certificate], clientCertificate },
      { server: demanding, settings: { securityProfile: 3 } },
    );

    expect(failure).toHaveProperty('kind');
    expect(failure).not.toMatchObject({ kind: 'server-certificate' });
  });
});

test('a central system that goes away and comes back is found again', async () => {
  const first = await central();
  const { port } = first;
  const connecting = client({ centralSystemUri: first.url });
  await outcome(connecting);

  await first.close();
  const again = new Promise<ConnectedInfo>((resolve) => connecting.onConnected(resolve));
  const second = await createCentralSystem({ clock, log: silentLogger, port });
  closers.push(() => second.close());

  expect((await again).uri).toBe(`${first.url}cp001`);
  expect(second.connectedIds).toEqual(['cp001']);
});
