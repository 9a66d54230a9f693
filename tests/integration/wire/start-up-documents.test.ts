import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../../support/manager-process.js';
import { RawMqtt } from '../../support/raw-mqtt.js';
import { WatchedManager } from '../../support/watched-manager.js';

let folder: ReturnType<typeof temporaryFolder>;
let manager: WatchedManager | undefined;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  await manager?.close();
  manager = undefined;
  folder.remove();
});

async function start(config: object, ...args: string[]): Promise<RawMqtt> {
  const file = join(folder.path, 'config.yaml');
  writeFileSync(file, JSON.stringify(config));
  manager = await WatchedManager.start(file, ...args);
  return manager.spy;
}

const main = (module_id: string): object[] => [{ module_id, implementation_id: 'main' }];
const echo = {
  server: { module: 'EchoServer' },
  client: { module: 'EchoClient', connections: { echo: main('server') } },
};

const dataOf = (topic: string): unknown => manager?.dataOf(topic);

/** Topics of the start-up documents, each once, in the order in which they first came. */
function documentTopics(): string[] {
  const documents =
    /^everest\/(interfaces|interface_definitions\/.*|types|type_definitions\/.*|settings|schemas|manifests\/.*|module_names)$/;
  return [...new Set((manager?.spy.seen ?? []).map(({ topic }) => topic).filter((topic) => documents.test(topic)))];
}

describe('framework.md §16.1 · start-up documents', () => {
  test('with validate_schema types and schemas come too, at their place', async () => {
    const bus = await start({ settings: { validate_schema: true }, active_modules: echo });
    await bus.until(({ topic }) => topic === 'everest/ready');

    const kinds = documentTopics().map((topic) => topic.split('/')[1]);
    expect([...new Set(kinds)]).toEqual([
      'interfaces',
      'interface_definitions',
      'types',
      'type_definitions',
      'settings',
      'schemas',
      'manifests',
      'module_names',
    ]);
    expect(dataOf('everest/types')).toContain('/demo_system');
    expect(Object.keys(dataOf('everest/schemas') as object).sort()).toEqual([
      'config',
      'error_declaration_list',
      'interface',
      'manifest',
      'type',
    ]);
  });

  test('settings carry exactly the eight keys', async () => {
    const bus = await start({ settings: { forward_exceptions: true }, active_modules: echo });
    await bus.until(({ topic }) => topic === 'everest/settings');

    expect(dataOf('everest/settings')).toEqual({
      prefix: expect.any(String),
      etc_dir: expect.any(String),
      data_dir: expect.any(String),
      modules_dir: expect.any(String),
      telemetry_prefix: 'everest-telemetry/',
      telemetry_enabled: false,
      validate_schema: false,
      forward_exceptions: true,
    });
  });

  test('all are retained with QoS 2 while modules start', async () => {
    const active_modules = { ...echo, late: { module: 'Troubled', standalone: true } };
    await start({ active_modules }).then((bus) => bus.until(({ topic }) => topic === 'everest/module_names'));

    const late = await RawMqtt.connect(manager?.port ?? 0, 'everest/#');
    await late.until(({ topic }) => topic === 'everest/module_names');
    await late.close();

    const documents = late.seen.filter(({ topic }) => documentTopics().includes(topic));
    expect(documents.map(({ qos, retain }) => [qos, retain])).toEqual(documents.map(() => [2, true]));
    expect(documents.length).toBe(documentTopics().length);
  });

  test('they are cleared with QoS 0 before the global ready', async () => {
    const bus = await start({ active_modules: echo });
    await bus.until(({ topic }) => topic === 'everest/ready');

    const order = bus.seen.filter(({ topic, text }) => text === '' || topic === 'everest/ready');
    expect(order.map(({ topic }) => topic)).toEqual([...documentTopics(), 'everest/ready']);
    expect(new Set(order.slice(0, -1).map(({ qos }) => qos))).toEqual(new Set([0]));
  });

  test('--retain-topics keeps them', async () => {
    const bus = await start({ active_modules: echo }, '--retain-topics');
    await bus.until(({ topic }) => topic === 'everest/modules/client/impl/main/var/answer');

    const late = await RawMqtt.connect(manager?.port ?? 0, 'everest/interfaces');
    const kept = await late.until(({ topic }) => topic === 'everest/interfaces');
    await late.close();

    expect(kept.retain).toBe(true);
    expect(bus.seen.filter(({ text }) => text === '')).toEqual([]);
  });
});

describe('framework.md §8 · a probe module', () => {
  test('its manifest is made from its connections, and it may be served by anybody', async () => {
    const active_modules = {
      server: { module: 'EchoServer' },
      client: { module: 'EchoClient', connections: { echo: main('probe') } },
      probe: { module: 'ProbeModule', connections: { target: main('server') } },
    };
    const bus = await start({ active_modules }, '--standalone', 'probe');
    await bus.until(({ topic }) => topic === 'everest/modules/client/ready');
    await bus.publish('everest/config/request', {
      msg_type: 'ConfigurationRequest',
      data: { type: 'Get', origin: 'probe', request: { type: 'Module' } },
    });
    const document = await bus.until(({ topic }) => topic === 'everest/modules/probe/response');
    await bus.publish('everest/modules/probe/ready', { msg_type: 'ModuleReady', data: true });
    const call = await bus.until(({ topic }) => topic === 'everest/modules/probe/impl/main/cmd/echo');

    expect(dataOf('everest/manifests/ProbeModule')).toMatchObject({
      provides: { main: { interface: 'demo_echo', config: {} } },
      requires: { target: { interface: 'demo_echo', min_connections: 1, max_connections: 1 } },
      metadata: { license: 'https://opensource.org/licenses/Apache-2.0', authors: ['everest'] },
    });
    expect(document.payload).toMatchObject({
      data: { status: 'Ok', response: { data: { module_config: { module_name: 'ProbeModule' } } } },
    });
    expect(call.payload).toMatchObject({ msg_type: 'Cmd', data: { args: { text: 'hello' }, origin: 'client' } });
  });
});
