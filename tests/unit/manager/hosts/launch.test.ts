import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EntryKind, ModuleEntry } from '../../../../manager/hosts/host-plan.js';
import { launchOf, type LaunchContext } from '../../../../manager/hosts/launch.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'launch-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const context: LaunchContext = {
  prefix: '/opt/ev',
  loggingConfigFile: '/opt/ev/etc/everest/default_logging.cfg',
  everestPrefix: 'everest/',
  externalPrefix: '',
  broker: { host: 'localhost', port: 1884 },
  validateSchema: false,
  nodePath: ['/opt/ev/lib/everest/node_modules', '/opt/everest-ts'],
  pythonPath: '/opt/ev/lib/everest/everestpy',
  env: { HOME: '/root' },
  ownNode: '/usr/bin/node20',
};

function entry(kind: EntryKind, file: string): ModuleEntry {
  return { id: 'meter_1', name: 'DemoMeter', kind, entry: join(folder, file), folder, capabilities: [] };
}

const bindings = {
  HOME: '/root',
  EV_MODULE: 'meter_1',
  EV_PREFIX: '/opt/ev',
  EV_LOG_CONF_FILE: '/opt/ev/etc/everest/default_logging.cfg',
  EV_MQTT_EVEREST_PREFIX: 'everest/',
  EV_MQTT_EXTERNAL_PREFIX: '',
  EV_MQTT_BROKER_HOST: 'localhost',
  EV_MQTT_BROKER_PORT: '1884',
};

describe('framework.md §13.2 · command lines', () => {
  test('an executable over TCP', () => {
    expect(launchOf(entry('executable', 'DemoMeter'), context)).toEqual({
      command: join(folder, 'DemoMeter'),
      argv0: 'meter_1:DemoMeter',
      args: [
        ...['--prefix', '/opt/ev', '--module', 'meter_1'],
        ...['--log_config', '/opt/ev/etc/everest/default_logging.cfg'],
        ...['--mqtt_everest_prefix', 'everest/', '--mqtt_external_prefix', ''],
        ...['--mqtt_broker_host', 'localhost', '--mqtt_broker_port', '1884'],
      ],
      env: { HOME: '/root' },
    });
  });

  test('an executable over a unix socket', () => {
    const { args } = launchOf(entry('executable', 'DemoMeter'), { ...context, broker: { socketPath: '/run/mqtt' } });

    expect(args.slice(10)).toEqual(['--mqtt_broker_socket_path', '/run/mqtt']);
  });

  test('JavaScript', () => {
    const launch = launchOf(entry('javascript', 'index.js'), context);

    expect(launch).toMatchObject({
      argv0: 'node',
      args: ['--unhandled-rejections=strict', join(folder, 'index.js')],
      env: { ...bindings, NODE_PATH: '/opt/ev/lib/everest/node_modules:/opt/everest-ts' },
    });
  });

  test('node is the one of PATH, and our own where there is none', () => {
    writeFileSync(join(folder, 'node'), '');
    const found = launchOf(entry('javascript', 'index.js'), { ...context, env: { PATH: folder } });
    const missing = launchOf(entry('javascript', 'index.js'), { ...context, env: { PATH: '/nowhere' } });

    expect([found.command, missing.command]).toEqual(['node', '/usr/bin/node20']);
  });

  test('Python', () => {
    expect(launchOf(entry('python', 'module.py'), context)).toEqual({
      command: 'python3',
      argv0: 'python3',
      args: [join(folder, 'module.py')],
      env: { ...bindings, PYTHONPATH: '/opt/ev/lib/everest/everestpy' },
    });
  });

  test('Python with a virtual environment', () => {
    const python = join(folder, '.venv/bin/python3');
    mkdirSync(join(folder, '.venv/bin'), { recursive: true });
    writeFileSync(python, '');
    chmodSync(python, 0o755);
    const env = { PATH: '/usr/bin', PYTHONHOME: '/python' };

    const launch = launchOf(entry('python', 'module.py'), { ...context, env });

    expect(launch).toMatchObject({ command: python, argv0: python, args: [join(folder, 'module.py')] });
    expect(launch.env).toMatchObject({
      VIRTUAL_ENV: join(folder, '.venv'),
      VIRTUAL_ENV_PROMPT: 'venv',
      PATH: `${join(folder, '.venv/bin')}:/usr/bin`,
    });
    expect(launch.env).not.toHaveProperty('PYTHONHOME');
  });
});

describe('framework.md §4 · environment', () => {
  test('what the manager has already stays', () => {
    const env = {
      EV_PREFIX: '/mine',
      EV_LOG_CONF_FILE: '/mine.cfg',
      EV_MQTT_EVEREST_PREFIX: 'mine/',
      EV_MQTT_EXTERNAL_PREFIX: 'out/',
      EV_MQTT_BROKER_HOST: 'broker',
      EV_MQTT_BROKER_PORT: '1',
      NODE_PATH: '/mine/node_modules',
    };

    expect(launchOf(entry('javascript', 'index.js'), { ...context, env }).env).toEqual({
      ...env,
      EV_MODULE: 'meter_1',
    });
  });

  test('an empty value is a value too', () => {
    const env = { EV_PREFIX: '', NODE_PATH: '' };

    expect(launchOf(entry('javascript', 'index.js'), { ...context, env }).env).toMatchObject(env);
  });

  test('the id and the validation are overwritten', () => {
    const env = { EV_MODULE: 'other', EV_VALIDATE_SCHEMA: '0' };

    const validated = launchOf(entry('python', 'module.py'), { ...context, env, validateSchema: true });

    expect(validated.env).toMatchObject({ EV_MODULE: 'meter_1', EV_VALIDATE_SCHEMA: '1' });
  });

  test('without validation its variable is not set', () => {
    expect(launchOf(entry('python', 'module.py'), context).env).not.toHaveProperty('EV_VALIDATE_SCHEMA');
  });

  test('PYTHONPATH is put before the one that is there', () => {
    const { env } = launchOf(entry('python', 'module.py'), { ...context, env: { PYTHONPATH: '/mine' } });

    expect(env['PYTHONPATH']).toBe('/opt/ev/lib/everest/everestpy:/mine');
  });

  test('over a unix socket neither host nor port is told', () => {
    const { env } = launchOf(entry('python', 'module.py'), { ...context, broker: { socketPath: '/run/mqtt' } });

    expect(env).toMatchObject({ EV_MQTT_BROKER_SOCKET_PATH: '/run/mqtt' });
    expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['EV_MQTT_BROKER_HOST']));
    expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['EV_MQTT_BROKER_PORT']));
  });

  test('a port of the environment that means any is told as the one in use', () => {
    const { env } = launchOf(entry('executable', 'DemoMeter'), { ...context, env: { MQTT_SERVER_PORT: '0' } });

    expect(env).toEqual({ MQTT_SERVER_PORT: '1884' });
  });
});
