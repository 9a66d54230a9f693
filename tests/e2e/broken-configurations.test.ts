import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { findOcppProblems } from '../../cli/live/ocpp-problems.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import { formatProblems, openConfiguration } from '../../manager/config/index.js';
import { freePort, Program, root, temporaryFolder } from '../support/manager-process.js';

const fixture = join(root, 'tests/fixtures/configs/station-today');
const yaml = readFileSync(join(fixture, 'station.yaml'), 'utf8');
const json = readFileSync(join(fixture, 'ocpp.json'), 'utf8');

const folder = temporaryFolder();
const prefix = join(folder.path, 'prefix');
const configFile = join(prefix, 'config/station.yaml');
const ocppFile = join(prefix, 'config/modules/OCPP/config-docker.json');

beforeAll(() => {
  mkdirSync(join(prefix, 'config/modules/OCPP'), { recursive: true });
  mkdirSync(join(prefix, 'modules/Own'), { recursive: true });
  mkdirSync(join(prefix, 'interfaces'));
});

afterAll(() => folder.remove());

/** One place of a text that works is changed. */
function changed(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`there is no ${from}`);
  return text.replace(from, to);
}

function write(configuration: string, ocpp = json): void {
  writeFileSync(configFile, configuration);
  writeFileSync(ocppFile, ocpp);
}

/** Ids of the processes that have this in their environment, as a started program hands it on to its own. */
function processesWith(variable: string): readonly string[] {
  const environmentOf = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8');
    } catch {
      return '';
    }
  };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => environmentOf(pid).split('\0').includes(variable));
}

/** What a user reads; `check` and `start` print the same. */
async function linesOf(config = configFile): Promise<readonly string[]> {
  try {
    const { problems, configuration, paths } = openConfiguration({ prefix, config, env: {} });
    const ocpp = configuration === undefined ? [] : await findOcppProblems(configuration, paths);
    return formatProblems([...problems, ...ocpp], prefix)
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    if (!(error instanceof EverestError)) throw error;
    return error.message.split('\n').map((line) => line.replaceAll(`${prefix}/`, ''));
  }
}

const bsp = '        - { module_id: yeti_driver_1, implementation_id: board_support }\n';

describe('a configuration that is broken in one place is one line', () => {
  test.each([
    ['YAML that ends too early', 'module: { evse: 1 }', 'module: { evse: 1 ', 'config/station.yaml:8:5 '],
    ['a tab', '    module: YetiSimulator', '\tmodule: YetiSimulator', 'config/station.yaml:61:1 Tabs are not allowed'],
    [
      'another indentation',
      '      evse_id',
      '     evse_id',
      'config/station.yaml:10:1 All mapping items must start at',
    ],
    [
      'a module that nobody has',
      'module: YetiSimulator',
      'module: YetiSimulatr',
      'config/station.yaml:61:5 module: there is no module "YetiSimulatr": YetiSimulatr/manifest.yaml is in none of the module folders (did you mean "YetiSimulator"?)',
    ],
    [
      'a connection that is missing',
      `      bsp:\n${bsp}`,
      '',
      'config/station.yaml:20:5 connections: evse_manager_1:EvseManager requires "bsp" (interface evse_board_support), nothing is connected',
    ],
    [
      'a connection to another interface',
      bsp,
      bsp.replace('board_support', 'powermeter'),
      'config/station.yaml:22:39 connections.bsp[0].implementation_id: "bsp" of evse_manager_1:EvseManager needs interface evse_board_support, but "powermeter" of "yeti_driver_1" (YetiSimulator) is powermeter',
    ],
    [
      'a connection to nobody',
      bsp,
      bsp.replace('yeti_driver_1', 'yeti_driver_3'),
      'config/station.yaml:22:13 connections.bsp[0].module_id: no module "yeti_driver_3" (did you mean "yeti_driver_1"?)',
    ],
    [
      'a connection to an implementation that is not there',
      bsp,
      bsp.replace('board_support', 'bord_support'),
      'config/station.yaml:22:39 connections.bsp[0].implementation_id: "yeti_driver_1" (YetiSimulator) does not provide "bord_support" (did you mean "board_support"?)',
    ],
    [
      'too many connections',
      bsp,
      bsp + bsp.replace('yeti_driver_1', 'yeti_driver_2'),
      'config/station.yaml:21:7 connections.bsp: evse_manager_1:EvseManager takes 1 to 1 connections for "bsp", not 2',
    ],
    [
      'a connection that is no list',
      bsp,
      bsp.replace('- {', '{'),
      'config/station.yaml:21:7 connections.bsp: has to be array, not object',
    ],
    [
      'a requirement that is misspelt',
      '      slac:\n',
      '      slak:\n',
      'config/station.yaml:27:7 connections.slak: evse_manager_1:EvseManager has no requirement "slak" (did you mean "slac"?)',
    ],
    [
      'a module without content',
      '  slac:\n    module: SlacSimulator\n',
      '  slac:\n',
      'config/station.yaml:70:3 active_modules.slac: has to be object, not null',
    ],
    [
      'a value of another type',
      'connection_timeout: 10',
      'connection_timeout: soon',
      'config/station.yaml:103:7 config_module.connection_timeout: "connection_timeout" has to be integer, not string',
    ],
    [
      'a value out of range',
      'fuse_limit_A: 40.0',
      'fuse_limit_A: -1.0',
      'config/station.yaml:161:22 config_module.fuse_limit_A: "fuse_limit_A" is not valid: -1 is less than the minimum 0',
    ],
    [
      'a value that is missing',
      '    config_module: { connector_id: 1 }\n',
      '',
      'config/station.yaml:60:3 config_module.connector_id: "connector_id" of yeti_driver_1:YetiSimulator has no default and has to be given',
    ],
    [
      'a key that is not known',
      'request_zero_power_in_idle',
      'request_zero_power_on_idle',
      'config/station.yaml:19:7 warning: config_module.request_zero_power_on_idle: unknown key "request_zero_power_on_idle" of evse_manager_1:EvseManager is ignored (did you mean "request_zero_power_in_idle"?)',
    ],
    [
      'a key that is given twice',
      'connection_timeout: 10',
      'connection_timeout: 10\n      connection_timeout: 20',
      'config/station.yaml:104:7 warning: active_modules.auth.config_module.connection_timeout: given twice; the last one counts',
    ],
    [
      'another word than active_modules',
      'active_modules',
      'active_module',
      'config/station.yaml:3:1 unknown key "active_module" (did you mean "active_modules"?)',
    ],
    [
      'settings that exclude each other',
      'active_modules',
      'settings: { mqtt_broker_socket_path: /tmp/s, mqtt_broker_host: localhost }\nactive_modules',
      'config/station.yaml:3:13 settings.mqtt_broker_socket_path: excludes mqtt_broker_host; both are set',
    ],
    [
      'a setting of another type',
      'active_modules',
      'settings: { mqtt_broker_port: "1883" }\nactive_modules',
      'config/station.yaml:3:13 settings.mqtt_broker_port: has to be integer, not string',
    ],
    [
      'a folder of the settings that is not there',
      'active_modules',
      'settings: { modules_dir: nowhere }\nactive_modules',
      "config/station.yaml:3:13 settings.modules_dir: path 'nowhere' does not exist",
    ],
    [
      'an OCPP configuration that is not there',
      'config-docker.json\n    connections',
      'config.jsn\n    connections',
      `config/station.yaml:119:7 config_module.ChargePointConfigPath: there is no file ${prefix}/config/modules/OCPP/config.jsn`,
    ],
    [
      'a folder where an OCPP configuration is wanted',
      'config-docker.json\n    connections',
      '.\n    connections',
      `config/station.yaml:119:7 config_module.ChargePointConfigPath: ${prefix}/config/modules/OCPP is not a file`,
    ],
  ])('%s', async (_, from, to, line) => {
    write(changed(yaml, from, to));

    expect(await linesOf()).toEqual([expect.stringContaining(line)]);
  });

  test.each([
    ['an empty file', '', 'config/station.yaml warning: there are no modules in this configuration, so'],
    ['a list', '- a\n', 'config/station.yaml:1:1 the document is not an object'],
    [
      'modules as a list',
      'active_modules: [Auth]\n',
      'config/station.yaml:1:1 active_modules: has to be object, not array',
    ],
  ])('%s', async (_, text, line) => {
    write(text);

    expect(await linesOf()).toEqual([expect.stringContaining(line)]);
  });

  test.each([
    ['a folder', 'config', "configuration 'config' is not a file"],
    ['nothing', 'nowhere', "no configuration 'nowhere'; looked for 'nowhere'"],
  ])('%s in the place of the file', async (_, name, line) => {
    expect(await linesOf(join(prefix, name))).toEqual([line]);
  });
});

describe('an OCPP configuration that is broken in one place is one line', () => {
  const at = 'config/modules/OCPP/config-docker.json';

  test.each([
    ['a comma is missing', '"cp001",', '"cp001"', `${at}:4:5 is not JSON: Expected ',' or '}' after property value`],
    ['a word without quotes', 'true', 'yes', `${at} is not JSON: Unexpected token`],
    ['a value of another type', '"ResetRetries": 1', '"ResetRetries": "1"', `${at}:26:5 Core.ResetRetries: must be of`],
    [
      'a value out of range',
      '"SecurityProfile": 1',
      '"SecurityProfile": 7',
      'Security.SecurityProfile: 7 is above the',
    ],
    ['a key is missing', '    "ResetRetries": 1,\n', '', `${at}:13:3 Core.ResetRetries: is missing`],
    [
      'a key that is not known',
      '"ResetRetries"',
      '"Retries": 1, "ResetRetries"',
      `${at}:26:5 Core.Retries: unknown key`,
    ],
    ['a section that is not known', '"Core"', '"Kore": {}, "Core"', `${at}:13:3 Kore: unknown section`],
  ])('%s', async (_, from, to, line) => {
    write(yaml, changed(json, from, to));

    expect(await linesOf()).toEqual([expect.stringContaining(line)]);
  });

  test('a section that is missing, whose keys are not listed one by one', async () => {
    const { Core, ...rest } = JSON.parse(json) as Record<string, unknown>;
    write(yaml, JSON.stringify(rest));

    expect(Core).toBeDefined();
    expect(await linesOf()).toEqual([`${at}:1:1 Core: section is missing`]);
  });
});

describe('a broken module of a user', () => {
  const manifest = (name: string): string =>
    `description: It\nmetadata: { license: "a://b", authors: [Me] }\nprovides:\n  main: { description: It, interface: ${name} }\n`;

  test.each([
    ['a manifest that is no YAML', 'a: [\n', '', 'modules/Own/manifest.yaml:2:1 '],
    ['a manifest that lacks something', 'description: It\n', '', 'modules/Own/manifest.yaml:1:1 "metadata" is missing'],
    [
      'an interface that nobody has',
      manifest('systm'),
      '',
      'modules/Own/manifest.yaml:4:28 provides.main.interface: there is no interface "systm": systm.yaml is in none of the interface folders (did you mean "system"?)',
    ],
    ['an interface that is no YAML', manifest('own'), 'cmds: }\n', 'interfaces/own.yaml:1:7 '],
    [
      'an interface with an unusable type',
      manifest('own'),
      'description: It\nvars:\n  v: { type: fast, description: It }\n',
      'interfaces/own.yaml:3:8 vars.v.type: has none of the forms allowed here',
    ],
  ])('%s', async (_, manifestText, interfaceText, line) => {
    write('active_modules: { own: { module: Own } }\n');
    writeFileSync(join(prefix, 'modules/Own/manifest.yaml'), manifestText);
    writeFileSync(join(prefix, 'interfaces/own.yaml'), interfaceText);

    expect(await linesOf()).toEqual([expect.stringContaining(line)]);
  });
});

describe('nothing is started and nothing is left behind', () => {
  let foreign: Server | undefined;

  afterEach(() => {
    foreign?.close();
    foreign = undefined;
  });

  async function run(bin: 'manager' | 'everest', args: readonly string[], port: number) {
    const command = bin === 'everest' ? ['start', '--no-demo'] : [];
    const program = new Program(bin, [...command, '--prefix', prefix, '--config', configFile, ...args], {
      MQTT_SERVER_ADDRESS: '127.0.0.1',
      MQTT_SERVER_PORT: String(port),
      EVEREST_LOG_LEVEL: 'warn',
    });
    const { code } = await program.exited;
    const lines = program.stderr.split('\n').filter((line) => line !== '');
    return { code, lines, stdout: program.stdout, left: processesWith(`MQTT_SERVER_PORT=${port}`) };
  }

  /** A program that is no broker, on the port where one is wanted. */
  async function listen(): Promise<number> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    foreign = server;
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  test('everest start with a broken configuration', async () => {
    write(changed(yaml, 'module: YetiSimulator', 'module: YetiSimulatr'));

    const { code, lines, stdout, left } = await run('everest', [], await freePort());

    expect({ code, stdout, left }).toEqual({ code: 1, stdout: '', left: [] });
    expect(lines).toEqual([expect.stringContaining('config/station.yaml:61:5 module: there is no module')]);
  });

  test('everest start with a broken OCPP configuration', async () => {
    write(yaml, changed(json, '"ResetRetries": 1', '"ResetRetries": "1"'));

    const { code, lines, stdout, left } = await run('everest', [], await freePort());

    expect({ code, stdout, left }).toEqual({ code: 1, stdout: '', left: [] });
    expect(lines).toEqual([
      expect.stringContaining('config-docker.json:26:5 Core.ResetRetries: must be of type integer'),
    ]);
  });

  test('manager with a broken OCPP configuration names file and key', async () => {
    write(yaml, changed(json, '"ResetRetries": 1', '"ResetRetries": "1"'));

    const { code, lines, left } = await run('manager', [], await freePort());

    expect({ code, left }).toEqual({ code: 1, left: [] });
    expect(lines.filter((line) => line.includes('"level":50'))).toEqual([
      expect.stringContaining(`${ocppFile}: Core.ResetRetries: must be of type integer, is string`),
    ]);
  });

  test('a module without code', async () => {
    write('active_modules: { own: { module: Own } }\n');
    cpSync(join(root, 'modules/DummyTokenValidator/manifest.yaml'), join(prefix, 'modules/Own/manifest.yaml'));

    const { code, lines, left } = await run('everest', [], await freePort());

    expect({ code, left }).toEqual({ code: 1, left: [] });
    expect(lines).toEqual([expect.stringContaining('"code":"MODULE_ENTRY_POINT"')]);
  });

  test.each(['manager', 'everest'] as const)('%s with an embedded broker on a port in use', async (bin) => {
    write(yaml);

    const { code, lines, left } = await run(bin, ['--broker', 'embedded'], await listen());

    expect({ code, left }).toEqual({ code: 1, left: [] });
    expect(lines).toEqual([
      expect.stringMatching(/the embedded MQTT broker cannot listen on 127\.0\.0\.1:\d+: listen EADDRINUSE/),
    ]);
  });

  test('manager without a broker where one is wanted', async () => {
    write(yaml);
    const [taken, free] = [await listen(), await freePort()];

    const [wrong, none] = await Promise.all([
      run('manager', [], taken),
      run('manager', ['--broker', 'external'], free),
    ]);

    expect(wrong).toMatchObject({ code: 1, left: [] });
    expect(wrong.lines).toEqual([expect.stringContaining(`no MQTT broker at 127.0.0.1:${taken}: `)]);
    expect(none).toMatchObject({ code: 1, left: [] });
    expect(none.lines).toEqual([
      expect.stringContaining('broker does not answer yet'),
      expect.stringContaining(`no MQTT broker at 127.0.0.1:${free}: connect ECONNREFUSED`),
    ]);
  }, 30_000);
});
