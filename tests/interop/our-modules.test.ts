import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RealClock } from '../../framework/clock/index.js';
import { loadDeclarations, type Declarations, type Manifest } from '../../framework/declarations/index.js';
import { Host, type HostedModule } from '../../framework/runtime/host.js';
import { connectMqtt } from '../../framework/wire/mqtt-transport.js';
import { silentLogger } from '../../lib/log/logger.js';
import tokenProvider from '../../modules/DummyTokenProviderManual/index.js';
import { EmbeddedBroker } from '../../manager/broker/embedded-broker.js';
import { root, temporaryFolder } from '../support/manager-process.js';
import { Mosquitto, mosquittoMissing } from '../support/mosquitto-broker.js';
import { interopPrefix, PythonProgram, pythonMissing } from './python.js';

const skipped = pythonMissing() ?? mosquittoMissing();
const withPython = skipped === undefined ? describe : describe.skip;
const title = (text: string): string => (skipped === undefined ? text : `${text} (skipped: ${skipped})`);

const response = (data: string): string => `{"data":${data},"msg_type":"ConfigurationResponse"}`;

/** As upstream has it: with the defaults it fills in, and without what it never sends. */
function manifestOf({ config: _config, requires, ...manifest }: Manifest): object {
  const wired = Object.entries(requires).map(([id, { ignore: _ignore, ...entry }]) => [id, entry] as const);
  return { ...manifest, requires: Object.fromEntries(wired) };
}

interface Planned {
  readonly id: string;
  readonly module: string;
  /** `configuration_parameters` and `connections` as text, since it matters how numbers are written. */
  readonly parameters: string;
  readonly connections?: object;
}

/** What a manager of upstream says about these modules. */
function planOf(modules: readonly Planned[], declarations: Declarations, listen: readonly string[]): object {
  const manifests = new Map(modules.map(({ module }) => [module, declarations.manifest(module) as Manifest]));
  const provided = [...manifests.values()].flatMap(({ provides }) => Object.values(provides));
  const interfaces = [...new Set(provided.map((entry) => entry.interface))].sort();
  const settings = {
    ...{ data_dir: '/opt/ev/share/everest', etc_dir: '/opt/ev/etc/everest', forward_exceptions: false },
    ...{ modules_dir: '/opt/ev/libexec/everest/modules', prefix: '/opt/ev', telemetry_enabled: false },
    ...{ telemetry_prefix: 'everest-telemetry/', validate_schema: false },
  };
  const metadata: (readonly [string, unknown])[] = [
    ['interfaces', interfaces],
    ...interfaces.map((name) => [`interface_definitions/${name}`, declarations.wireInterface(name)] as const),
    ['types', []],
    ['settings', settings],
    ...[...manifests].map(([name, manifest]) => [`manifests/${name}`, manifestOf(manifest)] as const),
    ['module_names', Object.fromEntries(modules.map(({ id, module }) => [id, module]))],
  ];
  return {
    prefix: 'up/',
    metadata: metadata.map(([topic, data]) => [topic, response(JSON.stringify(data))]),
    documents: Object.fromEntries(modules.map((planned) => [planned.id, documentOf(planned, modules)])),
    listen,
  };
}

function documentOf({ id, module, parameters, connections = {} }: Planned, all: readonly Planned[]): string {
  const mappings = JSON.stringify(Object.fromEntries(all.map((other) => [other.id, null])));
  const config =
    `{"access":null,"configuration_parameters":${parameters},"connections":${JSON.stringify(connections)},` +
    `"mapping":null,"module_id":"${id}","module_name":"${module}","standalone":false,"telemetry_enabled":false}`;
  const document = `{"data":{"mappings":${mappings},"module_config":${config}},"type":"Module"}`;
  return response(`{"response":${document},"status":"Ok","status_info":"","type":"Get"}`);
}

const readOnly = (datatype: string): string => `{"datatype":"${datatype}","mutability":"ReadOnly"}`;

let folder: ReturnType<typeof temporaryFolder>;
let manager: PythonProgram | undefined;
let host: Host | undefined;
let close: () => Promise<void>;
let failures: string[];

beforeEach(() => {
  folder = temporaryFolder();
  failures = [];
});

afterEach(async () => {
  await host?.close();
  await manager?.close();
  await close();
  folder.remove();
  host = manager = undefined;
});

async function startBroker(kind: string): Promise<number> {
  if (kind === 'mosquitto') {
    const mosquitto = await Mosquitto.start();
    close = () => mosquitto.close();
    return mosquitto.port;
  }
  const embedded = await EmbeddedBroker.start({}, silentLogger);
  close = () => embedded.close();
  return embedded.port;
}

async function run(modules: readonly HostedModule[], plan: object, broker: string, version: number): Promise<void> {
  const port = await startBroker(broker);
  const file = join(folder.path, 'plan.json');
  writeFileSync(file, JSON.stringify(plan));
  const script = join(root, 'tests/interop/minimal_manager.py');
  manager = new PythonProgram(script, [file, '127.0.0.1', String(port), String(version)]);
  await manager.until((line) => line['serving'] === true);
  const clock = new RealClock();
  host = new Host({
    modules,
    openConnection: () => connectMqtt({ address: { host: '127.0.0.1', port } }),
    everestPrefix: 'up/',
    externalPrefix: 'ext_',
    clock,
    wallClock: clock,
    random: Math.random,
    log: silentLogger,
    onFailure: (id, cause) => void failures.push(`${String(id)}: ${String(cause)}`),
  });
  await host.start();
  await manager.until((line) => line['all_ready'] !== undefined);
}

/** The messages of the modules in their order, and what was wrong with any. */
function seen(): { topics: string[]; problems: unknown[] } {
  const lines = (manager?.lines ?? []) as { seen?: string; problems?: unknown[]; problem?: string }[];
  return {
    topics: lines.flatMap((line) => line.seen ?? []),
    problems: lines.flatMap((line) => [
      ...(line.problems ?? []),
      ...(line.problem === undefined ? [] : [line.problem]),
    ]),
  };
}

const brokers = [
  ['embedded', 5],
  ['embedded', 4],
  ['mosquitto', 5],
  ['mosquitto', 4],
] as const;

const slots = (...ids: string[]): object[] =>
  ids.map((module_id, index) => ({
    implementation_id: 'main',
    module_id,
    requirement: index === 0 ? { id: 'meters' } : { id: 'meters', index },
  }));

async function displayModule(id: string): Promise<HostedModule> {
  const loaded = (await import(join(interopPrefix, 'modules/InteropDisplay/index.js'))) as {
    default: HostedModule['definition'];
  };
  return { id, definition: loaded.default };
}

const displayParameters = `{"!module":[{"characteristics":{"datatype":"number","mutability":"ReadWrite"},"name":"brightness","value":1.0}],"main":[]}`;

withPython(title('framework.md §16 · our modules under another manager'), () => {
  test.each(brokers)(
    'broker %s, manager with MQTT %d: they ask, say what they are, and are ready',
    async (broker, version) => {
      const declarations = loadDeclarations({
        interfaces: [join(interopPrefix, 'interfaces')],
        types: [join(interopPrefix, 'types')],
        errors: [join(interopPrefix, 'errors')],
        modules: [join(interopPrefix, 'modules')],
      });
      const meter = { id: 'meter', module: 'PeerMeter', parameters: '{"!module":[],"main":[]}' };
      const display = {
        id: 'display',
        module: 'InteropDisplay',
        parameters: displayParameters,
        connections: { meters: slots('meter') },
      };
      const all = planOf([display, meter], declarations, ['ext_display/said']) as { documents: Record<string, string> };
      // the meter is played by the test, so that the manager does not wait for it
      const plan = { ...all, documents: { display: all.documents['display'] } };

      await run([await displayModule('display')], plan, broker, version);
      const call = await manager?.until(({ seen: topic }) => topic === 'modules/meter/impl/main/cmd/set_limit');
      answer(call, 'set_limit', '{"status":"ok"}');
      const reset = await manager?.until(({ seen: topic }) => topic === 'modules/meter/impl/main/cmd/reset');
      manager?.tell({
        topic: 'up/modules/meter/impl/main/var/reading',
        text: '{"data":{"data":{"power_W":1.0}},"msg_type":"Var"}',
      });
      manager?.tell({ topic: 'ext_display/say', text: 'good day' });
      const heard = await manager?.until(({ data }) => JSON.stringify(data ?? '').includes('"members"'));
      const outside = await manager?.until((line) => line['other'] === 'ext_display/said');

      expect(seen().problems).toEqual([]);
      // framework.md §22: the manager takes different topics in at the same time
      const [asked, ...said] = seen().topics.slice(0, 3);
      expect([asked, ...said.sort()]).toEqual(['config/request', 'modules/display/metadata', 'modules/display/ready']);
      expect(seen().topics[3]).toBe('modules/meter/impl/main/cmd/set_limit');
      expect(call?.['data']).toEqual({ id: expect.any(String), args: { ampere: 16 }, origin: 'display' });
      expect((reset?.['data'] as { args: unknown }).args).toBeNull();
      expect(heard?.['data']).toEqual({ data: { reading: { power_W: 1 }, members: ['power_W'] } });
      expect(outside).toMatchObject({ text: 'good day', qos: 2 });
      expect(failures).toEqual([]);
    },
  );

  test('a module of the product does its work there, and numbers written as 500.0 are numbers', async () => {
    const folders = ['interfaces', 'types', 'errors', 'modules'].map((name) => [name, [join(root, name)]] as const);
    const declarations = loadDeclarations(
      Object.fromEntries(folders) as unknown as Parameters<typeof loadDeclarations>[0],
    );
    const parameters =
      `{"!module":[],"main":[{"characteristics":${readOnly('string')},"name":"mqtt_topic","value":"card"},` +
      `{"characteristics":${readOnly('number')},"name":"timeout","value":500.0}]}`;
    const plan = planOf([{ id: 'tokens', module: 'DummyTokenProviderManual', parameters }], declarations, []);

    await run(
      [{ id: 'tokens', definition: tokenProvider as unknown as HostedModule['definition'] }],
      plan,
      'embedded',
      5,
    );
    const token = { id_token: { value: 'DEADBEEF', type: 'ISO14443' }, authorization_type: 'RFID' };
    manager?.tell({ topic: 'ext_card', text: JSON.stringify(token) });
    const provided = await manager?.until(({ seen: topic }) => topic === 'modules/tokens/impl/main/var/provided_token');

    expect(provided?.['data']).toMatchObject({ data: token });
    expect([seen().problems, failures]).toEqual([[], []]);
  });
});

function answer(call: Record<string, unknown> | undefined, command: string, retval: string): void {
  const { id } = call?.['data'] as { id: string };
  manager?.tell({
    topic: `up/modules/meter/impl/main/cmd/${command}/response/display`,
    text: `{"data":{"data":{"id":"${id}","origin":"meter","retval":${retval}},"type":"result"},"msg_type":"CmdResult"}`,
  });
}
