import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { root } from '../../support/manager-process.js';
import { environment, ForeignSystem, groupOf } from './foreign-system.js';

interface Told {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly everestjs?: string;
}

let system: ForeignSystem;

beforeEach(async () => {
  system = await ForeignSystem.create();
});

afterEach(() => system.close());

async function told(id: string): Promise<Told> {
  return JSON.parse(await system.report(`${id}.json`)) as Told;
}

function bindings(): Record<string, string> {
  return {
    EV_PREFIX: system.prefix,
    EV_LOG_CONF_FILE: join(root, 'config/default_logging.cfg'),
    EV_MQTT_EVEREST_PREFIX: 'everest/',
    EV_MQTT_EXTERNAL_PREFIX: 'out_',
    EV_MQTT_BROKER_HOST: '127.0.0.1',
    EV_MQTT_BROKER_PORT: String(system.port),
  };
}

const settings = { mqtt_external_prefix: 'out_' };
const pythonMissing = missing('python3');

function missing(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return true;
  }
}

describe('§37 row 18 · launch', () => {
  test.each(['none', 'shared', 'module'])('an executable, isolation %s', async (isolation) => {
    system.start({ modules: { meter: { module: 'Teller' } }, settings, args: ['--isolation', isolation] });

    expect(await system.lines('meter.arguments')).toEqual([
      ...['--prefix', system.prefix, '--module', 'meter'],
      ...['--log_config', join(root, 'config/default_logging.cfg')],
      ...['--mqtt_everest_prefix', 'everest/', '--mqtt_external_prefix', 'out_'],
      ...['--mqtt_broker_host', '127.0.0.1', '--mqtt_broker_port', String(system.port)],
    ]);
    expect((await system.lines('meter.ids'))[2]).toBe(root.replace(/\/$/, ''));
  });

  test('an executable over a unix socket', async () => {
    const path = join(system.folder.path, 'mqtt');
    system.start({
      modules: { meter: { module: 'Teller' } },
      settings: { mqtt_broker_socket_path: path },
    });

    expect((await system.lines('meter.arguments')).slice(-4)).toEqual([
      '--mqtt_external_prefix',
      '',
      '--mqtt_broker_socket_path',
      path,
    ]);
  });

  test('argv[0] of an executable is its id and its name', async () => {
    // a program that puts argv[0] before what it complains about
    system.native('Native', '/bin/sleep');

    const manager = system.start({ modules: { meter: { module: 'Native' } } });
    await manager.exited;

    expect(manager.stderr).toMatch(/^meter:Native: unrecognized option '--prefix'$/m);
  });

  test('JavaScript', async () => {
    system.start({ modules: { meter: { module: 'JsTeller' } }, settings });

    const { argv, env, everestjs } = await told('meter');

    expect(argv).toEqual(['node', '--unhandled-rejections=strict', join(system.modules, 'JsTeller/index.js')]);
    expect(env).toMatchObject({ ...bindings(), EV_MODULE: 'meter' });
    expect(env['NODE_PATH']).toBe(`${system.prefix}/lib/everest/node_modules:${root.replace(/\/$/, '')}`);
    expect(everestjs).toBe(join(root, 'everestjs/index.js'));
  });

  (pythonMissing ? test.skip : test)('Python', async () => {
    system.start({ modules: { meter: { module: 'PyTeller' } }, settings: { ...settings, validate_schema: true } });

    const { argv, env } = await told('meter');

    expect(argv.slice(1)).toEqual([join(system.modules, 'PyTeller/module.py')]);
    expect(env).toMatchObject({ ...bindings(), EV_MODULE: 'meter', EV_VALIDATE_SCHEMA: '1' });
    expect(env['PYTHONPATH']).toBe(`${system.prefix}/lib/everest/everestpy`);
    expect(env).not.toHaveProperty('VIRTUAL_ENV');
  });

  (pythonMissing ? test.skip : test)('Python with a virtual environment', async () => {
    const venv = join(system.modules, 'PyTeller/.venv');
    const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
    mkdirSync(join(venv, 'bin'), { recursive: true });
    symlinkSync(python, join(venv, 'bin/python3'));
    system.start({ modules: { meter: { module: 'PyTeller' } }, settings });

    const { argv, env } = await told('meter');

    expect(argv).toEqual([join(venv, 'bin/python3'), join(system.modules, 'PyTeller/module.py')]);
    expect(env).toMatchObject({ VIRTUAL_ENV: venv, VIRTUAL_ENV_PROMPT: 'venv' });
    expect(env['PATH']?.startsWith(`${venv}/bin:`)).toBe(true);
  });

  test('§36.4 · each leads a process group of its own, so that Ctrl+C reaches the manager alone', async () => {
    const manager = system.start({ modules: { meter: { module: 'Teller' } } });

    const pid = await system.pid('meter');

    expect(groupOf(pid)).toBe(pid);
    expect(groupOf(manager.pid)).not.toBe(pid);
  });

  test('§13.1 · without an entry point the start fails and names the three places', async () => {
    const manager = system.start({ modules: { gone: { module: 'Nothing' } } });

    const { code } = await manager.exited;

    const folder = join(system.modules, 'Nothing');
    expect(code).toBe(1);
    expect(manager.stderr).toContain(
      `module \\"gone\\" has no entry point; looked for ${folder}/Nothing, ${folder}/index.js, ${folder}/module.py`,
    );
  });

  test('§13.1 · what cannot be executed is reported with its reason, and nothing is left running', async () => {
    const manager = system.start({ modules: { broken: { module: 'NoInterpreter' }, a: { module: 'Teller' } } });

    const { code } = await manager.exited;

    expect(code).toBe(1);
    expect(manager.stderr).toContain(
      `module \\"broken\\" (${system.modules}/NoInterpreter/NoInterpreter) cannot be started: `,
    );
    expect(manager.stderr).toContain('the interpreter of its first line is missing');
    expect(system.pipe.lines).not.toContain('ALL_MODULES_STARTED');
  });
});

describe('§37 row 19 · environment', () => {
  test('an executable gets the environment of the manager as it is', async () => {
    system.start({ modules: { meter: { module: 'Teller' } }, env: { EV_MODULE: 'inherited' } });
    await system.pid('meter');

    const env = environment(await system.lines('meter.environment'));

    expect(env).toMatchObject({ EV_MODULE: 'inherited', MQTT_SERVER_PORT: String(system.port) });
    expect(Object.keys(env).filter((name) => name.startsWith('EV_'))).toEqual(['EV_MODULE']);
  });

  test('of a script the id is overwritten, all else that the manager has stays', async () => {
    const inherited = { EV_PREFIX: '/mine', EV_MQTT_BROKER_HOST: 'mine', NODE_PATH: root };
    system.start({ modules: { meter: { module: 'JsTeller' } }, settings, env: { ...inherited, EV_MODULE: 'other' } });

    const { env } = await told('meter');

    expect(env).toMatchObject({ ...bindings(), ...inherited, EV_MODULE: 'meter' });
  });
});

describe('--add-dir', () => {
  test('a module of an installation that is added runs with the prefix of that installation', async () => {
    const installation = join(system.folder.path, 'installation');
    const folder = join(installation, 'libexec/everest/modules/Added');
    mkdirSync(folder, { recursive: true });
    cpSync(join(system.modules, 'Teller/manifest.yaml'), join(folder, 'manifest.yaml'));
    cpSync(join(system.modules, 'Teller/Teller'), join(folder, 'Added'));
    mkdirSync(join(installation, 'etc/everest'), { recursive: true });
    writeFileSync(join(installation, 'etc/everest/default_logging.cfg'), '');

    system.start({ modules: { meter: { module: 'Added' } }, args: ['--add-dir', installation] });

    expect((await system.lines('meter.arguments')).slice(0, 6)).toEqual([
      ...['--prefix', installation, '--module', 'meter'],
      ...['--log_config', join(installation, 'etc/everest/default_logging.cfg')],
    ]);
  });
});
