import { beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../framework/clock/index.js';
import { Bus } from '../../../../framework/wire/bus.js';
import { MemoryBroker } from '../../../../framework/wire/memory-broker.js';
import type { ConfigAccess, Configuration, ModuleInstance } from '../../../../manager/config/configuration.js';
import { ConfigRequests } from '../../../../manager/config-service/index.js';
import { refuseOtherManager } from '../../../../manager/config-service/other-manager.js';
import { LogBook } from '../../../support/log-book.js';
import { settled } from '../../../support/settled.js';
import { smallSystem } from '../small-system.js';

let broker: MemoryBroker;
let module: Bus;
let log: LogBook;

beforeEach(() => {
  broker = new MemoryBroker();
  log = new LogBook();
  module = new Bus(broker.connect(), 'e/', log.logger);
});

/** What `meter_1` may do with the configuration of others; all that is not said is false. */
type Access = Partial<Omit<ConfigAccess, 'modules'>> & {
  readonly modules?: Readonly<Record<string, Partial<ConfigAccess['modules'][string]>>>;
};

async function serve(access?: Access): Promise<void> {
  const configuration = access === undefined ? smallSystem() : withAccess(smallSystem(), access);
  await new ConfigRequests({
    bus: new Bus(broker.connect(), 'e/', log.logger),
    configuration,
    clock: new ManualClock(),
    log: log.logger,
    own: 'manager_1',
    stores: [],
    status: () => 'Running',
  }).start();
}

function withAccess(configuration: Configuration, access: Access): Configuration {
  const meter = configuration.modules.get('meter_1') as ModuleInstance;
  const nothing = { allow_global_read: false, allow_global_write: false, allow_set_read_only: false, modules: {} };
  const instance = { ...meter, access: { config: { ...nothing, ...access } } };
  return { ...configuration, modules: new Map([...configuration.modules, ['meter_1', instance]]) };
}

/** The answers on the topic of `origin` to one request, as text of the wire. */
async function askText(origin: string, type: string, request: unknown): Promise<string[]> {
  const answers: string[] = [];
  await module.subscribeText(`e/modules/${origin}/response`, 2, (payload) => void answers.push(payload));
  await module.publish('e/config/request', 'ConfigurationRequest', { origin, type, request });
  await settled();
  return answers;
}

async function ask(origin: string, type: string, request: unknown): Promise<unknown> {
  const answers = await askText(origin, type, request);
  return answers.map((text) => (JSON.parse(text) as { data: unknown }).data);
}

const gain = { module_id: 'display', configuration_parameter_name: 'gain' };

describe('framework.md §21.1 · Get/Module', () => {
  test('a module gets its own document', async () => {
    await serve();

    expect(await ask('display', 'Get', { type: 'Module' })).toMatchObject([
      {
        status: 'Ok',
        status_info: '',
        type: 'Get',
        response: { type: 'Module', data: { module_config: { module_id: 'display', module_name: 'DemoDisplay' } } },
      },
    ]);
  });

  test('an unknown origin is told so', async () => {
    await serve();

    expect(await ask('nobody', 'Get', { type: 'Module' })).toEqual([
      { status: 'Error', status_info: 'Unknown origin module: nobody', response: null },
    ]);
  });

  test.each(['__proto__', 'constructor'])('%s is unknown like any other', async (origin) => {
    await serve();

    expect(await ask(origin, 'Get', { type: 'Module' })).toMatchObject([{ status: 'Error' }]);
  });
});

describe('framework.md §21.1 · Get/Value', () => {
  test('an own number is written with its fraction', async () => {
    await serve();

    const [text] = await askText('display', 'Get', { type: 'Value', identifier: gain });

    expect(text).toContain(
      '{"status":"Ok","status_info":"","type":"Get","response":{"type":"Value","data":' +
        '{"name":"gain","value":500.0,"characteristics":{"datatype":"number","mutability":"ReadWrite"}}}}',
    );
  });

  test('the implementation may be said, and !module is the default', async () => {
    await serve();

    const said = { ...gain, module_implementation_id: '!module' };

    expect(await ask('display', 'Get', { type: 'Value', identifier: said })).toMatchObject([
      { status: 'Ok', response: { data: { name: 'gain' } } },
    ]);
  });

  test.each([
    ['module', { ...gain, module_id: 'nobody' }, 'Config parameter gain not found in module nobody'],
    [
      'parameter',
      { ...gain, configuration_parameter_name: 'nothing' },
      'Config parameter nothing not found in module display',
    ],
    [
      'implementation',
      { ...gain, module_implementation_id: 'main' },
      'Config parameter gain not found in module display',
    ],
    [
      'parameter of all objects',
      { ...gain, module_implementation_id: 'constructor' },
      'Config parameter gain not found in module display',
    ],
  ])('an unknown %s is an Error without data', async (_, identifier, info) => {
    await serve({ allow_global_read: true });

    expect(await ask('meter_1', 'Get', { type: 'Value', identifier })).toEqual([
      { status: 'Error', status_info: info, type: 'Get', response: { type: 'Value', data: null } },
    ]);
  });

  test.each([undefined, null])('without identifier (%s) it is an Error', async (identifier) => {
    await serve();

    expect(await ask('display', 'Get', { type: 'Value', identifier })).toEqual([
      {
        status: 'Error',
        status_info: 'No identifier provided',
        type: 'Get',
        response: { type: 'Value', data: null },
      },
    ]);
  });
});

describe('framework.md §21.2 · access rule', () => {
  test.each([
    ['no access block', undefined, 'AccessDenied'],
    ['an access block without rights', {}, 'AccessDenied'],
    [
      'the right to write only',
      { allow_global_write: true, modules: { display: { allow_write: true } } },
      'AccessDenied',
    ],
    ['rights on another module', { modules: { meter_2: { allow_read: true } } }, 'AccessDenied'],
    ['allow_read for the module', { modules: { display: { allow_read: true } } }, 'Ok'],
    ['allow_global_read', { allow_global_read: true }, 'Ok'],
  ])('reading another module with %s: %s', async (_, access, status) => {
    await serve(access);

    expect(await ask('meter_1', 'Get', { type: 'Value', identifier: gain })).toMatchObject([{ status }]);
  });

  test('who is denied is told so, to the letter', async () => {
    await serve();

    expect(await ask('meter_1', 'Get', { type: 'Value', identifier: gain })).toEqual([
      {
        status: 'AccessDenied',
        status_info: 'Access to config item denied: meter_1 cannot access display',
        type: 'Get',
        response: { type: 'Value', data: null },
      },
    ]);
  });

  test('names of all objects are no rights', async () => {
    await serve({ modules: {} });

    const identifier = { ...gain, module_id: 'constructor' };

    expect(await ask('meter_1', 'Get', { type: 'Value', identifier })).toMatchObject([{ status: 'AccessDenied' }]);
  });
});

describe('framework.md §21.1 · Get/All and Get/AllMappings', () => {
  async function dataOf(origin: string, type: string): Promise<Record<string, unknown>> {
    const [answer] = (await ask(origin, 'Get', { type })) as { response: { data: Record<string, unknown> } }[];
    return answer?.response.data ?? {};
  }

  test('All has the own parameters, with empty lists', async () => {
    await serve();

    expect(await ask('meter_1', 'Get', { type: 'All' })).toEqual([
      {
        status: 'Ok',
        status_info: '',
        type: 'Get',
        response: { type: 'All', data: { meter_1: { '!module': [], main: [] } } },
      },
    ]);
  });

  test.each(['All', 'AllMappings'])('%s is about the modules that may be read', async (type) => {
    await serve({ modules: { display: { allow_read: true }, meter_2: { allow_write: true } } });

    expect(Object.keys(await dataOf('meter_1', type)).sort()).toEqual(['display', 'meter_1']);
  });

  test('AllMappings has null where nothing is mapped', async () => {
    await serve({ allow_global_read: true });

    expect(await dataOf('meter_1', 'AllMappings')).toEqual({
      display: null,
      meter_1: { module: { evse: 1, connector: 1 } },
      meter_2: { implementations: { main: { evse: 2 } } },
    });
  });

  test('numbers of All are written with their fraction', async () => {
    await serve();

    const [text] = await askText('display', 'Get', { type: 'All' });

    expect(text).toContain('{"name":"gain","value":500.0,');
  });

  test.each([
    ['the global flag', { allow_global_read: true, allow_set_read_only: true }, 'ReadWrite'],
    ['the flag of the module', { modules: { display: { allow_read: true, allow_set_read_only: true } } }, 'ReadWrite'],
    [
      'the flag of another module',
      { allow_global_read: true, modules: { meter_2: { allow_set_read_only: true } } },
      'ReadOnly',
    ],
    ['no flag', { allow_global_read: true }, 'ReadOnly'],
  ])('allow_set_read_only: with %s a ReadOnly parameter is reported as %s', async (_, access, mutability) => {
    await serve(access);

    const { display } = (await dataOf('meter_1', 'All')) as {
      display: { '!module': { name: string; characteristics: { mutability: string } }[] };
    };

    const reported = Object.fromEntries(display['!module'].map((p) => [p.name, p.characteristics.mutability]));
    expect(reported).toMatchObject({ brightness: mutability, gain: 'ReadWrite', title: 'WriteOnly' });
  });
});

describe('framework.md §21.1 · requests that cannot be read are only logged', () => {
  test.each([
    ['no origin', { origin: undefined, type: 'Get', request: { type: 'Module' } }],
    ['an origin that is a filter', { origin: '#', type: 'Get', request: { type: 'Module' } }],
    ['an origin with levels', { origin: 'display/../meter_1', type: 'Get', request: { type: 'Module' } }],
    ['an origin that is a number', { origin: 5, type: 'Get', request: { type: 'Module' } }],
    ['no request', { origin: 'display', type: 'Get' }],
    ['an unknown type', { origin: 'display', type: 'Delete', request: { type: 'Module' } }],
    ['an unknown kind', { origin: 'display', type: 'Get', request: { type: 'Everything' } }],
    ['an identifier that is text', { origin: 'display', type: 'Get', request: { type: 'Value', identifier: 'gain' } }],
    ['a Set without identifier', { origin: 'display', type: 'Set', request: { value: '1' } }],
    ['a Set whose value is no text', { origin: 'display', type: 'Set', request: { identifier: gain, value: 1 } }],
  ])('%s', async (_, data) => {
    await serve();
    const topics: string[] = [];
    const spy = broker.connect();
    spy.onMessage(({ topic }) => void topics.push(topic));
    await spy.subscribe([{ filter: '#', qos: 2 }]);

    await module.publish('e/config/request', 'ConfigurationRequest', data);
    await settled();

    expect(topics).toEqual(['e/config/request']);
    expect(log.messages('warn')).toEqual(['unreadable configuration request dropped']);
  });
});

describe('compatibility-contract.md §1.8 · several managers on one broker', () => {
  async function outcome(prefix: string, origin: string): Promise<unknown> {
    await serve();
    const clock = new ManualClock();
    const looking = refuseOtherManager(new Bus(broker.connect(), prefix, log.logger), clock, origin).then(
      () => 'alone',
      (error: unknown) => error,
    );
    await clock.advance(250);
    return looking;
  }

  test('another one with this prefix is found', async () => {
    expect(await outcome('e/', 'manager_2')).toMatchObject({ code: 'BUS_PREFIX_IN_USE' });
  });

  test('one with another prefix does not matter', async () => {
    expect(await outcome('f/', 'manager_2')).toBe('alone');
  });

  test('nor does our own', async () => {
    expect(await outcome('e/', 'manager_1')).toBe('alone');
  });
});
