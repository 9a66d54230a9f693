import { beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../framework/clock/index.js';
import { Bus } from '../../../../framework/wire/bus.js';
import { MemoryBroker } from '../../../../framework/wire/memory-broker.js';
import { ConfigRequests, type ParameterStore } from '../../../../manager/config-service/index.js';
import type { ModuleStatus } from '../../../../manager/lifecycle/module-status.js';
import { LogBook } from '../../../support/log-book.js';
import { settled } from '../../../support/settled.js';
import { smallSystem } from '../small-system.js';

let broker: MemoryBroker;
let module: Bus;
let log: LogBook;
let clock: ManualClock;
let status: ModuleStatus;
let kept: string[];
let requests: ConfigRequests;
let configuration = smallSystem();

beforeEach(() => {
  broker = new MemoryBroker();
  log = new LogBook();
  clock = new ManualClock();
  module = new Bus(broker.connect(), 'e/', log.logger);
  status = 'Running';
  kept = [];
  configuration = smallSystem();
});

function store(name: string, failure: ParameterStore['failure'] = 'Failed to persist change'): ParameterStore {
  return {
    failure,
    keep: ({ module: { id }, implementationId, parameter }, value) =>
      void kept.push(`${name} ${id} ${implementationId} ${parameter.name} ${JSON.stringify(value)}`),
  };
}

function broken(failure: ParameterStore['failure']): ParameterStore {
  const keep = (): never => {
    throw new Error('disk is full');
  };
  return { failure, keep };
}

async function serve(stores: readonly ParameterStore[] = [store('db')]): Promise<void> {
  requests = new ConfigRequests({
    bus: new Bus(broker.connect(), 'e/', log.logger),
    configuration: {
      file: '',
      settings: configuration.settings,
      get modules() {
        return configuration.modules;
      },
    },
    clock,
    log: log.logger,
    own: 'manager_1',
    stores,
    status: () => status,
  });
  await requests.start();
}

/** The display answers changes with this; undefined = with nothing. */
async function displayAnswers(answer: (text: string) => object | undefined): Promise<unknown[]> {
  const forwarded: unknown[] = [];
  await module.subscribe('e/modules/display/config/set_request', ({ data }) => {
    forwarded.push(data);
    const reply = answer((data as { value: string }).value);
    if (reply !== undefined) module.send('e/modules/display/config/set_response', 'ConfigurationResponse', reply);
  });
  return forwarded;
}

const says = (inner: string) => () => ({
  status: 'Ok',
  status_info: '',
  type: 'Set',
  response: { status: inner, status_info: 'x' },
});

async function set(parameter: string, value: string, origin = 'display', target = 'display'): Promise<unknown> {
  const answers = await listen(origin);
  await send(parameter, value, origin, target);
  return answers[0];
}

async function listen(origin: string): Promise<unknown[]> {
  const answers: unknown[] = [];
  await module.subscribe(`e/modules/${origin}/response`, ({ data }) => void answers.push(data));
  return answers;
}

async function send(parameter: string, value: string, origin = 'display', target = 'display'): Promise<void> {
  const identifier = { module_id: target, configuration_parameter_name: parameter };
  await module.publish('e/config/request', 'ConfigurationRequest', {
    type: 'Set',
    origin,
    request: { identifier, value },
  });
  await settled(8);
}

async function valueOf(parameter: string): Promise<unknown> {
  const answers = await listen('display');
  const identifier = { module_id: 'display', configuration_parameter_name: parameter };
  await module.publish('e/config/request', 'ConfigurationRequest', {
    type: 'Get',
    origin: 'display',
    request: { type: 'Value', identifier },
  });
  await settled();
  return (answers[0] as { response: { data: { value: unknown } } }).response.data.value;
}

function ok(inner: string, info = ''): object {
  return { status: 'Ok', status_info: '', type: 'Set', response: { status: inner, status_info: info } };
}

describe('framework.md §21.3 · result rows of a Set', () => {
  test('row 1: target Accepted', async () => {
    await serve();
    await displayAnswers(says('Accepted'));

    expect(await set('gain', '250')).toEqual(ok('Accepted'));
    expect(await valueOf('gain')).toBe(250);
  });

  test('row 2: target RebootRequired', async () => {
    await serve();
    await displayAnswers(says('RebootRequired'));

    expect(await set('gain', '250')).toEqual(ok('RebootRequired'));
    expect(await valueOf('gain')).toBe(500);
  });

  test('row 3: target Rejected', async () => {
    await serve();
    await displayAnswers(says('Rejected'));

    expect(await set('gain', '250')).toEqual(ok('RebootRequired', 'Runtime change rejected by module'));
    expect(await valueOf('gain')).toBe(500);
    expect(kept).toEqual(['db display !module gain 250']);
  });

  test.each([
    ['an outer Error', { status: 'Error', status_info: 'boom', type: 'Set', response: null }],
    ['an unknown inner status', says('Perhaps')()],
    ['no object', {}],
  ])('row 4: reply not usable (%s)', async (_, reply) => {
    await serve();
    await displayAnswers(() => reply);

    expect(await set('gain', '250')).toEqual(ok('RebootRequired', 'Module not responding'));
  });

  test('row 5: no answer within 2 x 5 s, with one repetition; the value is persisted', async () => {
    await serve();
    const forwarded = await displayAnswers(() => undefined);
    const answers = await listen('display');

    await send('gain', '250');
    await clock.advance(4999);
    const early = forwarded.length;
    await clock.advance(1);
    await clock.advance(4999);
    const before = answers.length;
    await clock.advance(1);
    await settled();

    expect({ early, forwarded: forwarded.length, before }).toEqual({ early: 1, forwarded: 2, before: 0 });
    expect(answers).toEqual([
      {
        status: 'Error',
        status_info:
          'Exception during handling of request: no answer on e/modules/display/config/set_response within 10 s',
        response: null,
      },
    ]);
    expect(kept).toEqual(['db display !module gain 250']);
  });

  test.each([
    ['ReadOnly', 'brightness', '0.75'],
    ['WriteOnly', 'title', 'garage'],
  ])('row 6: a %s parameter is stored and not forwarded', async (_, parameter, value) => {
    await serve();
    const forwarded = await displayAnswers(says('Accepted'));

    expect(await set(parameter, value)).toEqual(ok('RebootRequired'));
    expect({ forwarded, kept: kept.length }).toEqual({ forwarded: [], kept: 1 });
  });

  test.each(['Stopped', 'FailedToStart'] as const)('row 6: so is any parameter while modules are %s', async (now) => {
    await serve();
    status = now;
    const forwarded = await displayAnswers(says('Accepted'));

    expect(await set('gain', '250')).toEqual(ok('RebootRequired'));
    expect(forwarded).toEqual([]);
  });
});

describe('framework.md §21.3 · before anything is forwarded', () => {
  test.each(['Starting', 'Stopping', 'RestartTriggered'] as const)(
    '1: while modules are %s it is rejected',
    async (now) => {
      await serve();
      status = now;

      expect(await set('gain', '250')).toMatchObject({ status: 'Ok', type: 'Set', response: { status: 'Rejected' } });
      expect(kept).toEqual([]);
    },
  );

  test('2: an unknown parameter is an outer Error', async () => {
    await serve();

    expect(await set('nothing', '1')).toMatchObject({
      status: 'Error',
      status_info: 'Config parameter nothing not found in module display',
    });
  });

  test.each([
    ['integer', 'lines', 'many', '"many" is no integer'],
    ['integer', 'lines', '2147483648', '2147483648 has more than 32 bits'],
    ['number', 'brightness', 'bright', '"bright" is no number'],
  ])('3: a value that is no %s is rejected, with the reason twice (%s %s)', async (_, parameter, value, reason) => {
    await serve();

    expect(await set(parameter, value)).toEqual({ ...ok('Rejected', reason), status_info: reason });
    expect(kept).toEqual([]);
  });

  test.each([
    ['lines', '12abc', '12'],
    ['brightness', '0.5e', '0.5'],
    ['loud', '1', 'true'],
    ['loud', 'yes', 'false'],
    ['title', '12', '"12"'],
  ])('3: %s = %s is stored as %s', async (parameter, value, stored) => {
    await serve();

    await set(parameter, value);

    expect(kept).toEqual([`db display !module ${parameter} ${stored}`]);
  });

  test.each(['Failed to persist change to user-config', 'Failed to persist change'] as const)(
    '4: a store that fails: %s',
    async (failure) => {
      await serve([broken(failure), store('after')]);
      const forwarded = await displayAnswers(says('Accepted'));

      expect(await set('gain', '250')).toEqual(ok('Rejected', failure));
      expect({ kept, forwarded }).toEqual({ kept: [], forwarded: [] });
    },
  );

  test('4: user-config comes before the database', async () => {
    await serve([store('file', 'Failed to persist change to user-config'), store('db')]);

    await set('lines', '7');

    expect(kept).toEqual(['file display !module lines 7', 'db display !module lines 7']);
  });

  test('access: who may not write is denied, inside and outside', async () => {
    await serve();
    const info = 'Access to config item denied: meter_2 cannot access display';

    expect(await set('gain', '250', 'meter_2')).toEqual({
      status: 'AccessDenied',
      status_info: info,
      type: 'Set',
      response: { status: 'Rejected', status_info: info },
    });
    expect(kept).toEqual([]);
  });

  test('access: allow_write of the module is enough, and mutability is no barrier', async () => {
    await serve();
    const answers = await listen('display');

    await send('nothing', '1', 'display', 'meter_1');
    await send('nothing', '1', 'display', 'meter_2');

    expect(answers).toMatchObject([{ status: 'Error' }, { status: 'AccessDenied' }]);
  });

  test('a value that the next start will refuse is stored, and the log says so', async () => {
    const display = configuration.modules.get('display');
    if (display === undefined) throw new Error('no display');
    const config = { lines: { description: 'd', type: 'integer', maximum: 9, mutability: 'ReadOnly' } };
    const manifest = { ...display.manifest, config } as unknown as typeof display.manifest;
    configuration = { ...configuration, modules: new Map([['display', { ...display, manifest }]]) };
    await serve();

    expect(await set('lines', '12')).toEqual(ok('RebootRequired'));
    expect(log.messages('warn')).toEqual(['stored value is not allowed']);
  });
});

describe('framework.md §21.3 · forwarding', () => {
  test('the request has the identifier and the text as it came, and no wrapper', async () => {
    await serve();
    const forwarded = await displayAnswers(says('Accepted'));

    await set('gain', '250');

    expect(forwarded).toEqual([
      { identifier: { module_id: 'display', configuration_parameter_name: 'gain' }, value: '250' },
    ]);
  });

  test('other requests wait while a target is silent', async () => {
    await serve();
    await displayAnswers(() => undefined);
    const meter = await listen('meter_1');

    await send('gain', '250');
    await module.publish('e/config/request', 'ConfigurationRequest', {
      type: 'Get',
      origin: 'meter_1',
      request: { type: 'Module' },
    });
    await settled();
    const meanwhile = meter.length;
    await clock.advance(5000);
    await clock.advance(5000);
    await settled();

    expect({ meanwhile, after: meter.length }).toEqual({ meanwhile: 0, after: 1 });
  });

  test('nobody is waited for when the modules are stopped', async () => {
    await serve();
    await displayAnswers(() => undefined);
    const answers = await listen('display');

    await send('gain', '250');
    requests.endRun();
    await settled();

    expect(answers).toMatchObject([
      { status: 'Error', status_info: 'Exception during handling of request: the modules are being stopped' },
    ]);
    expect(await set('lines', '3')).toEqual(ok('RebootRequired'));
  });

  test('a later run has the values that were loaded for it', async () => {
    await serve();
    await displayAnswers(says('Accepted'));
    await set('gain', '250');

    const before = await valueOf('gain');
    configuration = smallSystem();

    expect({ before, after: await valueOf('gain') }).toEqual({ before: 250, after: 500 });
  });
});
