import { createServer } from 'node:net';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { silentLogger } from '../../../../lib/log/logger.js';
import { chooseBroker, type ChosenBroker } from '../../../../manager/broker/choose-broker.js';

let folder: string;
const chosen: ChosenBroker[] = [];

async function choose(settings: Parameters<typeof chooseBroker>[0]): Promise<ChosenBroker> {
  const broker = await chooseBroker(settings, silentLogger);
  chosen.push(broker);
  return broker;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'broker-'));
});

afterEach(async () => {
  for (const { embedded } of chosen.splice(0)) await embedded?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A unix socket that nobody serves any more, as a killed process leaves it. */
async function staleSocket(): Promise<string> {
  const socketPath = join(folder, 'broker');
  const { spawnSync } = await import('node:child_process');
  const script = `require('net').createServer().listen(${JSON.stringify(socketPath)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  return socketPath;
}

describe('the broker of a system', () => {
  test('auto takes the one that answers', async () => {
    const other = await choose({ mode: 'embedded', host: '127.0.0.1', port: 0 });
    const port = other.embedded?.port ?? 0;

    expect(await choose({ mode: 'auto', host: '127.0.0.1', port })).toEqual({
      embedded: undefined,
      address: { host: '127.0.0.1', port },
    });
  });

  test('auto starts one where nobody answers', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await new Promise((resolve) => server.close(resolve));

    const broker = await choose({ mode: 'auto', host: 'localhost', port });

    expect([broker.embedded?.port, broker.address]).toEqual([port, { host: '127.0.0.1', port }]);
  });

  test('external is taken unseen', async () => {
    expect(await choose({ mode: 'external', host: 'broker.example', port: 1883 })).toEqual({
      embedded: undefined,
      address: { host: 'broker.example', port: 1883 },
    });
  });

  test('none can be started on another machine', async () => {
    const choosing = choose({ mode: 'embedded', host: 'broker.example', port: 1883 });

    await expect(choosing).rejects.toMatchObject({ code: 'BUS_BROKER_NOT_LOCAL' });
  });

  test('a port that is taken is named', async () => {
    const other = await choose({ mode: 'embedded', host: '127.0.0.1', port: 0 });

    const choosing = choose({ mode: 'embedded', host: '127.0.0.1', port: other.embedded?.port ?? 0 });

    await expect(choosing).rejects.toThrow(/cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/);
  });

  test.each(['auto', 'embedded'] as const)(
    'compatibility-contract.md §1.6 · %s takes the place of a socket that a killed manager has left',
    async (mode) => {
      const socketPath = await staleSocket();
      const left = existsSync(socketPath);

      const broker = await choose({ mode, host: '', port: 0, socketPath });

      expect([left, broker.embedded !== undefined, broker.address]).toEqual([true, true, { socketPath }]);
    },
  );

  test('a socket that is served, and a file that is none, are left alone', async () => {
    const served = await choose({ mode: 'embedded', host: '', port: 0, socketPath: join(folder, 'served') });
    const file = join(folder, 'file');
    writeFileSync(file, 'precious');

    const choosing = [join(folder, 'served'), file].map((socketPath) =>
      choose({ mode: 'embedded', host: '', port: 0, socketPath }),
    );

    expect((await Promise.allSettled(choosing)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([served.embedded !== undefined, existsSync(file), existsSync(join(folder, 'served'))]).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('a unix socket is gone after the end', async () => {
    const socketPath = join(folder, 'broker');
    const broker = await choose({ mode: 'embedded', host: '', port: 0, socketPath });

    await broker.embedded?.close();
    chosen.splice(0);

    expect(existsSync(socketPath)).toBe(false);
  });
});

test('the embedded broker does not pretend to check users', async () => {
  const settings = { mode: 'embedded', host: '127.0.0.1', port: 0, secured: true } as const;

  await expect(chooseBroker(settings, silentLogger)).rejects.toMatchObject({ code: 'CFG_BROKER_EMBEDDED' });
});

test('with users, `auto` never falls back to the embedded broker', async () => {
  const settings = { mode: 'auto', host: '127.0.0.1', port: 1, secured: true } as const;

  expect(await chooseBroker(settings, silentLogger)).toEqual({
    embedded: undefined,
    address: { host: '127.0.0.1', port: 1 },
  });
});
