import { beforeEach, describe, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../framework/clock/index.js';
import { Bus } from '../../../../framework/wire/bus.js';
import { MemoryBroker } from '../../../../framework/wire/memory-broker.js';
import { ConfigRequests } from '../../../../manager/config-service/index.js';
import { refuseOtherManager } from '../../../../manager/config-service/other-manager.js';
import { LogBook } from '../../../support/log-book.js';
import { settled } from '../../../support/settled.js';
import { smallSystem } from '../small-system.js';

let broker: MemoryBroker;
let module: Bus;
let log: LogBook;

beforeEach(async () => {
  broker = new MemoryBroker();
  log = new LogBook();
  module = new Bus(broker.connect(), 'e/', log.logger);
  await new ConfigRequests(new Bus(broker.connect(), 'e/', log.logger), smallSystem(), log.logger, 'manager_1').start();
});

/** The answers on the topic of `origin` to one request. */
async function ask(origin: unknown, request: object, topicOf = String(origin)): Promise<unknown[]> {
  const answers: unknown[] = [];
  await module.subscribe(`e/modules/${topicOf}/response`, ({ data }) => void answers.push(data));
  await module.publish('e/config/request', 'ConfigurationRequest', { origin, ...request });
  await settled();
  return answers;
}

describe('framework.md §16.3 · configuration requests', () => {
  test('a module gets its own document', async () => {
    const [answer] = await ask('display', { type: 'Get', request: { type: 'Module' } });

    expect(answer).toMatchObject({
      status: 'Ok',
      status_info: '',
      type: 'Get',
      response: { type: 'Module', data: { module_config: { module_id: 'display', module_name: 'DemoDisplay' } } },
    });
  });

  test('an unknown origin is told so', async () => {
    expect(await ask('nobody', { type: 'Get', request: { type: 'Module' } })).toEqual([
      { status: 'Error', status_info: 'Unknown origin module: nobody', response: null },
    ]);
  });

  test.each(['__proto__', 'constructor'])('%s is unknown like any other', async (origin) => {
    expect(await ask(origin, { type: 'Get', request: { type: 'Module' } })).toMatchObject([{ status: 'Error' }]);
  });

  test.each([
    ['no origin', undefined],
    ['an origin that is a filter', '#'],
    ['an origin with levels', 'display/../meter_1'],
    ['an origin that is a number', 5],
  ])('%s gets no answer anywhere', async (_, origin) => {
    const everything: string[] = [];
    const spy = broker.connect();
    spy.onMessage(({ topic }) => void everything.push(topic));
    await spy.subscribe([{ filter: '#', qos: 2 }]);

    await module.publish('e/config/request', 'ConfigurationRequest', { type: 'Get', origin, request: {} });
    await settled();

    expect(everything).toEqual(['e/config/request']);
    expect(log.messages('warn')).toEqual(['unreadable configuration request dropped']);
  });
});

describe('compatibility-contract.md §1.8 · several managers on one broker', () => {
  async function outcome(prefix: string, origin: string): Promise<unknown> {
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
