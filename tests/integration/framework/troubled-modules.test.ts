import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { childrenOf, freePort, isAlive, Program, systemPrefix } from '../../support/manager-process.js';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { StatusPipe } from '../../support/status-pipe.js';

let folder: string;
let port: number;
let pipe: StatusPipe;
let program: Program | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'troubled-'));
  pipe = new StatusPipe(join(folder, 'status'));
  port = await freePort();
});

afterEach(async () => {
  program?.kill('SIGKILL');
  await program?.exited;
  pipe.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A system of one module that fails in a certain way. */
function start(how: string, ...args: string[]): Program {
  const config = join(folder, 'troubled.yaml');
  writeFileSync(config, JSON.stringify({ active_modules: { odd: { module: 'Troubled', config_module: { how } } } }));
  const options = ['--prefix', systemPrefix, '--config', config, '--status-fifo', pipe.path, '--broker', 'embedded'];
  program = new Program('manager', [...options, ...args], { MQTT_SERVER_PORT: String(port) });
  return program;
}

describe('modules in trouble', () => {
  test.each(['none', 'shared', 'module'])(
    'one that throws in its set-up ends the start, isolation %s',
    async (isolation) => {
      const { exited } = start('setup', '--isolation', isolation);

      expect((await exited).code).toBe(1);
      expect(program?.stderr).toContain('could not be set up: no such device');
      expect(pipe.lines).not.toContain('ALL_MODULES_STARTED');
    },
  );

  test.each(['none', 'shared'])(
    'one that cannot go on ends the system and is named, isolation %s',
    async (isolation) => {
      const { exited } = start('nothing', '--isolation', isolation);
      await pipe.until('ALL_MODULES_STARTED');
      const spy = await RawMqtt.connect(port);

      // the broker may be gone before it has acknowledged this
      void spy.publish('trouble', 'throw').catch(() => undefined);
      const { code } = await exited;
      await spy.close();

      expect(code).toBe(1);
      expect(program?.stderr).toContain('"modules":["odd"]');
      expect(program?.stderr).toContain('cannot go on');
    },
  );

  test('one that is never ready is named after 10 s, and can be stopped', async () => {
    const running = start('hang');

    await running.until(({ stderr }) => stderr.includes('modules are not ready yet'));

    expect(running.stderr).toContain('"modules":["odd"]');
    expect(await running.stop()).toBe(0);
  });

  test('compatibility-contract.md §1.4 · what a module prints does not reach stdout', async () => {
    const running = start('print');
    await pipe.until('ALL_MODULES_STARTED');

    expect([await running.stop(), running.stdout]).toEqual([0, '']);
  });

  test('framework.md §23 · a second signal ends at once with 1, though a shutdown handler hangs', async () => {
    const running = start('slow', '--graceful-shutdown');
    await pipe.until('ALL_MODULES_STARTED');
    const hosts = await childrenOf(running.pid);

    running.kill('SIGTERM');
    await pipe.until('MANAGER_SHUTDOWN_REQUESTED');
    const before = performance.now();
    const code = await running.stop();

    expect([code, hosts.filter(isAlive)]).toEqual([1, []]);
    expect(performance.now() - before).toBeLessThan(4000);
  });

  test('framework.md §22 · a graceful shutdown gives a handler that hangs 5 s', async () => {
    const running = start('slow', '--graceful-shutdown');
    await pipe.until('ALL_MODULES_STARTED');

    const code = await running.stop();
    await pipe.until('MANAGER_EXITING');

    expect(code).toBe(0);
    expect(pipe.lines).toContain('MANAGER_SHUTDOWN_FINALIZING');
  });

  test('kill -9 of a host ends the system within 6 s', async () => {
    const running = start('nothing');
    await pipe.until('ALL_MODULES_STARTED');
    const [host] = await childrenOf(running.pid);

    const before = performance.now();
    process.kill(host ?? 0, 'SIGKILL');
    const { code } = await running.exited;

    expect(code).toBe(1);
    expect(performance.now() - before).toBeLessThan(6000);
  });

  test.each(['none', 'shared'])(
    'framework.md §20 · a shutdown from somebody else ends the modules, and so the system, isolation %s',
    async (isolation) => {
      const { exited } = start('nothing', '--isolation', isolation);
      await pipe.until('ALL_MODULES_STARTED');
      const spy = await RawMqtt.connect(port);

      void spy.publish('everest/shutdown', 'true').catch(() => undefined);
      const { code } = await exited;
      await spy.close();

      expect(code).toBe(1);
      expect(pipe.lines).toContain('MANAGER_CRASH_SHUTDOWN_IN_PROGRESS');
    },
  );

  test('compatibility-contract.md §5 · messages right after ALL_MODULES_STARTED are not lost', async () => {
    start('nothing');
    const spy = await RawMqtt.connect(port);
    await pipe.until('ALL_MODULES_STARTED');

    const texts = Array.from({ length: 50 }, (_, index) => `now ${index}`);
    await Promise.all(texts.map((text) => spy.publish('trouble', text)));
    await spy.until(({ topic, text }) => topic.endsWith('/var/answer') && text.includes('"now 49"'));
    await spy.close();

    const answers = spy.seen.filter(({ topic }) => topic.endsWith('/var/answer'));
    expect(answers.map(({ payload }) => payload)).toEqual(
      texts.map((text) => ({ data: { data: text }, msg_type: 'Var' })),
    );
  });
});
