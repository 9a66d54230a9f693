import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { freePort, root, temporaryFolder } from '../../support/manager-process.js';
import { StatusPipe } from '../../support/status-pipe.js';

const run = promisify(execFile);
let home: ReturnType<typeof temporaryFolder>;
let prefix: string;
let child: ChildProcess | undefined;
let pipe: StatusPipe;

/** The package as npm installs it, which is gone when the installation is used. */
beforeAll(async () => {
  home = temporaryFolder();
  prefix = join(home.path, 'prefix');
  const away = join(home.path, 'package');
  const parts = ['bin', 'config', 'interfaces', 'types', 'errors', 'package.json', 'LICENSE', 'everestjs'];
  for (const part of [...parts, 'dist/bundle', 'dist/declarations.json', 'dist/schemas']) {
    if (existsSync(join(root, part))) cpSync(join(root, part), join(away, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(away, 'node_modules'));
  await run(process.execPath, [join(away, 'bin/everest.js'), 'install', '--prefix', prefix]);
  rmSync(away, { recursive: true });
  writeFileSync(
    join(prefix, 'etc/everest/small.yaml'),
    'active_modules:\n  board:\n    module: YetiSimulator\n    config_module: { connector_id: 1 }\n  slac:\n    module: SlacSimulator\n',
  );
}, 60_000);

beforeEach(() => {
  pipe = new StatusPipe(join(home.path, 'status'));
});

afterEach(() => {
  pipe.close();
  rmSync(pipe.path);
  child?.kill('SIGKILL');
  child = undefined;
});

afterAll(() => home.remove());

/** Starts the installed manager far away from everything, and resolves with its exit code after a whole life. */
async function live(args: readonly string[], port: number): Promise<number | null> {
  const manager = spawn(join(prefix, 'bin/manager'), [...args, '--broker', 'embedded', '--status-fifo', pipe.path], {
    cwd: '/',
    env: { PATH: process.env['PATH'], MQTT_SERVER_PORT: String(port), MQTT_SERVER_ADDRESS: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  child = manager;
  const ended = new Promise<number | null>((resolve) => manager.once('exit', (code) => resolve(code)));
  const ready = pipe.until('ALL_MODULES_STARTED');
  await Promise.race([ready, ended.then((code) => Promise.reject(new Error(`the manager ended with ${code}`)))]);
  manager.kill('SIGINT');
  return ended;
}

test.each([
  ['with --prefix', (): string[] => ['--prefix', prefix, '--config', 'small']],
  ['without --prefix', (): string[] => ['--config', 'small']],
  ['with a process for each module', (): string[] => ['--config', 'small', '--isolation', 'module']],
])(
  'compatibility-contract.md §6 · the manager runs from any folder without the package, %s',
  async (_how, args) => {
    const code = await live([...args(), '--log-level', 'error'], await freePort());

    expect(code).toBe(0);
  },
  30_000,
);

test.each(['config-sil', 'config-sil-ocpp'])(
  'compatibility-contract.md §6 · %s is installed, found by its name and valid',
  async (name) => {
    const { stdout } = await run(join(prefix, 'bin/everest'), ['check', name], { cwd: '/' });

    expect(stdout).toContain(join(prefix, `etc/everest/${name}.yaml`));
  },
);

test('framework.md §31 · the configuration tool of the installation keeps slots', async () => {
  const tool = join(prefix, 'bin/everest-config-tool');
  const db = ['--db', join(home.path, 'slots.db')];

  await run(tool, ['add', '--config', 'small', ...db], { cwd: '/' });
  const { stdout } = await run(tool, ['list', ...db], { cwd: '/' });

  expect(stdout).toContain(join(prefix, 'etc/everest/small.yaml'));
});

test('compatibility-contract.md §6 · everything is at its place', () => {
  const places = [
    'bin/manager',
    'bin/everest-config-tool',
    'etc/everest/default_logging.cfg',
    'etc/everest/certs/ca/csms',
    'share/everest/interfaces/evse_manager.yaml',
    'share/everest/types/energy.yaml',
    'share/everest/errors/generic.yaml',
    'share/everest/schemas/manifest.yaml',
    'share/everest/modules/OCPP/component_config/custom',
    'share/everest/modules/OCPP/component_config/standardized',
    'share/everest/www',
    'share/everest/version_information.txt',
    'libexec/everest/modules/EvseManager/manifest.yaml',
  ];

  expect(places.filter((place) => !existsSync(join(prefix, place)))).toEqual([]);
});

test('a module of somebody else runs from the installation', async () => {
  const folder = join(prefix, 'libexec/everest/modules/Lamp');
  mkdirSync(folder);
  const metadata = 'metadata: { license: https://opensource.org/licenses/MIT, authors: [me] }';
  writeFileSync(
    join(folder, 'manifest.yaml'),
    `description: A lamp.\nprovides: { main: { description: It., interface: empty } }\n${metadata}\n`,
  );
  writeFileSync(
    join(folder, 'index.js'),
    "import { defineModule } from 'everest-ts';\nexport default defineModule(() => ({ ready() {} }));\n",
  );
  writeFileSync(join(prefix, 'etc/everest/lamp.yaml'), 'active_modules: { lamp: { module: Lamp } }\n');

  const code = await live(['--config', 'lamp', '--log-level', 'error'], await freePort());

  expect(code).toBe(0);
}, 30_000);

test('the command of an installation says that it cannot install itself', async () => {
  const attempt = run(join(prefix, 'bin/everest'), ['install', '--prefix', join(home.path, 'other')]);

  await expect(attempt).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('part of an installation') });
});

test('a module folder holds its manifest as the package has it', () => {
  const text = readFileSync(join(prefix, 'libexec/everest/modules/Auth/manifest.yaml'), 'utf8');

  expect(text).toBe(readFileSync(join(root, 'modules/Auth/manifest.yaml'), 'utf8'));
});
