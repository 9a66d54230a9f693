import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { freePort, root, temporaryFolder } from '../../support/manager-process.js';

/** Every command is a process of its own. */
jest.setTimeout(60_000);

const prefix = join(root, 'tests/fixtures/config-service');

let folder: ReturnType<typeof temporaryFolder>;
let database: string;
let config: string;
let port: number;

beforeEach(async () => {
  folder = temporaryFolder();
  database = join(folder.path, 'everest.db');
  config = join(folder.path, 'blinkers.yaml');
  port = await freePort();
  writeFileSync(config, readFileSync(join(prefix, 'config/blinkers.yaml')));
});

afterEach(() => folder.remove());

function run(bin: string, args: readonly string[]): { code: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, MQTT_SERVER_PORT: String(port) };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin', bin), ...args], {
    env,
    encoding: 'utf8',
  });
  return { code: status, stdout: stdout.trim(), stderr: stderr.trim() };
}

const tool = (...args: string[]): ReturnType<typeof run> =>
  run('everest-config-tool.js', ['--prefix', prefix, ...args]);
const everest = (...args: string[]): ReturnType<typeof run> =>
  run('everest.js', ['config', '--prefix', prefix, ...args]);

function broken(): string {
  const file = join(folder.path, 'broken.yaml');
  writeFileSync(file, 'active_modules: { a: { module: Nothing } }\n');
  return file;
}

describe('framework.md §31 · everest-config-tool', () => {
  test('add always makes a new slot', () => {
    const results = [
      tool('add', '--config', config, '--db', database),
      tool('add', '--config', config, '--db', database),
    ];

    expect(results.map(({ code, stdout }) => [code, stdout.split('\n').at(-1)])).toEqual([
      [0, 'slot 0'],
      [0, 'slot 1'],
    ]);
  });

  test('modules of a further tree are known with --add-dir', () => {
    const within = (...args: string[]): ReturnType<typeof run> => run('everest-config-tool.js', args);

    expect(within('validate', '--config', config).code).toBe(1);
    expect(within('validate', '--config', config, '--add-dir', prefix)).toMatchObject({ code: 0 });
    expect(within('add', '--config', config, '--db', database, '--add-dir', prefix).code).toBe(0);
  });

  test('add refuses a file with errors and stores nothing', () => {
    const { code, stderr } = tool('add', '--config', broken(), '--db', database);

    expect(code).toBe(1);
    expect(stderr).toContain('there is no module "Nothing"');
    expect(tool('list', '--db', database).code).toBe(1);
  });

  test('validate: 0 and 1', () => {
    expect([tool('validate', '--config', config).code, tool('validate', '--config', broken()).code]).toEqual([0, 1]);
  });

  test('list has a line for each slot', () => {
    tool('add', '--config', config, '--db', database);
    tool('add', '--config', config, '--db', database);

    const { code, stdout } = tool('list', '--db', database);

    expect({ code, lines: stdout.split('\n').length }).toEqual({ code: 0, lines: 2 });
    expect(stdout).toMatch(/^\* +0 .* 2 modules .*\n +1 /);
  });

  test('delete: a slot, but not that of the next start, nor one that is not there', () => {
    tool('add', '--config', config, '--db', database);
    tool('add', '--config', config, '--db', database);

    const results = ['1', '1', '0'].map((slot) => tool('delete', '--db', database, '--slot', slot));

    expect(results.map(({ code, stdout }) => [code, stdout])).toEqual([
      [0, 'Success'],
      [1, 'DoesNotExist'],
      [1, 'CannotDeleteActiveSlot'],
    ]);
  });

  test('a database that is not there is no new one', () => {
    expect(tool('list', '--db', database)).toEqual({ code: 1, stdout: '', stderr: `there is no database ${database}` });
  });
});

describe('everest config on a stopped station', () => {
  test('load, export, duplicate, describe and mark', () => {
    const loaded = everest('load', config, '--db', database, '--slot', '4', '--description', 'summer');
    const marked = everest('mark', '--db', database, '--slot', '4');
    const copied = everest('duplicate', '--db', database, '--description', 'winter');
    everest('describe', 'spring', '--db', database);
    const listed = everest('list', '--db', database);
    const json = everest('export', '--db', database, '--format', 'json');
    const yaml = everest('export', '--db', database, '--slot', '5', '-o', join(folder.path, 'out.yaml'));

    expect([loaded.code, marked.stdout, copied.stdout, yaml.code]).toEqual([0, 'Success', 'slot 5', 0]);
    expect(listed.stdout).toMatch(/^\* +4 .*spring.*\n +5 .*winter/);
    expect(JSON.parse(json.stdout)).toMatchObject({
      active_modules: {
        left: { module: 'Blinker', config_module: { interval: 500, label: 'left' }, telemetry: { id: 7 } },
      },
    });
    expect(everest('validate', '--config', join(folder.path, 'out.yaml')).code).toBe(0);
  });

  test('set and get in a slot; what the manifest does not allow is refused', () => {
    tool('add', '--config', config, '--db', database);

    const results = [
      everest('set', 'left', 'level', '9', '--db', database),
      everest('set', 'left', 'level', '10', '--db', database),
      everest('set', 'left', 'mode', 'mad', '--db', database),
      everest('set', 'left', 'gain', '2', '--implementation', 'main', '--db', database),
      everest('get', 'left', 'level', '--db', database),
      everest('get', 'nobody', 'level', '--db', database),
    ];

    expect(results.map(({ code }) => code)).toEqual([0, 1, 1, 0, 0, 1]);
    expect(results[4]?.stdout).toBe('9');
    expect(everest('get', 'left', '--db', database).stdout.split('\n')).toContain('main.gain = 2  [number, ReadWrite]');
  });

  test('set in user-config, and diff', () => {
    const before = everest('diff', '--config', config);

    const set = everest('set', 'left', 'label', 'changed', '--config', config);

    const overlay = join(folder.path, 'user-config/blinkers.yaml');
    expect(before.stdout).toContain('nothing is changed');
    expect(set).toMatchObject({ code: 0, stdout: `Stored: ${overlay}` });
    expect(JSON.parse(readFileSync(overlay, 'utf8'))).toEqual({
      active_modules: { left: { config_module: { label: 'changed' } } },
    });
    expect(everest('diff', '--config', config).stdout).toBe(
      'active_modules.left.config_module.label: "left" -> "changed"',
    );
    expect(everest('get', 'left', 'label', '--config', config).stdout).toBe('changed');
  });

  test('show', () => {
    const { stdout } = everest('show', '--config', config);

    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'left (Blinker)',
      '  interval = 500  [number, ReadWrite]',
      '  label = "left"  [string, ReadWrite]',
    ]);
  });

  test('without a configuration it says what is missing', () => {
    expect(everest('get', 'left')).toMatchObject({
      code: 1,
      stderr: 'give a configuration with --config or --db',
    });
  });
});

describe('framework.md §3 · boot sources', () => {
  const manager = (...args: string[]): ReturnType<typeof run> =>
    run('manager.js', ['--prefix', prefix, '--broker', 'embedded', ...args]);

  test('--db alone and fresh: an empty slot 0, and nothing to start', () => {
    const { code } = manager('--db', database);

    expect(code).toBe(1);
    expect(tool('list', '--db', database).stdout).toMatch(/^\* +0 .* 0 modules$/);
  });

  test('--reset-from-yaml needs --config', () => {
    const { code, stderr } = manager('--db', database, '--reset-from-yaml');

    expect(code).toBe(1);
    expect(stderr).toContain('--reset-from-yaml needs --config');
  });

  test('--check touches no database', () => {
    const { code } = manager('--config', config, '--db', database, '--check');

    expect(code).toBe(0);
    expect(tool('list', '--db', database).stderr).toContain('there is no database');
  });

  test('--db-init is deprecated and does nothing', () => {
    const { code, stderr } = manager('--config', config, '--db-init', '--check');

    expect(code).toBe(0);
    expect(stderr).toContain('--db-init is deprecated');
  });

  test('a file that is no database is one clear error', () => {
    writeFileSync(database, 'this is no database, whatever its name says; it is text and nothing else');

    const { code, stderr } = manager('--config', config, '--db', database);

    expect(code).toBe(1);
    expect(stderr).toContain('STORE_CORRUPT');
    expect(stderr.split('\n')).toHaveLength(1);
  });
});
