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
