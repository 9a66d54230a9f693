import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Lane } from '../../../../framework/wire/lane.js';

function quiet(): Lane {
  return new Lane('topic', () => undefined);
}

describe('framework.md §22 · lane', () => {
  test('a task that needs no time runs at once', () => {
    const done: number[] = [];
    const lane = quiet();

    lane.run(() => void done.push(1));
    lane.run(() => void done.push(2));

    expect(done).toEqual([1, 2]);
  });

  test('a task waits until the one before it has settled', async () => {
    const order: string[] = [];
    let release: () => void = () => undefined;
    const lane = quiet();

    lane.run(async () => {
      await new Promise<void>((resolve) => (release = resolve));
      order.push('first');
    });
    lane.run(() => void order.push('second'));
    const before = [...order];
    release();
    await settle();

    expect([before, order]).toEqual([[], ['first', 'second']]);
  });

  test('a task that is given from within another one starts after it', () => {
    const order: string[] = [];
    const lane = quiet();

    lane.run(() => {
      lane.run(() => void order.push('inner'));
      order.push('outer');
    });

    expect(order).toEqual(['outer', 'inner']);
  });

  test('a task that is given from the first part of an asynchronous one starts after it', async () => {
    const order: string[] = [];
    const lane = quiet();

    lane.run(async () => {
      lane.run(() => void order.push('inner'));
      await Promise.resolve();
      order.push('outer');
    });
    await settle();

    expect(order).toEqual(['outer', 'inner']);
  });

  test('says each time another 100 tasks wait, and drops none', async () => {
    const backlog: number[] = [];
    let release: () => void = () => undefined;
    const lane = new Lane('busy', (_, waiting) => void backlog.push(waiting));
    let ran = 0;

    lane.run(() => new Promise<void>((resolve) => (release = resolve)));
    for (let count = 0; count < 250; count++) lane.run(() => void (ran += 1));
    release();
    await settle(300);

    expect([backlog, ran]).toEqual([[100, 200], 250]);
  });

  test('a backlog of 200,000 tasks is worked off in linear time', async () => {
    const tasks = 200_000;
    let ran = 0;
    let release: () => void = () => undefined;
    const lane = quiet();

    lane.run(() => new Promise<void>((resolve) => (release = resolve)));
    for (let count = 0; count < tasks; count++) lane.run(() => void (ran += 1));
    release();
    while (ran < tasks) await settle();

    expect(ran).toBe(tasks);
  }, 2000);

  test('tasks never overlap and keep their order, whatever they wait for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 3 }), { maxLength: 30 }), async (waits) => {
        const order: number[] = [];
        let active = 0;
        let most = 0;
        const lane = quiet();
        waits.forEach((turns, index) =>
          lane.run(async () => {
            most = Math.max(most, (active += 1));
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            order.push(index);
            active -= 1;
          }),
        );
        await settle();

        expect(order).toEqual(waits.map((_, index) => index));
        expect(most).toBeLessThanOrEqual(1);
      }),
    );
  });
});

async function settle(rounds = 2): Promise<void> {
  for (let round = 0; round < rounds; round++) await new Promise<void>((resolve) => setImmediate(resolve));
}
