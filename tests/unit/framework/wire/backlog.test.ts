import { describe, expect, test } from '@jest/globals';
import { Backlog } from '../../../../framework/wire/backlog.js';
import { MemoryBroker } from '../../../../framework/wire/memory-broker.js';
import type { Transport } from '../../../../framework/wire/transport.js';

interface Answer {
  readonly confirm: () => void;
  readonly refuse: () => void;
}

/** A connection whose broker takes messages over when the test says so. */
function slowConnection(): { transport: Transport; answers: Answer[] } {
  const answers: Answer[] = [];
  const transport = new MemoryBroker().connect();
  transport.publish = () =>
    new Promise((resolve, reject) => {
      answers.push({ confirm: resolve, refuse: () => reject(new Error('refused')) });
    });
  return { transport, answers };
}

describe('backlog', () => {
  test('is there when a message from before the last question has not been taken over', async () => {
    const backlog = new Backlog();
    const { transport, answers } = slowConnection();
    const publishing = backlog.watch(transport).publish('a', '1', { qos: 2 });

    const questions = [backlog.isBehind(), backlog.isBehind()];
    answers[0]?.confirm();
    await publishing;

    expect([...questions, backlog.isBehind()]).toEqual([false, true, false]);
  });

  test('a message that is refused is done with, and its error reaches who published it', async () => {
    const backlog = new Backlog();
    const { transport, answers } = slowConnection();
    const publishing = backlog.watch(transport).publish('a', '1', { qos: 2 });
    backlog.isBehind();
    answers[0]?.refuse();

    await expect(publishing).rejects.toThrow('refused');
    expect(backlog.isBehind()).toBe(false);
  });

  test('everything else of the connection is as it was', async () => {
    const broker = new MemoryBroker();
    const watched = new Backlog().watch(broker.connect());
    const received: string[] = [];
    watched.onMessage(({ payload }) => received.push(payload));
    await watched.subscribe([{ filter: 'a', qos: 2 }]);
    await watched.publish('a', '1', { qos: 2 });
    await watched.unsubscribe(['a']);
    await watched.publish('a', '2', { qos: 2 });
    await watched.close();

    expect(received).toEqual(['1']);
    expect(watched).not.toHaveProperty('onReconnected');
  });
});
