import { expect, test } from '@jest/globals';
import { startModule, type ModuleKit } from 'everest-ts/testing';
import type { TestConfigTarget } from '#generated/modules/TestConfigTarget';
import testConfigTarget from '../../../../modules/TestConfigTarget/index.js';

const start = (): Promise<ModuleKit<TestConfigTarget>> =>
  startModule<TestConfigTarget>('TestConfigTarget', testConfigTarget);

const defaults = { text: 'hello', count: 1, ratio: 0.5, enabled: false, 'main.limit': 16 };

test('works with the configured values at first', async () => {
  const kit = await start();

  expect(await kit.call('main', 'get_applied', {})).toEqual(defaults);
});

test('an accepted change is worked with and told', async () => {
  const kit = await start();

  const answer = await kit.changeConfig('count', 7);

  expect(answer).toMatchObject({ status: 'Accepted' });
  expect(await kit.call('main', 'get_applied', {})).toEqual({ ...defaults, count: 7 });
  expect(kit.published('main', 'change_seen')).toEqual([{ parameter: 'count', value: '7' }]);
});

test.each(['RebootRequired', 'Rejected'] as const)(
  'a change answered with %s is not worked with',
  async (answering) => {
    const kit = await start();
    await kit.call('main', 'answer_changes', { with: answering });

    const answer = await kit.changeConfig('text', 'bye');

    expect(answer).toMatchObject({ status: answering });
    expect(await kit.call('main', 'get_applied', {})).toEqual(defaults);
  },
);

test('a change that breaks the handler is an error, and the module goes on', async () => {
  const kit = await start();
  await kit.call('main', 'answer_changes', { with: 'exception' });

  const answer = await kit.changeConfig('ratio', 2);

  expect(answer.status).not.toBe('Accepted');
  expect(kit.failure).toBeUndefined();
  expect(await kit.call('main', 'get_applied', {})).toEqual(defaults);
});

test('a parameter of the implementation is told with its implementation', async () => {
  const kit = await start();

  await kit.config.change('main', 'limit', 20);

  expect(kit.published('main', 'change_seen')).toEqual([{ parameter: 'main.limit', value: '20' }]);
});

test('values of other modules are set and read for whoever asks', async () => {
  const kit = await startModule<TestConfigTarget>('TestConfigTarget', testConfigTarget, {
    foreignConfig: { other: { '!module': { level: 3 } } },
  });
  const level = { module_id: 'other', implementation_id: '!module', parameter: 'level' };

  const set = await kit.call('main', 'set_value', { ...level, value: '4' });

  expect(set).toEqual({ status: 'Accepted', info: '' });
  expect(kit.config.sets).toEqual([{ moduleId: 'other', implementationId: '!module', parameter: 'level', value: '4' }]);
});

test('a parameter that is not there is told with the reason', async () => {
  const kit = await start();
  const nothing = { module_id: 'module', implementation_id: '!module', parameter: 'nothing' };

  expect(await kit.call('main', 'get_value', nothing)).toBe('not found');
});
