import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freePort, Program, temporaryFolder } from '../../support/manager-process.js';

const metadata = 'metadata: { license: https://opensource.org/licenses/MIT, authors: [me] }';
let home: ReturnType<typeof temporaryFolder>;
let program: Program | undefined;

const file = (path: string): string => join(home.path, path);
const write = (path: string, text: string): void => writeFileSync(file(path), text);
const edit = (path: string, from: string, to: string): void =>
  write(path, readFileSync(file(path), 'utf8').replace(from, to));

beforeEach(() => {
  home = temporaryFolder();
  mkdirSync(file('modules/Lamp'), { recursive: true });
  mkdirSync(file('config'));
  write(
    'modules/Lamp/manifest.yaml',
    `description: A lamp.\nprovides: { main: { description: It., interface: empty } }\n${metadata}\n`,
  );
  write(
    'modules/Lamp/index.ts',
    `import { defineModule } from 'file://${process.cwd()}/dist/bundle/framework/index.js';\nconst text: string = 'first';\nexport default defineModule(({ log }) => ({ ready: () => log.warn(text) }));\n`,
  );
  write('config/lamp.yaml', 'active_modules:\n  lamp:\n    module: Lamp\n');
});

afterEach(async () => {
  program?.kill('SIGKILL');
  await program?.exited;
  program = undefined;
  home.remove();
});

async function start(...args: string[]): Promise<Program> {
  const place = ['--prefix', home.path, '--config', 'lamp', '--broker', 'embedded'];
  program = new Program('everest', ['start', ...place, ...args], { MQTT_SERVER_PORT: String(await freePort()) });
  return program;
}

const said = (text: string) => (running: Program) => running.stdout.includes(text) || running.stderr.includes(text);
const times = (text: string, count: number) => (running: Program) => running.stdout.split(text).length > count;

test('a TypeScript module is compiled when the system starts, and again when it changes', async () => {
  const running = await start('--watch');
  await running.until(said('"first"'));

  edit('modules/Lamp/index.ts', "'first'", "'second'");
  await running.until(said('"second"'));

  expect(running.stdout).toContain('Lamp: 1 files compiled');
  expect(await running.stop()).toBe(0);
}, 30_000);

test('an error in the code is shown with its place, and the system waits for the next change', async () => {
  const running = await start('--watch');
  await running.until(said('"first"'));

  edit('modules/Lamp/index.ts', "= 'first'", '= (');
  await running.until(said('Waiting for a change'));
  edit('modules/Lamp/index.ts', '= (', "= 'mended'");
  await running.until(said('"mended"'));

  expect(running.stdout).toMatch(/Lamp\/index\.ts:2:23 Expression expected/);
  expect(await running.stop()).toBe(0);
}, 30_000);

test('a module that fails is no reason to stop watching', async () => {
  edit('modules/Lamp/index.ts', 'log.warn(text)', "{ throw new Error('burnt out'); }");
  const running = await start('--watch');
  await running.until(said('Waiting for a change'));

  edit('modules/Lamp/index.ts', "{ throw new Error('burnt out'); }", "log.warn('new bulb')");
  await running.until(said('new bulb'));

  expect(running.stderr).toContain('burnt out');
  expect(await running.stop()).toBe(0);
}, 30_000);

test.each([
  ['the configuration', 'config/lamp.yaml', 'lamp:', 'other_lamp:'],
  ['a manifest', 'modules/Lamp/manifest.yaml', 'A lamp', 'Another lamp'],
])(
  'a change of %s starts the system again',
  async (_what, path, from, to) => {
    const running = await start('--watch');
    await running.until(times('modules of', 1));

    edit(path, from, to);
    await running.until(times('modules of', 2));

    expect(running.stdout).toContain(path);
    expect(await running.stop()).toBe(0);
  },
  30_000,
);

test('a configuration with errors is reported, and started when it is right', async () => {
  edit('config/lamp.yaml', 'Lamp', 'Lmap');
  const running = await start('--watch');
  await running.until(said('Waiting for a change'));

  edit('config/lamp.yaml', 'Lmap', 'Lamp');
  await running.until(said('"first"'));

  expect(running.stderr).toContain('did you mean "Lamp"?');
  expect(await running.stop()).toBe(0);
}, 30_000);

test('--watch is refused where modules could not be loaded again', async () => {
  const running = await start('--watch', '--isolation', 'none');

  const { code } = await running.exited;

  expect(code).toBe(1);
  expect(running.stderr).toContain('--watch needs --isolation shared or module');
}, 30_000);

test.each(['shared', 'module', 'none'])(
  '--inspect lets a debugger in, isolation %s',
  async (isolation) => {
    edit('modules/Lamp/index.ts', ': string', '');
    write('modules/Lamp/index.js', readFileSync(file('modules/Lamp/index.ts'), 'utf8'));

    const running = await start('--inspect', '0', '--isolation', isolation);
    await running.until(said('"first"'));

    const [, address = ''] = /Debugger listening on ws:\/\/(127\.0\.0\.1:\d+)\//.exec(running.stderr) ?? [];
    const targets: unknown = await (await fetch(`http://${address}/json/list`)).json();
    expect(targets).toEqual([expect.objectContaining({ type: 'node' })]);
    expect(await running.stop()).toBe(0);
  },
  30_000,
);

test('--inspect says which modules are behind an address', async () => {
  const port = await freePort();

  const running = await start('--watch', '--inspect', `127.0.0.1:${port}`);
  await running.until(said('"first"'));

  expect(running.stdout).toContain(`127.0.0.1:${port} for lamp`);
  expect(await running.stop()).toBe(0);
}, 30_000);
