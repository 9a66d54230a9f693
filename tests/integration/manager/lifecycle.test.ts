import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  childrenOf,
  freePort,
  isAlive,
  Program,
  root,
  systemPrefix,
  temporaryFolder,
} from '../../support/manager-process.js';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { StatusPipe } from '../../support/status-pipe.js';

let folder: ReturnType<typeof temporaryFolder>;
let port: number;
let pipe: StatusPipe;
const running: Program[] = [];

function manager(...args: string[]): Program {
  const program = new Program(
    'manager',
    ['--prefix', systemPrefix, '--config', 'echo', '--status-fifo', pipe.path, '--broker', 'embedded', ...args],
    { MQTT_SERVER_PORT: String(port) },
  );
  running.push(program);
  return program;
}

beforeEach(async () => {
  folder = temporaryFolder();
  port = await freePort();
  pipe = new StatusPipe(join(folder.path, 'status'));
});

afterEach(async () => {
  for (const program of running.splice(0)) {
    program.kill('SIGKILL');
    await program.exited;
  }
  pipe.close();
  folder.remove();
});

const normalLife = [
  'MANAGER_INITIALIZING',
  'MANAGER_STARTING_MODULES',
  'MANAGER_RUNNING',
  'ALL_MODULES_STARTED',
  'SIGINT_RECEIVED',
  'MANAGER_SHUTDOWN_REQUESTED',
  'MANAGER_FORCE_TERMINATING',
  'MANAGER_SHUTDOWN_FINALIZING',
  'MANAGER_EXITING',
];

describe('compatibility-contract.md §2 · status pipe', () => {
  test.each(['none', 'shared', 'module'])('a normal life with --isolation %s', async (isolation) => {
    const program = manager('--isolation', isolation);
    await pipe.until('ALL_MODULES_STARTED');

    const code = await program.stop();
    await pipe.until('MANAGER_EXITING');

    expect({ code, lines: pipe.lines, stdout: program.stdout }).toEqual({ code: 0, lines: normalLife, stdout: '' });
  });

  test('a graceful shutdown is told apart', async () => {
    const program = manager('--graceful-shutdown');
    await pipe.until('ALL_MODULES_STARTED');

    const code = await program.stop();
    await pipe.until('MANAGER_EXITING');

    expect(code).toBe(0);
    expect(pipe.lines.slice(-4)).toEqual([
      'MANAGER_SHUTDOWN_REQUESTED',
      'MANAGER_SHUTDOWN_FINALIZING',
      'ALL_MODULES_STOPPED_CLEAN',
      'MANAGER_EXITING',
    ]);
  });

  test('a standalone module is waited for, and its metadata stays available', async () => {
    const program = manager('--standalone', 'client');
    await pipe.until('WAITING_FOR_STANDALONE_MODULES');

    const spy = await RawMqtt.connect(port, 'everest/#');
    const names = await spy.until(({ topic }) => topic === 'everest/module_names');
    await spy.publish('everest/modules/client/ready', { msg_type: 'ModuleReady', data: true });
    await pipe.until('ALL_MODULES_STARTED');
    await spy.close();

    expect(names.payload).toEqual({
      msg_type: 'ConfigurationResponse',
      data: { client: 'EchoClient', server: 'EchoServer' },
    });
    expect(await program.stop()).toBe(0);
  });

  test('an ignored module is neither started nor waited for', async () => {
    const program = manager('--ignore', 'client');

    await pipe.until('ALL_MODULES_STARTED');

    expect(await program.stop()).toBe(0);
  });
});

describe('compatibility-contract.md §1 · ends', () => {
  test('kill -9 of a host ends the manager with a failure', async () => {
    const program = manager();
    await pipe.until('ALL_MODULES_STARTED');
    const [host] = await childrenOf(program.pid);

    process.kill(host ?? 0, 'SIGKILL');
    const { code } = await program.exited;

    expect(code).toBe(1);
    expect(pipe.lines).toContain('MANAGER_CRASH_SHUTDOWN_IN_PROGRESS');
  });

  test('SIGINT leaves no process behind', async () => {
    const program = manager('--isolation', 'module');
    await pipe.until('ALL_MODULES_STARTED');
    const hosts = await childrenOf(program.pid);

    await program.stop();

    expect(hosts).toHaveLength(2);
    expect(hosts.filter(isAlive)).toEqual([]);
  });

  test('a stop before the start has begun ends with 0', async () => {
    const program = new Program('manager', ['--prefix', systemPrefix, '--config', 'echo', '--log-level', 'debug'], {
      MQTT_SERVER_PORT: String(port),
    });
    await program.until(({ stderr }) => stderr.includes('manager starts'));

    expect(await program.stop()).toBe(0);
  });

  test('a stop in the middle of the start ends with 0', async () => {
    const program = manager();
    await pipe.until('MANAGER_STARTING_MODULES');

    expect(await program.stop()).toBe(0);
    await pipe.until('MANAGER_EXITING');
    expect(pipe.lines).not.toContain('ALL_MODULES_STARTED');
  });

  test('framework.md §23 · a crash is recovered from when that is asked for', async () => {
    const program = manager('--recover-module-crashes');
    await pipe.until('ALL_MODULES_STARTED');
    const [host] = await childrenOf(program.pid);

    process.kill(host ?? 0, 'SIGKILL');
    await pipe.until('CRASH_RECOVERY_ATTEMPT:1/3');
    await pipe.until('ALL_MODULES_STARTED', 2);

    expect(await program.stop()).toBe(0);
  });

  test('framework.md §17.4 · a command handler that throws answers and then ends the system', async () => {
    const program = manager();
    await pipe.until('ALL_MODULES_STARTED');
    const spy = await RawMqtt.connect(port);

    // the system may be gone before the broker has completed the handshake of this message
    const publishing = spy.publish('everest/modules/server/impl/main/cmd/echo', {
      msg_type: 'Cmd',
      data: { id: '1', args: { text: 'throw' }, origin: 'spy' },
    });
    publishing.catch(() => undefined);
    const result = await spy.until(({ topic }) => topic.endsWith('/response/spy'));
    const { code } = await program.exited;
    await spy.close();

    expect(result.payload).toMatchObject({
      data: {
        data: { error: { __everest__error_type: 'HandlerException', __everest__error_msg: 'echo is broken' } },
      },
    });
    expect(code).toBe(1);
  });
});

describe('refused starts', () => {
  test('a status fifo that nobody reads', async () => {
    const program = new Program('manager', ['--prefix', systemPrefix, '--config', 'echo', '--status-fifo', '/nowhere']);

    expect((await program.exited).code).toBe(1);
    expect(program.stderr).toContain('status fifo /nowhere cannot be used');
  });

  test('an unknown option', async () => {
    const program = new Program('manager', ['--nonsense']);

    expect((await program.exited).code).toBe(1);
    expect(program.stderr).toContain("unknown option '--nonsense'");
  });

  test('a broken configuration lists every problem and starts nothing', async () => {
    const file = join(folder.path, 'broken.yaml');
    writeFileSync(
      file,
      'active_modules:\n  server:\n    module: EchoSever\n  client:\n    module: EchoClient\n    connections:\n      ecko: []\n',
    );

    const program = new Program('manager', ['--prefix', systemPrefix, '--config', file]);
    const { code } = await program.exited;

    expect(code).toBe(1);
    expect(program.stderr).toContain(`${file}:3:5 module: `);
    expect(program.stderr).toContain('did you mean "EchoServer"?');
    expect(program.stderr).toContain(`${file}:7:7 connections`);
  });

  test('a second manager on the same prefix and broker', async () => {
    const first = manager();
    await pipe.until('ALL_MODULES_STARTED');

    const second = new Program('manager', ['--prefix', systemPrefix, '--config', 'echo'], {
      MQTT_SERVER_PORT: String(port),
    });
    const { code } = await second.exited;

    expect(code).toBe(1);
    expect(second.stderr).toContain('another manager already serves the prefix');
    expect(await first.stop()).toBe(0);
  });

  test('--check needs no broker', async () => {
    const program = new Program(
      'manager',
      ['--prefix', systemPrefix, '--config', 'echo', '--check', '--broker', 'external'],
      {
        MQTT_SERVER_PORT: '1',
      },
    );

    expect((await program.exited).code).toBe(0);
  });
});

describe('compatibility-contract.md §1.4 · stderr that takes nothing any more', () => {
  test.each([
    ['its reader has gone', () => 'pipe' as const],
    ['its medium is full', () => openSync('/dev/full', 'w')],
  ])('%s: the station starts, runs and ends all the same', async (_, stderr) => {
    const child = spawn(
      process.execPath,
      [
        ...[join(root, 'bin/manager.js'), '--prefix', systemPrefix, '--config', 'echo', '--status-fifo', pipe.path],
        ...['--broker', 'embedded', '--isolation', 'shared', '--log-level', 'debug'],
      ],
      { env: { ...process.env, MQTT_SERVER_PORT: String(port) }, stdio: ['ignore', 'ignore', stderr()] },
    );
    child.stderr?.destroy();
    const ended = once(child, 'exit');

    await Promise.race([
      pipe.until('ALL_MODULES_STARTED'),
      ended.then((how) => Promise.reject(new Error(String(how)))),
    ]);
    child.kill('SIGINT');

    expect(await ended).toEqual([0, null]);
  });
});
