import { beforeEach, expect, test } from '@jest/globals';
import { ManualClock } from '../../../../framework/clock/index.js';
import { Outbox, type OutgoingMessage } from '../../../../framework/wire/outbox.js';

let clock: ManualClock;
let outbox: Outbox;
let settled: string[];

beforeEach(() => {
  clock = new ManualClock();
  outbox = new Outbox(clock);
  settled = [];
});

function add(payload: string, lifetimeMs?: number): OutgoingMessage {
  const settle = { resolve: () => void settled.push(payload), reject: () => void settled.push(`-${payload}`) };
  return outbox.add('t', payload, { qos: 2, ...(lifetimeMs !== undefined && { lifetimeMs }) }, settle);
}

function payloads(messages: readonly OutgoingMessage[]): string[] {
  return messages.map(({ payload }) => payload);
}

test('numbers run on and messages keep their order', () => {
  const messages = ['a', 'b', 'c'].map((payload) => add(payload));

  expect([messages.map(({ number }) => number), payloads(outbox.waiting())]).toEqual([
    [1, 2, 3],
    ['a', 'b', 'c'],
  ]);
});

test('what was sent waits no more, unless the broker has forgotten everything', () => {
  const [first] = [add('a'), add('b')];
  if (first !== undefined) first.state = 'sent';

  expect(payloads(outbox.waiting())).toEqual(['b']);
  expect(payloads(outbox.everything())).toEqual(['a', 'b']);
});

test('what was confirmed in the last second before the last confirmation is repeated, what was confirmed earlier is not', async () => {
  const old = add('old');
  outbox.close(old, 'confirmed');
  await clock.advance(1500);
  outbox.close(add('recent'), 'confirmed');
  add('waiting');

  expect(payloads(outbox.everything())).toEqual(['recent', 'waiting']);
});

test('what was confirmed a minute ago has arrived', async () => {
  outbox.close(add('a'), 'confirmed');
  await clock.advance(60_001);

  expect(outbox.everything()).toEqual([]);
});

test('what the broker refused is not repeated', () => {
  outbox.close(add('a'), 'given-up');

  expect(outbox.everything()).toEqual([]);
});

test('a message whose time is over is given up, and whoever published it goes on', async () => {
  add('stale', 1000);
  add('fresh', 5000);
  await clock.advance(1000);

  expect(payloads(outbox.waiting())).toEqual(['fresh']);
  expect([settled, outbox.open]).toEqual([['stale'], 1]);
});

test('only what is open counts and is rejected', () => {
  outbox.close(add('done'), 'confirmed');
  add('open');
  expect([outbox.open, outbox.openSize]).toEqual([1, 4]);

  outbox.rejectAll(new Error('gone'));

  expect([settled, outbox.open]).toEqual([['-open'], 0]);
});

test('confirmed messages do not pile up', () => {
  for (let count = 0; count < 10_000; count++) outbox.close(add('x'), 'confirmed');

  expect(outbox.everything().length).toBeLessThan(2100);
});
