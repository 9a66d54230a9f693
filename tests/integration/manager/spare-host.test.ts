import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

async function manager(config: string, ...args: string[]): Promise<void> {
  program = new Program(
    'manager',
    ['--prefix', systemPrefix, '--config', config, '--status-fifo', pipe.path, '--broker', 'embedded', ...args],
    { MQTT_SERVER_PORT: String(await freePort()) },
  );
}

/** The first children that are there, looked for from the beginning. */
async function firstChildren(): Promise<number[]> {
  let hasEnded = false;
  void program.exited.then(() => (hasEnded = true));
  for (;;) {
    const children = await childrenOf(program.pid);
    if (children.length > 0 || hasEnded) return children;
  }
}

async function gone(pid: number | undefined): Promise<void> {
  if (pid === undefined) throw new Error('there never was such a process');
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a module process that boots while the configuration is read', () => {
  test('is the one that modules share', async () => {
    await manager('echo');
    const [spare] = await firstChildren();
    await pipe.until('ALL_MODULES_STARTED');

    expect(await childrenOf(program.pid)).toEqual([spare]);
  });

  test('ends when it is of no use, as for a single module', async () => {
    await manager('echo', '--standalone', 'client');
    const [spare] = await firstChildren();
    await pipe.until('MANAGER_STARTING_MODULES');
    await gone(spare);

    expect(await childrenOf(program.pid)).toHaveLength(1);
  });

  test('does not outlive a start that fails', async () => {
    const config = join(folder.path, 'wrong.yaml');
    writeFileSync(config, 'active_modules: {client: {module: Nothing}}');
    await manager(config);
    const [spare] = await firstChildren();

    expect((await program.exited).code).toBe(1);
    await gone(spare);
  });

  test.each([
    ['--isolation none', ['--isolation', 'none']],
    ['--check', ['--check']],
    ['--into-idle', ['--into-idle']],
  ])('is not started with %s', async (_, args) => {
    await manager('echo', ...args);
    const ready = args.includes('--check')
      ? program.exited
      : pipe.until(args.includes('--into-idle') ? 'MANAGER_IDLE' : 'ALL_MODULES_STARTED');
    const children = await Promise.race([firstChildren(), ready.then(() => [])]);

    expect(children).toEqual([]);
  });
});
