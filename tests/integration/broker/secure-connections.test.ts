import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { connectMqtt, type BrokerAccess } from '../../../framework/wire/mqtt-transport.js';
import { LogBook } from '../../support/log-book.js';
import { mosquittoMissing } from '../../support/mosquitto-broker.js';
import { SecuredMosquitto } from './secured-mosquitto.js';

const missing = mosquittoMissing();
const withMosquitto = missing === undefined ? describe : describe.skip;

jest.setTimeout(30_000);

/** A wrong connection has to be told long before the 10 s that an absent broker is waited for. */
const SOON_MS = 2500;

async function failure(address: { host: string; port: number }, access?: BrokerAccess): Promise<string> {
  const start = performance.now();
  const error: unknown = await connectMqtt({ address, access }).then(
    async (transport) => {
      await transport.close();
      return new Error('connected');
    },
    (thrown: unknown) => thrown,
  );
  expect(performance.now() - start).toBeLessThan(SOON_MS);
  const { code, message } = error as { code?: string; message: string };
  return `${code ?? ''} ${message}`;
}

withMosquitto(`Mosquitto with TLS and users${missing === undefined ? '' : ` (${missing})`}`, () => {
  let broker: SecuredMosquitto;
  let strict: SecuredMosquitto;
  let address: { host: string; port: number };

  beforeAll(async () => {
    broker = await SecuredMosquitto.start({ tls: 'broker', users: { manager: 'right' } });
    strict = await SecuredMosquitto.start({ tls: 'both' });
    address = { host: '127.0.0.1', port: broker.port };
  });

  afterAll(async () => {
    await broker.close();
    await strict.close();
  });

  function access(more: Partial<BrokerAccess> = {}): BrokerAccess {
    return { tls: { caFile: broker.pki.ca, serverName: 'localhost' }, user: 'manager', password: 'right', ...more };
  }

  test('a trusted broker takes user and password, and what is published arrives', async () => {
    const transport = await connectMqtt({ address, access: access({ clientId: 'everest-manager' }) });
    const heard = new Promise((resolve) => transport.onMessage(({ payload }) => resolve(payload)));
    await transport.subscribe([{ filter: 'a', qos: 2 }]);
    await transport.publish('a', 'sealed', { qos: 2 });

    expect(await heard).toBe('sealed');
    expect(broker.log).toContain("as everest-manager (p5, c1, k20, u'manager')");
    await transport.close();
  });

  test('a wrong password ends at once with the reason', async () => {
    expect(await failure(address, access({ password: 'wrong' }))).toBe(
      `BUS_CONNECTION_REFUSED the broker at 127.0.0.1:${broker.port}: Connection refused: Not authorized`,
    );
  });

  test('a password is never part of an error', async () => {
    expect(await failure(address, access({ password: 'secret-1234' }))).not.toContain('secret-1234');
  });

  test('a broker of an unknown authority is not trusted', async () => {
    const tls = { caFile: broker.pki.otherCa, serverName: 'localhost' };

    expect(await failure(address, access({ tls }))).toMatch(
      /^BUS_BROKER_TLS no TLS connection to the broker at .*: self-signed certificate in certificate chain$/,
    );
  });

  test('a broker of another name is not trusted', async () => {
    const tls = { caFile: broker.pki.ca, serverName: 'elsewhere.test' };

    expect(await failure(address, access({ tls }))).toMatch(/^BUS_BROKER_TLS .*elsewhere\.test/);
  });

  test('where a client certificate is asked for, one without ends at once', async () => {
    const tls = { caFile: strict.pki.ca, serverName: 'localhost' };

    expect(await failure({ host: '127.0.0.1', port: strict.port }, { tls })).toMatch(/^BUS_BROKER_TLS .*certificate/);
  });

  test('a client certificate is shown', async () => {
    const { ca: caFile, clientCertificate: certificateFile, clientKey: keyFile } = strict.pki;
    const tls = { caFile, certificateFile, keyFile, serverName: 'localhost' };
    const transport = await connectMqtt({ address: { host: '127.0.0.1', port: strict.port }, access: { tls } });

    await expect(transport.publish('a', 'x', { qos: 2 })).resolves.toBeUndefined();
    await transport.close();
  });

  test('a file that is not there is named', async () => {
    expect(await failure(address, access({ tls: { caFile: '/no/such/ca.pem' } }))).toMatch(
      /^CFG_BROKER_FILE \/no\/such\/ca\.pem for the connection to the broker cannot be read/,
    );
  });

  test('a broker that waits for TLS hangs up; the log tells so at once', async () => {
    const log = new LogBook();
    const error: unknown = await connectMqtt({ address, log: log.logger, timeoutMs: 300 }).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).toMatchObject({ code: 'BUS_BROKER_UNREACHABLE' });
    expect(log.lines[0]?.fields['reason']).toMatch(/closed without an answer.*TLS/);
  });
});

describe('peers that are no broker', () => {
  const servers: ReturnType<typeof createServer>[] = [];
  const sockets = new Set<Socket>();

  afterEach(async () => {
    sockets.forEach((socket) => socket.destroy());
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  async function serve(act: (socket: Socket) => void): Promise<{ host: string; port: number }> {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      act(socket);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  }

  test('a web server ends the attempt at once', async () => {
    const address = await serve((socket) => socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n')));

    expect(await failure(address)).toMatch(/^BUS_BROKER_UNREACHABLE no MQTT broker at .*"HTTP\/1\.1 400 Bad Request/);
  });

  test('a shell server that greets first ends it, too', async () => {
    const address = await serve((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));

    expect(await failure(address)).toMatch(/^BUS_BROKER_UNREACHABLE .*"SSH-2\.0/);
  });

  test('TLS to something without TLS ends at once', async () => {
    const address = await serve((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );

    expect(await failure(address, { tls: {} })).toMatch(/^BUS_BROKER_TLS .*: wrong version number$/);
  });

  test('a refused connection is told at once, and is still tried', async () => {
    const address = await serve(() => undefined);
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
    const log = new LogBook();
    const connecting = connectMqtt({ address, log: log.logger, timeoutMs: 1500 });
    const outcome = connecting.catch((error: unknown) => error as Error);
    await new Promise((resolve) => setTimeout(resolve, 300));

    expect(log.lines).toMatchObject([
      {
        level: 'warn',
        message: 'broker does not answer yet',
        fields: { reason: expect.stringContaining('ECONNREFUSED') },
      },
    ]);
    expect(await outcome).toMatchObject({ code: 'BUS_BROKER_UNREACHABLE' });
  });
});
