import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { freePort, Program, root, temporaryFolder } from '../../support/manager-process.js';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { StatusPipe } from '../../support/status-pipe.js';

/** Every command is a process of its own. */
jest.setTimeout(60_000);

const prefix = join(root, 'tests/fixtures/config-service');

let folder: ReturnType<typeof temporaryFolder>;
let port: number;
let config: string;
let database: string;
let bus: RawMqtt | undefined;
let starts: number;
const running: Program[] = [];

beforeEach(async () => {
  folder = temporaryFolder();
  port = await freePort();
  starts = 0;
  config = join(folder.path, 'blinkers.yaml');
  database = join(folder.path, 'everest.db');
  edit(readFileSync(join(prefix, 'config/blinkers.yaml'), 'utf8'), ({ left }) => delete left?.['capabilities']);
});

afterEach(async () => {
  await bus?.close();
  bus = undefined;
  for (const program of running.splice(0)) {
    program.kill('SIGKILL');
    await program.exited;
  }
  folder.remove();
});

function edit(text: string, change: (modules: Record<string, Record<string, unknown>>) => void): void {
  const file = parse(text) as { active_modules: Record<string, Record<string, unknown>> };
  change(file.active_modules);
  writeFileSync(config, stringify(file));
}

/** Starts the manager and waits until its modules are ready. */
async function start(...args: string[]): Promise<Program> {
  const pipe = new StatusPipe(join(folder.path, `status-${starts++}`));
  const usual = ['--prefix', prefix, '--status-fifo', pipe.path, '--broker', 'embedded'];
  const program = new Program('manager', [...usual, '--config', config, ...args], { MQTT_SERVER_PORT: String(port) });
  running.push(program);
  try {
    const ended = program.exited.then(() => {
      throw new Error(program.stderr);
    });
    await Promise.race([pipe.until('ALL_MODULES_STARTED'), ended]);
  } finally {
    pipe.close();
  }
  bus = await RawMqtt.connect(port, 'blinker/tick');
  return program;
}

async function stop(program: Program): Promise<number | null> {
  await bus?.close();
  bus = undefined;
  return program.stop();
}

/** `everest config …`: exit code and what it printed. */
async function everest(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const program = new Program('everest', ['config', '--prefix', prefix, ...args], { MQTT_SERVER_PORT: String(port) });
  running.push(program);
  const { code } = await program.exited;
  return { code, stdout: program.stdout.trim(), stderr: program.stderr.trim() };
}

/** What the module publishes next, once it starts with this label: its values in force. */
async function tick(label: string): Promise<string> {
  const seen = await bus?.until(({ text }) => text.startsWith(`${label} `));
  return seen?.text ?? '';
}

describe.each([
  ['user-config', []],
  ['a database', ['--db']],
])('a value that is set while the station runs, kept in %s', (_, option) => {
  const place = (): string[] => (option.length === 0 ? [] : ['--db', database]);

  test('changes the running module, survives a restart, and shows in everest config', async () => {
    const first = await start(...place());
    const before = await tick('left');

    const set = await everest('set', 'left', 'label', 'changed', '--config', config);
    const after = await tick('changed');
    const shown = await everest('get', 'left', 'label', '--config', config);
    const code = await stop(first);

    const stored = await everest('get', 'left', 'label', '--config', config, ...place());
    await start(...place());

    expect([before, after, await tick('changed')]).toEqual([
      'left 500 3 1.5',
      'changed 500 3 1.5',
      'changed 500 3 1.5',
    ]);
    expect([set.stdout, shown.stdout, stored.stdout, code]).toEqual(['Accepted', 'changed', 'changed', 0]);
    expect(existsSync(join(folder.path, 'user-config/blinkers.yaml'))).toBe(option.length === 0);
  });

  test('what the module does not take over counts from the next start on', async () => {
    const first = await start(...place());
    const results = [
      await everest('set', 'left', 'level', '7', '--config', config),
      await everest('set', 'left', 'interval', '-5', '--config', config),
      await everest('set', 'left', 'interval', '250', '--config', config),
      await everest('set', 'right', 'quiet', '1', '--config', config),
      await everest('set', 'left', 'level', 'many', '--config', config),
      await everest('set', 'left', 'nothing', '1', '--config', config),
    ];
    await stop(first);

    await start(...place());

    expect(results.map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, 'RebootRequired'],
      [0, 'RebootRequired: Runtime change rejected by module'],
      [0, 'Accepted'],
      [0, 'RebootRequired'],
      [1, 'Rejected: "many" is no integer'],
      [1, 'Rejected: Config parameter nothing not found in module left'],
    ]);
    expect(await tick('left')).toBe('left 250 7 1.5');
  });
});

describe('everest config and a database in use', () => {
  test('says who uses it', async () => {
    const program = await start('--db', database);

    const { code, stderr } = await everest('list', '--db', database);

    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `${database}: in use by process ${program.pid} (${database}.owner)`,
    });
  });
});
