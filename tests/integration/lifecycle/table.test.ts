import { afterEach, describe, expect, test } from '@jest/globals';
import { childrenOf, isAlive } from '../../support/manager-process.js';
import { ControllerClient, controllerPort } from './controller-client.js';
import { Life, simulator } from './life.js';

/** The rows of the state table as a supervisor sees them: real processes, and what they write to the status pipe. */

let life: Life;
const clients: ControllerClient[] = [];

afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  await life.close();
});

const start = ['MANAGER_INITIALIZING', 'MANAGER_STARTING_MODULES'];
const started = [...start, 'MANAGER_RUNNING', 'ALL_MODULES_STARTED'];
const crash = ['MANAGER_SHUTDOWN_REQUESTED', 'MANAGER_CRASH_SHUTDOWN_IN_PROGRESS'];
const killed = ['MANAGER_FORCE_TERMINATING', 'MANAGER_SHUTDOWN_FINALIZING'];
const again = ['MANAGER_STARTING_MODULES', 'MANAGER_RUNNING', 'ALL_MODULES_STARTED'];

async function controller(): Promise<ControllerClient> {
  if (life.manager === undefined) throw new Error('no manager');
  const client = await ControllerClient.connect(await controllerPort(life.manager));
  clients.push(client);
  return client;
}

async function restart(): Promise<void> {
  const { result } = await (await controller()).call('restart_modules');
  expect(result).toEqual({ accepted: true });
}

describe('framework.md §23 · Initializing', () => {
  test('--into-idle: Idle, and a signal ends with 0', async () => {
    life = await Life.prepare();
    life.start('--into-idle');
    await life.reached('MANAGER_IDLE');

    const code = await life.stop('SIGTERM');

    expect([code, life.pipe.lines]).toEqual([
      0,
      ['MANAGER_INITIALIZING', 'MANAGER_IDLE', 'SIGINT_RECEIVED', 'MANAGER_EXITING'],
    ]);
  });

  test.each([[[]], [['--idle-on-failure']]])(
    'a configuration with errors: Exiting with 1, also with %j',
    async (flags) => {
      life = await Life.prepare({ broken: 'NoSuchModule' });
      life.start(...flags);

      expect([await life.ended(), life.pipe.lines]).toEqual([1, ['MANAGER_INITIALIZING', 'MANAGER_EXITING']]);
    },
  );

  test('no modules: Exiting with 1', async () => {
    life = await Life.prepare({});
    life.start();

    expect([await life.ended(), life.pipe.lines]).toEqual([1, ['MANAGER_INITIALIZING', 'MANAGER_EXITING']]);
  });

  test('no modules with --idle-on-failure: Idle', async () => {
    life = await Life.prepare({});
    life.start('--idle-on-failure');
    await life.reached('MANAGER_IDLE');

    expect([await life.stop(), life.pipe.lines.slice(0, 2)]).toEqual([0, ['MANAGER_INITIALIZING', 'MANAGER_IDLE']]);
  });

  test('a signal: Exiting with 0', async () => {
    life = await Life.prepare();
    life.start();
    await life.reached('MANAGER_INITIALIZING');

    expect(await life.stop()).toBe(0);
    expect(life.pipe.lines).not.toContain('ALL_MODULES_STARTED');
  });
});

describe('framework.md §23 · the end of a module', () => {
  test.each([
    ['0', 'status 0'],
    ['3', 'status 3'],
  ])('exit code %s is a crash, and ends the manager with 1', async (payload, ended) => {
    life = await Life.prepare();
    const { stderr } = await life.run().then(async (manager) => {
      await life.tell('exit', payload);
      await life.ended();
      return manager;
    });

    expect([await life.ended(), life.pipe.lines]).toEqual([
      1,
      [...started, ...crash, 'MANAGER_SHUTDOWN_FINALIZING', 'MANAGER_EXITING'],
    ]);
    expect(stderr).toContain(`"ended":"${ended}"`);
  });

  test('the other processes are terminated', async () => {
    life = await Life.prepare({ ...simulator, other: 'ManagerLifecycleSimulator' });
    const manager = await life.run('--isolation', 'module');
    const hosts = await childrenOf(manager.pid);

    await life.tell('exit', '1');

    expect([await life.ended(), life.pipe.lines]).toEqual([1, [...started, ...crash, ...killed, 'MANAGER_EXITING']]);
    expect(hosts.filter(isAlive)).toEqual([]);
  });

  test('a signal while the others are asked to end: ShutdownRequested, and 1 all the same', async () => {
    life = await Life.prepare({ ...simulator, other: 'ManagerLifecycleSimulator' });
    await life.run('--isolation', 'module', '--graceful-shutdown');
    await life.tell('block', '', 'other');
    await life.tell('exit', '1');
    await life.reached('MANAGER_CRASH_SHUTDOWN_IN_PROGRESS');

    expect(await life.stop()).toBe(1);
    expect(life.pipe.lines.slice(started.length)).toEqual([
      ...crash,
      'SIGINT_RECEIVED',
      'MANAGER_SHUTDOWN_REQUESTED',
      'FORCE_SHUTDOWN_TIMEOUT',
      ...killed,
      'MANAGER_EXITING',
    ]);
  });
});

describe('framework.md §23 · crash recovery', () => {
  const attempt = (count: number): string[] => [
    ...crash,
    'MANAGER_SHUTDOWN_FINALIZING',
    `CRASH_RECOVERY_ATTEMPT:${count}/3`,
    ...again,
  ];

  async function crashes(times: number): Promise<void> {
    for (let count = 1; count <= times; count++) {
      await life.reached('ALL_MODULES_STARTED', count);
      await life.tell('exit', '1');
    }
  }

  test('three crashes are recovered from, the fourth ends the manager with 1', async () => {
    life = await Life.prepare();
    life.start('--recover-module-crashes');
    await crashes(4);

    expect([await life.ended(), life.pipe.lines]).toEqual([
      1,
      [
        ...started,
        ...attempt(1),
        ...attempt(2),
        ...attempt(3),
        ...crash,
        'MANAGER_SHUTDOWN_FINALIZING',
        'CRASH_RECOVERY_EXHAUSTED',
        'MANAGER_EXITING',
      ],
    ]);
  });

  test('with --idle-on-failure the fourth leaves it in Idle', async () => {
    life = await Life.prepare();
    life.start('--recover-module-crashes', '--idle-on-failure');
    await crashes(4);
    await life.reached('MANAGER_IDLE');

    expect([await life.stop(), life.pipe.lines.slice(-5)]).toEqual([
      0,
      ['MANAGER_SHUTDOWN_FINALIZING', 'CRASH_RECOVERY_EXHAUSTED', 'MANAGER_IDLE', 'SIGINT_RECEIVED', 'MANAGER_EXITING'],
    ]);
  });

  test('a recovery reads the configuration again', async () => {
    life = await Life.prepare();
    await life.run('--recover-module-crashes', '--isolation', 'module');
    life.configure({ ...simulator, second: 'ManagerLifecycleSimulator' });

    await life.tell('exit', '1');
    await life.reached('ALL_MODULES_STARTED', 2);

    expect(await childrenOf(life.manager?.pid ?? 0)).toHaveLength(2);
    expect(await life.stop()).toBe(0);
  });
});

describe('framework.md §23 · Restart', () => {
  const drained = ['MANAGER_RESTART_REQUESTED', ...killed];
  const settings = { controller_port: 0 };

  async function prepare(...flags: string[]): Promise<void> {
    life = await Life.prepare();
    life.configure(simulator, settings);
    life.start('--controller', ...flags);
  }

  test('from Running: the modules start again, made of what the configuration says now', async () => {
    await prepare('--isolation', 'module');
    await life.reached('ALL_MODULES_STARTED');
    life.configure({ ...simulator, second: 'ManagerLifecycleSimulator' }, settings);

    await restart();
    await life.reached('ALL_MODULES_STARTED', 2);

    expect(await childrenOf(life.manager?.pid ?? 0)).toHaveLength(2);
    expect(life.pipe.lines).toEqual([...started, ...drained, ...again]);
    expect(await life.stop()).toBe(0);
  });

  test('from Idle: the modules start, though it was told --into-idle', async () => {
    await prepare('--into-idle');
    await life.reached('MANAGER_IDLE');

    await restart();
    await life.reached('ALL_MODULES_STARTED');

    expect(life.pipe.lines.slice(1)).toEqual([
      'MANAGER_IDLE',
      'MANAGER_RESTART_REQUESTED',
      'MANAGER_SHUTDOWN_FINALIZING',
      ...again,
    ]);
    expect(await life.stop()).toBe(0);
  });

  test.each([
    ['that has errors', { broken: 'NoSuchModule' }],
    ['without modules', {}],
  ])('a configuration %s: Exiting with 1', async (_what, modules) => {
    await prepare();
    await life.reached('ALL_MODULES_STARTED');
    life.configure(modules, settings);

    await restart();

    expect([await life.ended(), life.pipe.lines]).toEqual([1, [...started, ...drained, 'MANAGER_EXITING']]);
  });

  test.each([
    ['that has errors', { broken: 'NoSuchModule' }],
    ['without modules', {}],
  ])('a configuration %s with --idle-on-failure: Idle, and a later restart helps', async (_what, modules) => {
    await prepare('--idle-on-failure');
    await life.reached('ALL_MODULES_STARTED');
    life.configure(modules, settings);
    await restart();
    await life.reached('MANAGER_IDLE');

    life.configure(simulator, settings);
    await restart();
    await life.reached('ALL_MODULES_STARTED', 2);

    expect(await life.stop()).toBe(0);
  });

  test('a signal in the middle of it: ShutdownRequested and 0', async () => {
    await prepare('--graceful-shutdown');
    await life.reached('ALL_MODULES_STARTED');
    await life.tell('block');
    await restart();

    expect(await life.stop()).toBe(0);
    expect(life.pipe.lines.slice(started.length)).toEqual([
      'MANAGER_RESTART_REQUESTED',
      'SIGINT_RECEIVED',
      'MANAGER_SHUTDOWN_REQUESTED',
      'FORCE_SHUTDOWN_TIMEOUT',
      ...killed,
      'MANAGER_EXITING',
    ]);
  });
});
