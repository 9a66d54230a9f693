import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort, Program, root, temporaryFolder } from '../../support/manager-process.js';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { StatusPipe } from '../../support/status-pipe.js';

const run = promisify(execFile);
let home: ReturnType<typeof temporaryFolder>;
let folder: string;

const configuration = `
active_modules:
  garage_meter:
    module: GarageMeter
    connections:
      board:
        - { module_id: yeti, implementation_id: board_support }
  yeti:
    module: YetiSimulator
    config_module: { connector_id: 1 }
`;

const transaction = {
  evse_id: '1',
  transaction_id: 'first',
  identification_status: 'ASSIGNED',
  identification_type: 'ISO14443',
  identification_flags: [],
};

/** What `npm install` brings, without a registry. */
function install(name: string, target: string): void {
  const link = join(folder, 'node_modules', name);
  mkdirSync(join(link, '..'), { recursive: true });
  symlinkSync(target, link);
}

beforeAll(async () => {
  home = temporaryFolder();
  const wishes = ['--provides', 'main:powermeter', '--requires', 'board:evse_board_support:0..1'];
  const modules = join(home.path, 'modules');
  await run(process.execPath, [
    join(root, 'bin/everest.js'),
    'create',
    'module',
    'GarageMeter',
    '--module-dir',
    modules,
    ...wishes,
  ]);
  folder = join(modules, 'GarageMeter');
  install('everest-ts', root);
  install('typescript', join(root, 'node_modules/typescript'));
  install('@types/node', join(root, 'node_modules/@types/node'));
}, 60_000);

afterAll(() => home.remove());

test('a created module compiles, its test passes, and it runs in a configuration', async () => {
  await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]);
  const { stdout } = await run(process.execPath, ['--test', '--test-reporter', 'tap'], { cwd: folder });
  mkdirSync(join(home.path, 'config'));
  writeFileSync(join(home.path, 'config/garage.yaml'), configuration);
  const port = await freePort();
  const pipe = new StatusPipe(join(home.path, 'status'));
  const args = ['--prefix', home.path, '--config', 'garage', '--broker', 'embedded', '--status-fifo', pipe.path];
  const manager = new Program('manager', args, { MQTT_SERVER_PORT: String(port) });
  await pipe.until('ALL_MODULES_STARTED');
  const spy = await RawMqtt.connect(port);

  await spy.publish('everest/modules/garage_meter/impl/main/cmd/start_transaction', {
    msg_type: 'Cmd',
    data: { id: 'first', args: { value: transaction }, origin: 'spy' },
  });
  const answer = await spy.until(({ topic }) => topic.endsWith('/response/spy'));
  await spy.close();
  const code = await manager.stop();
  pipe.close();

  expect(stdout).toContain('# fail 0');
  expect(answer.payload).toMatchObject({ data: { data: { id: 'first', retval: { status: 'NOT_SUPPORTED' } } } });
  expect(code).toBe(0);
}, 90_000);
