import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Program, root, systemPrefix, temporaryFolder } from '../../support/manager-process.js';
import { Mosquitto, mosquittoMissing } from '../../support/mosquitto-broker.js';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { StatusPipe } from '../../support/status-pipe.js';
import { filesOf, processesWith, unixSockets } from './residue.js';

/** How often each system is started and stopped; LIFECYCLE_ROUNDS=100 is the acceptance run. */
const rounds = Number(process.env['LIFECYCLE_ROUNDS'] ?? 5);
const ROUND_MS = 20_000;

const mosquittoTest = mosquittoMissing() === undefined ? test : test.skip;
const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Round {
  readonly code: number | null;
  /** Ids of processes that were still there when the manager had ended. */
  readonly left: readonly number[];
}

interface System {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

/** One start and one stop; every other stop comes in the middle of the start. */
async function round(system: System, index: number): Promise<Round> {
  const id = randomUUID();
  const pipe = new StatusPipe(join(system.folder, `status-${index}`));
  const program = new Program(
    'manager',
    ['--prefix', systemPrefix, '--config', 'echo', '--status-fifo', pipe.path, ...system.args],
    { ...system.environment, EVEREST_ROUND: id },
  );
  cleanups.push(() => program.kill('SIGKILL'));
  await pipe.until(index % 2 === 0 ? 'ALL_MODULES_STARTED' : 'MANAGER_STARTING_MODULES');
  const code = await program.stop();
  const left = processesWith(id);
  pipe.close();
  return { code, left };
}

/** All rounds, one after the other. */
async function lives(system: System): Promise<readonly Round[]> {
  const done: Round[] = [];
  for (let index = 0; index < rounds; index++) done.push(await round(system, index));
  return done;
}

function bad(done: readonly Round[]): readonly Round[] {
  return done.filter(({ code, left }) => code !== 0 || left.length > 0);
}

function workplace(): string {
  const { path, remove } = temporaryFolder();
  cleanups.push(remove);
  return path;
}

function filesBeside(folder: string): string[] {
  return filesOf(folder, join(root, 'config'), systemPrefix).filter((file) => !file.includes('/status-'));
}

describe(`${rounds} starts and stops in a row leave nothing behind`, () => {
  test.each(['shared', 'module'])(
    'with the embedded broker on a unix socket, isolation %s',
    async (isolation) => {
      const folder = workplace();
      const socket = join(folder, 'broker.sock');
      const before = filesBeside(folder);
      const config = join(folder, 'echo.yaml');
      const text = readFileSync(join(systemPrefix, 'config/echo.yaml'), 'utf8');
      writeFileSync(config, `settings:\n  mqtt_broker_socket_path: ${socket}\n${text}`);

      const done = await lives({ folder, environment: {}, args: ['--config', config, '--isolation', isolation] });

      expect(done).toHaveLength(rounds);
      expect(bad(done)).toEqual([]);
      expect(filesBeside(folder)).toEqual([...before, config].sort());
      expect(unixSockets()).not.toContain(socket);
    },
    rounds * ROUND_MS,
  );

  mosquittoTest(
    'with Mosquitto, where no message stays retained either',
    async () => {
      const folder = workplace();
      const mosquitto = await Mosquitto.start();
      cleanups.push(() => mosquitto.close());
      const environment = { MQTT_SERVER_ADDRESS: '127.0.0.1', MQTT_SERVER_PORT: String(mosquitto.port) };
      const before = filesBeside(folder);

      const done = await lives({ folder, environment, args: ['--broker', 'external', '--isolation', 'module'] });
      const spy = await RawMqtt.connect(mosquitto.port, '#');
      await spy.publish('asked/for/all', 'end');
      await spy.until(({ topic }) => topic === 'asked/for/all');
      await spy.close();

      expect(bad(done)).toEqual([]);
      expect(spy.seen.map(({ topic }) => topic)).toEqual(['asked/for/all']);
      expect(filesBeside(folder)).toEqual(before);
    },
    rounds * ROUND_MS,
  );
});

test('what the tests above look for is found while a system runs', async () => {
  const folder = workplace();
  const id = randomUUID();
  const pipe = new StatusPipe(join(folder, 'status'));
  cleanups.push(() => pipe.close());
  const program = new Program(
    'manager',
    [
      '--prefix',
      systemPrefix,
      '--config',
      'echo',
      '--status-fifo',
      pipe.path,
      '--broker',
      'embedded',
      '--isolation',
      'module',
    ],
    { MQTT_SERVER_PORT: '0', EVEREST_ROUND: id },
  );
  cleanups.push(() => program.kill('SIGKILL'));
  await pipe.until('ALL_MODULES_STARTED');

  const found = processesWith(id);
  const code = await program.stop();

  expect([found.length, code]).toEqual([3, 0]);
});
