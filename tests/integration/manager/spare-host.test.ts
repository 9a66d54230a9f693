import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  childrenOf,
  freePort,
  isAlive,
  Program,
  systemPrefix,
  temporaryFolder,
} from '../../support/manager-process.js';
import { StatusPipe } from '../../support/status-pipe.js';

let folder: ReturnType<typeof temporaryFolder>;
let pipe: StatusPipe;
let program: Program;

beforeEach(() => {
  folder = temporaryFolder();
  pipe = new StatusPipe(join(folder.path, 'status'));
});
afterEach(async () => {
  program.kill('SIGKILL');
  await program.exited;
  pipe.close();
  folder.remove();
});

/** Starts the manager with an overlay that it begins to read and gets no further; resolves with its children then. */
async function manager(text: string, ...args: string[]): Promise<number[]> {
  const config = join(folder.path, 'config.yaml');
  const overlay = join(folder.path, 'user-config/config.yaml');
  writeFileSync(config, text);
  mkdirSync(dirname(overlay));
  execFileSync('mkfifo', [overlay]);
  program = new Program(
    'manager',
    ['--prefix', systemPrefix, '--config', config, '--status-fifo', pipe.path, '--broker', 'embedded', ...args],
    { MQTT_SERVER_PORT: String(await freePort()) },
  );
  const writer = await readerOf(overlay);
  const children = await childrenOf(program.pid);
  writeSync(writer, '{}');
  closeSync(writer);
  return children;
}

/** A descriptor to write with, as soon as somebody reads. */
async function readerOf(fifo: string): Promise<number> {
  for (;;) {
    try {
      return openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

const echo = `
active_modules:
  server: { module: EchoServer }
  client: { module: EchoClient, connections: { echo: [{ module_id: server, implementation_id: main }] } }
`;

describe('a module process that boots while the configuration is read', () => {
  test('is the one that modules share', async () => {
    const spare = await manager(echo);
    await pipe.until('ALL_MODULES_STARTED');

    expect(spare).toHaveLength(1);
    expect(await childrenOf(program.pid)).toEqual(spare);
  });

  test('ends when it is of no use, as for a single module', async () => {
    const [spare = 0] = await manager(echo, '--standalone', 'client');
    await pipe.until('MANAGER_STARTING_MODULES');
    expect(spare).toBeGreaterThan(0);
    await gone(spare);

    expect(await childrenOf(program.pid)).toHaveLength(1);
  });

  test('does not outlive a start that fails', async () => {
    const [spare = 0] = await manager('active_modules: {client: {module: Nothing}}');
    expect(spare).toBeGreaterThan(0);

    expect((await program.exited).code).toBe(1);
    await gone(spare);
  });

  test.each([
    ['--isolation none', ['--isolation', 'none']],
    ['--check', ['--check']],
    ['--into-idle', ['--into-idle']],
  ])('is not started with %s', async (_, args) => {
    expect(await manager(echo, ...args)).toEqual([]);
  });
});
