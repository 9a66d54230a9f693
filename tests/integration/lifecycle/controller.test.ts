import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { ControllerClient, controllerPort } from './controller-client.js';
import { Life, simulator } from './life.js';

let life: Life;
let port: number;
let configs: string;
const ownManifest = { description: 'Own module', metadata: { license: 'https://example.org', authors: ['somebody'] } };
const clients: ControllerClient[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  life = await Life.prepare();
  configs = join(life.folder, 'configs');
  const www = join(life.folder, 'www');
  const own = join(life.folder, 'added/Own');
  mkdirSync(configs);
  mkdirSync(www);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'manifest.yaml'), stringify(ownManifest));
  writeFileSync(join(www, 'index.html'), '<h1>panel</h1>');
  writeFileSync(join(configs, 'known.yaml'), 'active_modules: {}\n');
  const settings = { controller_port: 0, controller_rpc_timeout_ms: 1234, configs_dir: configs, www_dir: www };
  life.configure(simulator, settings);
  const manager = await life.run('--controller', '--add-dir', dirname(own));
  port = await controllerPort(manager);
});

afterEach(async () => {
  const open = clients.splice(0);
  open.forEach((client) => client.close());
  await Promise.all(open.map(({ closed }) => closed));
});

afterAll(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  await life.close();
});

async function client(): Promise<ControllerClient> {
  const opened = await ControllerClient.connect(port);
  clients.push(opened);
  return opened;
}

interface Page {
  readonly status: number | undefined;
  readonly text: string;
}

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Page> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, headers, method, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    asking.once('error', reject).end();
  });
}

describe('framework.md §32 · methods over WebSocket', () => {
  test('get_modules, get_interfaces, get_configs and get_rpc_timeout', async () => {
    const admin = await client();

    const modules = await admin.call('get_modules');
    const interfaces = await admin.call('get_interfaces');
    const known = await admin.call('get_configs');
    const timeout = await admin.call('get_rpc_timeout');

    expect(modules.result).toMatchObject({ EvseManager: { provides: { evse: { interface: 'evse_manager' } } } });
    expect(interfaces.result).toMatchObject({ powermeter: { vars: { powermeter: { type: 'object' } } } });
    expect(known.result).toMatchObject({ known: { active_modules: {} } });
    expect([timeout.id, timeout.result]).toEqual([4, 1234]);
  });

  test('save_config keeps what the manager would start', async () => {
    const admin = await client();

    const answer = await admin.call('save_config', {
      name: 'mine',
      config: { active_modules: { a: { module: 'ManagerLifecycleSimulator' } } },
    });

    expect(answer.result).toEqual({ saved: 'mine' });
    expect(readFileSync(join(configs, 'mine.yaml'), 'utf8')).toContain('ManagerLifecycleSimulator');
  });

  test('save_config knows the modules of --add-dir', async () => {
    const admin = await client();

    const answer = await admin.call('save_config', {
      name: 'added',
      config: { active_modules: { a: { module: 'Own' } } },
    });

    expect(answer).toMatchObject({ result: { saved: 'added' } });
  });

  test('save_config refuses what the manager would not start, and leaves no file', async () => {
    const admin = await client();
    const before = readdirSync(configs);

    const answer = await admin.call('save_config', {
      name: 'bad',
      config: { active_modules: { a: { module: 'Nix' } } },
    });

    expect(answer.error).toMatchObject({ code: -32602, data: [expect.stringContaining('Nix')] });
    expect(readdirSync(configs)).toEqual(before);
  });

  test.each(['../outside', '/tmp/outside', '..', 'a/../../outside', 'configs\\..\\outside'])(
    'save_config does not leave its folder with %s',
    async (name) => {
      const admin = await client();

      const answer = await admin.call('save_config', { name, config: {} });

      expect(answer.error?.code).toBe(-32602);
      expect(existsSync(join(life.folder, 'outside.yaml'))).toBe(false);
    },
  );
});

describe('who is let in', () => {
  test('the sub-protocol has to be everest-controller', async () => {
    await expect(ControllerClient.connect(port, {}, 'chat')).rejects.toThrow('400');
  });

  test('the sub-protocol is answered', async () => {
    expect((await client()).socket.protocol).toBe('everest-controller');
  });

  test.each(['http://evil.example', 'null', 'http://localhost:1'])('a page of %s is refused', async (origin) => {
    await expect(ControllerClient.connect(port, { origin })).rejects.toThrow('403');
  });

  test('its own page is let in', async () => {
    const admin = await ControllerClient.connect(port, { origin: `http://127.0.0.1:${port}` });
    clients.push(admin);

    expect((await admin.call('get_rpc_timeout')).result).toBe(1234);
  });

  test('a name that somebody points at this machine is refused', async () => {
    const headers = { host: `evil.example:${port}` };

    expect((await get('/', headers)).status).toBe(403);
    await expect(ControllerClient.connect(port, { headers })).rejects.toThrow('403');
  });

  const outward = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

  (outward === undefined ? test.skip : test)('nothing listens at the other addresses of this machine', async () => {
    const socket = connect({ host: outward ?? '', port });
    sockets.push(socket);

    const outcome = await new Promise((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('error', ({ message }) => resolve(message));
    });

    expect(outcome).toMatch('ECONNREFUSED');
  });
});

describe('the files of the panel', () => {
  test('index.html is the first page', async () => {
    expect(await get('/')).toEqual({ status: 200, text: '<h1>panel</h1>' });
  });

  test.each(['/../config.yaml', '/%2e%2e/config.yaml', '/nothing', '/%'])('%s is not there', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  test.each(['POST', 'PUT', 'DELETE'])('%s is refused', async (method) => {
    expect((await get('/', {}, method)).status).toBe(405);
  });
});

describe('hostile input', () => {
  test.each([
    ['{', -32700],
    ['[]', -32600],
    ['{"method":"get_modules"}', -32600],
    ['{"id":1,"method":"no_such"}', -32601],
    [Buffer.from([0xff, 0x00]), -32600],
    [
      `{"id":1,"method":"save_config","params":{"name":"deep","config":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}}`,
      -32603,
    ],
  ])('%# is answered with %d', async (message, code) => {
    const admin = await client();

    const answer = await admin.send(message);

    expect(answer.error?.code).toBe(code);
    expect((await admin.call('get_rpc_timeout')).result).toBe(1234);
  });

  test('a message above 1 MiB ends that connection only', async () => {
    const [large, small] = [await client(), await client()];
    const closed = new Promise<number>((resolve) => large.socket.once('close', resolve));

    large.socket.send('x'.repeat(1024 * 1024 + 1));

    expect(await closed).toBe(1009);
    expect((await small.call('get_rpc_timeout')).result).toBe(1234);
  });

  test('bytes that are no HTTP and no WebSocket harm nobody', async () => {
    const admin = await client();
    const raw = connect({ host: '127.0.0.1', port });
    sockets.push(raw);
    const closed = new Promise((resolve) => raw.once('close', resolve));

    raw.on('error', () => undefined);
    raw.write(Buffer.from([0, 1, 2, 255, 13, 10, 13, 10]));
    raw.resume();
    await closed;

    expect((await admin.call('get_rpc_timeout')).result).toBe(1234);
  });

  test('more than 16 clients are not let in', async () => {
    let refused = '';
    for (let count = 0; count < 40 && refused === ''; count++) {
      await client().catch((error: unknown) => (refused = String(error)));
    }

    expect(refused).toContain('503');
    expect(clients.length).toBeLessThanOrEqual(16);
  });
});
