import { expect, test } from '@jest/globals';
import { SeenMessages } from '../../../../framework/wire/seen-messages.js';

test('a number that is not higher than the last of the same sender on the same topic was there before', () => {
  const seen = new SeenMessages();
  const asked = [
    ['t', 'a', 1],
    ['t', 'a', 2],
    ['t', 'a', 2],
    ['t', 'a', 1],
    ['u', 'a', 1],
    ['t', 'b', 1],
    ['t', 'a', 9],
  ] as const;

  expect(asked.map(([topic, sender, number]) => seen.isNew(topic, sender, number))).toEqual([
    true,
    true,
    false,
    false,
    true,
    true,
    true,
  ]);
});

test('the oldest topics are forgotten when there are too many', () => {
  const seen = new SeenMessages();
  for (let topic = 0; topic <= 20_000; topic++) seen.isNew(String(topic), 'a', 1);

  expect([seen.isNew('20000', 'a', 1), seen.isNew('0', 'a', 1)]).toEqual([false, true]);
});
