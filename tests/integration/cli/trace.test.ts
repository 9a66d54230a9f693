import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { freePort, Program, temporaryFolder } from '../../support/manager-process.js';
import { Mosquitto, mosquittoMissing } from '../../support/mosquitto-broker.js';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { StatusPipe } from '../../support/status-pipe.js';

const missing = mosquittoMissing();
let home: ReturnType<typeof temporaryFolder>;
let pipe: StatusPipe;
let programs: Program[];
let spy: RawMqtt | undefined;
let broker: Mosquitto | undefined;

beforeEach(() => {
  home = temporaryFolder();
  pipe = new StatusPipe(join(home.path, 'status'));
  programs = [];
  mkdirSync(join(home.path, 'config'));
  writeFileSync(
    join(home.path, 'config/board.yaml'),
    'settings: { mqtt_everest_prefix: garage }\nactive_modules:\n  board:\n    module: YetiSimulator\n    config_module: { connector_id: 1 }\n',
  );
});

afterEach(async () => {
  await spy?.close();
  for (const program of programs) {
    program.kill('SIGKILL');
    await program.exited;
  }
  await broker?.close();
  spy = undefined;
  broker = undefined;
  pipe.close();
  home.remove();
});

function run(bin: 'manager' | 'everest', args: readonly string[], port: number): Program {
  const program = new Program(bin, args, { MQTT_SERVER_PORT: String(port), MQTT_SERVER_ADDRESS: '127.0.0.1' });
  programs.push(program);
  return program;
}

/** A system with one board; its broker is the embedded one or one that runs already. */
async function system(port: number, kind: 'embedded' | 'external'): Promise<void> {
  const config = join(home.path, 'config/board.yaml');
  run('manager', ['--config', config, '--broker', kind, '--log-level', 'error', '--status-fifo', pipe.path], port);
  await pipe.until('ALL_MODULES_STARTED');
  spy = await RawMqtt.connect(port);
}

async function trace(port: number, ...args: string[]): Promise<Program> {
  const program = run('everest', ['trace', ...args], port);
  await program.until(({ stdout }) => stdout !== '');
  return program;
}

/** The first line of a trace says that it listens; so what is called after that is seen. */
async function call(): Promise<void> {
  await spy?.publish('garage/modules/board/impl/connector_lock/cmd/lock', {
    msg_type: 'Cmd',
    data: { id: `call-${Math.random()}`, args: {}, origin: 'shell' },
  });
}

describe('a running system', () => {
  test('with the embedded broker: variables, and a call with its answer and duration', async () => {
    const port = await freePort();
    await system(port, 'embedded');
    const tracing = await trace(port, '--everest-prefix', 'garage');

    await call();
    await tracing.until(({ stdout }) => stdout.includes('.lock('));

    expect(tracing.stdout).toMatch(/var {3}board\.powermeter\.powermeter = \{"timestamp"/);
    expect(tracing.stdout).toMatch(/call {2}shell -> board\.connector_lock\.lock\(\) = null \d+\.\d ms/);
    expect(await tracing.stop()).toBe(0);
  }, 30_000);

  const skipped = missing === undefined ? test : test.skip;
  skipped(
    `with Mosquitto${missing === undefined ? '' : ` (skipped: ${missing})`}: the same`,
    async () => {
      broker = await Mosquitto.start();
      await system(broker.port, 'external');
      const tracing = await trace(broker.port, '--everest-prefix', 'garage');

      await call();
      await tracing.until(({ stdout }) => stdout.includes('.lock('));

      expect(tracing.stdout).toMatch(/call {2}shell -> board\.connector_lock\.lock\(\) = null \d+\.\d ms/);
    },
    30_000,
  );

  test('by its configuration: prefix, broker and interfaces are known, and only what is asked for is shown', async () => {
    const port = await freePort();
    await system(port, 'embedded');
    const config = join(home.path, 'config/board.yaml');

    const tracing = run(
      'everest',
      ['trace', '--config', config, '--interface', 'powermeter', '--json', '--count', '2'],
      port,
    );
    const { code } = await tracing.exited;

    const events = tracing.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { interface: string });
    expect(code).toBe(0);
    expect(events).toHaveLength(2);
    expect(events.every((event) => event.interface === 'powermeter')).toBe(true);
  }, 30_000);

  test('ends without a word when nobody reads the rest, as after | head', async () => {
    const port = await freePort();
    await system(port, 'embedded');
    const tracing = await trace(port, '--everest-prefix', 'garage');

    tracing.closeStdout();

    expect(await tracing.exited).toEqual({ code: 0, signal: null });
    expect(tracing.stderr).toBe('');
  }, 30_000);
});

test('interfaces without a configuration are refused', async () => {
  const tracing = run('everest', ['trace', '--interface', 'powermeter'], await freePort());

  const { code } = await tracing.exited;

  expect(code).toBe(1);
  expect(tracing.stderr).toContain('--interface needs --config');
}, 30_000);
