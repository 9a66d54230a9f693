import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { childrenOf, freePort, isAlive, Program, systemPrefix } from '../../support/manager-process.js';
import { Mosquitto, mosquittoMissing } from '../../support/mosquitto-broker.js';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { StatusPipe } from '../../support/status-pipe.js';

/** Whole systems of tests/fixtures/system, as another MQTT client and a supervisor see them. */

let folder: string;
const programs: Program[] = [];
const clean: (() => Promise<unknown> | void)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'system-'));
});

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.kill('SIGKILL');
    await program.exited;
  }
  for (const end of clean.splice(0)) await end();
  rmSync(folder, { recursive: true, force: true });
});

function configuration(settings: object): string {
  const file = join(folder, 'echo.yaml');
  const connections = { echo: [{ module_id: 'server', implementation_id: 'main' }] };
  const modules = {
    server: { module: 'EchoServer', mapping: { module: { evse: 1 } } },
    client: { module: 'EchoClient', connections },
  };
  writeFileSync(file, JSON.stringify({ settings, active_modules: modules }));
  return file;
}

function statusPipe(name = 'status'): StatusPipe {
  const pipe = new StatusPipe(join(folder, name));
  clean.push(() => pipe.close());
  return pipe;
}

function manager(port: number, pipe: StatusPipe, ...args: string[]): Program {
  const options = ['--prefix', systemPrefix, '--status-fifo', pipe.path, ...args];
  const program = new Program('manager', options, port === 0 ? {} : { MQTT_SERVER_PORT: String(port) });
  programs.push(program);
  return program;
}

async function mosquitto(): Promise<Mosquitto> {
  const broker = await Mosquitto.start();
  clean.push(() => broker.close());
  return broker;
}

const brokers = mosquittoMissing() !== undefined ? ['embedded'] : ['embedded', 'Mosquitto'];
const systems = ['none', 'shared', 'module'].flatMap((isolation) =>
  brokers.flatMap((broker) => ['', 'outside_'].map((prefix) => [isolation, broker, prefix] as const)),
);

describe('a command, a variable, an error and external topics', () => {
  test.each(systems)('with isolation %s, broker %s and the external prefix %j', async (isolation, broker, prefix) => {
    const port = broker === 'embedded' ? await freePort() : (await mosquitto()).port;
    const pipe = statusPipe();
    const mode = broker === 'embedded' ? 'embedded' : 'external';
    const config = configuration({ mqtt_external_prefix: prefix });
    const program = manager(port, pipe, '--config', config, '--isolation', isolation, '--broker', mode);
    const spy = await RawMqtt.connect(port);
    clean.push(() => spy.close());
    await pipe.until('ALL_MODULES_STARTED');

    await spy.publish(`${prefix}demo/say`, 'raise');
    const error = await spy.until(({ topic }) => topic === 'everest/modules/server/impl/main/error/demo_echo/Hoarse');
    const outside = await spy.until(({ topic }) => topic === `${prefix}demo/error`);
    const answer = await spy.until(
      ({ topic, text }) => topic === 'everest/modules/client/impl/main/var/answer' && text.includes('raise'),
    );

    expect(error.payload).toMatchObject({ data: { origin: { module_id: 'server', mapping: { evse: 1 } } } });
    expect([outside.text, answer.payload]).toEqual(['demo_echo/Hoarse', { data: { data: 'raise' }, msg_type: 'Var' }]);
    expect([await program.stop(), program.stdout]).toEqual([0, '']);
  });
});

describe('compatibility-contract.md §1 · the process', () => {
  test('§1.8 · two managers with different prefixes on one broker do not mix', async () => {
    const port = await freePort();
    const [one, two] = [statusPipe('one'), statusPipe('two')];
    const config = configuration({});
    manager(port, one, '--config', config, '--broker', 'embedded', '--mqtt_everest_prefix', 'one');
    const spy = await RawMqtt.connect(port);
    clean.push(() => spy.close());
    await spy.until(({ topic }) => topic === 'one/modules/client/impl/main/var/answer');
    await one.until('ALL_MODULES_STARTED');
    const before = spy.seen.length;

    const second = manager(port, two, '--config', config, '--broker', 'external', '--mqtt_everest_prefix', 'two');
    await spy.until(({ topic }) => topic === 'two/modules/client/impl/main/var/answer');

    const prefixes = new Set(spy.seen.slice(before).map(({ topic }) => topic.split('/')[0]));
    expect([...prefixes]).toEqual(['two']);
    expect(await second.stop()).toBe(0);
  });

  test('a unix socket carries a whole system, and is gone after it', async () => {
    const pipe = statusPipe();
    const socket = join(folder, 'broker');
    const program = manager(0, pipe, '--config', configuration({ mqtt_broker_socket_path: socket }));

    await pipe.until('ALL_MODULES_STARTED');

    expect(await program.stop()).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['echo.yaml', 'status']);
  });

  test('§1.6 · after a kill the same files can be started again at once', async () => {
    const [first, second] = [statusPipe('one'), statusPipe('two')];
    const config = configuration({ mqtt_broker_socket_path: join(folder, 'broker') });
    const killed = manager(0, first, '--config', config);
    await first.until('ALL_MODULES_STARTED');
    killed.kill('SIGKILL');
    await killed.exited;

    const program = manager(0, second, '--config', config);
    await second.until('ALL_MODULES_STARTED');

    expect(await program.stop()).toBe(0);
  });

  test('20 starts and stops in a row leave no process, socket or file behind', async () => {
    const config = configuration({ mqtt_broker_socket_path: join(folder, 'broker') });
    const left: number[] = [];
    const codes: (number | null)[] = [];

    for (let round = 0; round < 20; round++) {
      const pipe = statusPipe(`status${round}`);
      const program = manager(0, pipe, '--config', config);
      await pipe.until('ALL_MODULES_STARTED');
      const hosts = await childrenOf(program.pid);
      codes.push(await program.stop());
      left.push(...hosts.filter(isAlive));
    }

    expect([codes, left]).toEqual([Array.from({ length: 20 }, () => 0), []]);
    expect(readdirSync(folder).filter((name) => !name.startsWith('status'))).toEqual(['echo.yaml']);
  }, 60_000);

  test('§1.5 · SIGTERM is an end like SIGINT', async () => {
    const pipe = statusPipe();
    const program = manager(await freePort(), pipe, '--config', configuration({}), '--broker', 'embedded');
    await pipe.until('ALL_MODULES_STARTED');

    program.kill('SIGTERM');

    expect((await program.exited).code).toBe(0);
  });

  test('§1.5 · a stop while there is no broker yet is not waited for', async () => {
    const pipe = statusPipe();
    const program = manager(await freePort(), pipe, '--config', configuration({}), '--broker', 'external');
    await pipe.until('MANAGER_INITIALIZING');

    const before = performance.now();
    const code = await program.stop();

    expect(code).toBe(0);
    expect(performance.now() - before).toBeLessThan(4000);
  });
});

(mosquittoMissing() !== undefined ? describe.skip : describe)('with a broker that fails (Mosquitto)', () => {
  test.each(['none', 'shared', 'module'])(
    '§14.1 · a broker that dies ends the system with 1, isolation %s',
    async (isolation) => {
      const broker = await mosquitto();
      const pipe = statusPipe();
      const args = ['--config', configuration({}), '--broker', 'external', '--isolation', isolation];
      const program = manager(broker.port, pipe, ...args, '--recover-module-crashes');
      await pipe.until('ALL_MODULES_STARTED');
      const hosts = await childrenOf(program.pid);

      await broker.close();
      const { code } = await program.exited;

      expect([code, hosts.filter(isAlive)]).toEqual([1, []]);
      expect(program.stderr).toContain('connection to the broker lost');
      expect(pipe.lines.join()).not.toContain('CRASH_RECOVERY');
    },
  );

  test('§1.5 · a broker that hangs does not hold up the stop', async () => {
    const broker = await mosquitto();
    const pipe = statusPipe();
    const program = manager(broker.port, pipe, '--config', configuration({}), '--broker', 'external');
    await pipe.until('ALL_MODULES_STARTED');
    broker.signal('SIGSTOP');

    const before = performance.now();
    const code = await program.stop();

    expect(code).toBe(0);
    expect(performance.now() - before).toBeLessThan(8000);
  });
});
