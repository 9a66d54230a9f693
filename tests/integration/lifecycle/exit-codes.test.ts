import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Program } from '../../support/manager-process.js';
import { Life } from './life.js';

let life: Life;
let broken: string;

beforeAll(async () => {
  life = await Life.prepare();
  broken = join(life.folder, 'broken.yaml');
  writeFileSync(broken, 'active_modules:\n  a:\n    module: NoSuchModule\n');
  mkdirSync(join(life.folder, 'manifests'));
});

afterAll(() => life.close());

/** `{config}`, `{broken}` and `{folder}` stand for files of the test. */
async function codeOf(args: readonly string[]): Promise<number | null> {
  const places: Record<string, string> = { config: life.configFile, broken, folder: life.folder };
  const filled = args.map((arg) => arg.replace(/\{(\w+)\}/, (_, name: string) => places[name] ?? ''));
  return (await new Program('manager', filled, { MQTT_SERVER_PORT: String(life.port) }).exited).code;
}

test.each([
  [['--help'], 0],
  [['-h'], 0],
  [['--version'], 0],
  [['--dumpmanifests', '{folder}/manifests'], 0],
  [['--check', '--config', '{config}'], 0],
  [['--check', '--config', '{broken}'], 1],
  [['--check'], 1],
  [['--nonsense'], 1],
  [['--conf', '{config}', '--config', '{config}'], 1],
  [['--reset-from-yaml'], 1],
  [['--config', '{folder}/missing.yaml'], 1],
  [['--config', '{broken}'], 1],
  [['--config', '{config}', '--prefix', '{folder}/nowhere'], 1],
  [['--config', '{config}', '--status-fifo', '{folder}/missing'], 1],
  [['--dumpmanifests', '{folder}/missing'], 1],
])('framework.md §23 · exit code of %j: %d', async (args, code) => {
  expect(await codeOf(args)).toBe(code);
});

test('framework.md §23 · the port of the controller is taken: 1', async () => {
  const taken = createServer();
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port));
  });
  life.configure({ a: 'ManagerLifecycleSimulator' }, { controller_port: port });

  life.start('--controller');
  const code = await life.ended();
  taken.close();

  expect([code, life.pipe.lines]).toEqual([1, ['MANAGER_INITIALIZING', 'MANAGER_EXITING']]);
  expect(life.manager?.stderr).toContain('CFG_CONTROLLER_PORT');
});
