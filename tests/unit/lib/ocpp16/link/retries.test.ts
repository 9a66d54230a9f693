import { describe, expect, test } from '@jest/globals';
import { bootedBench, startRequest, statusRequest, stopRequest } from './link-bench.js';

describe('retries', () => {
  test('no answer: 30 s and the retry interval later the message goes again with a new id', async () => {
    const { link, transport, clock } = await bootedBench();
    const reference = link.notify('StopTransaction', stopRequest(1));
    const first = transport.last[1];

    await clock.advance(31_999);
    expect(transport.sent).toHaveLength(1);
    await clock.advance(1);

    expect(first).toBe(reference);
    expect(transport.calls).toEqual(['StopTransaction', 'StopTransaction']);
    expect(transport.last[1]).not.toBe(first);
  });

  test('a CALLERROR for a fresh message waits for the retry interval times the attempts', async () => {
    const { link, transport, clock } = await bootedBench();
    link.notify('StopTransaction', stopRequest(1));
    transport.refuse();

    await clock.advance(1_999);
    expect(transport.sent).toHaveLength(1);
    await clock.advance(1);
    expect(transport.sent).toHaveLength(2);
    transport.refuse();
    await clock.advance(3_999);
    expect(transport.sent).toHaveLength(2);
    await clock.advance(1);

    expect(transport.sent).toHaveLength(3);
  });

  test('a CALLERROR for a message that waited long has to wait for the retry interval, too', async () => {
    const { link, transport, clock } = await bootedBench();
    link.notify('Heartbeat', {});
    link.notify('StopTransaction', stopRequest(1));
    await clock.advance(20_000);
    transport.answer({ currentTime: '2026-01-01T00:00:00Z' });
    transport.refuse();

    await clock.advance(1_999);
    expect(transport.calls).toEqual(['Heartbeat', 'StopTransaction']);
    await clock.advance(1);
    expect(transport.calls).toEqual(['Heartbeat', 'StopTransaction', 'StopTransaction']);
  });

  test.each([
    ['SecurityEventNotification', 'NotImplemented', 'StartTransaction'],
    ['SecurityEventNotification', 'NotSupported', 'StartTransaction'],
    ['SecurityEventNotification', 'InternalError', undefined],
    ['StopTransaction', 'NotImplemented', undefined],
  ] as const)('%s refused with %s: next comes %s', async (action, code, next) => {
    const { link, transport } = await bootedBench();
    if (action === 'StopTransaction') link.notify(action, stopRequest(1));
    else link.notify(action, { type: 'StartupOfTheDevice', timestamp: '2026-01-01T00:00:00Z' });
    link.notify('StartTransaction', startRequest);

    transport.refuse(code);

    expect(transport.calls[1]).toBe(next);
  });

  test.each([
    [0, 1],
    [1, 1],
    [3, 3],
  ])('TransactionMessageAttempts %i makes %i attempts, then the next message goes', async (attempts, expected) => {
    const settings = { transactionMessageAttempts: attempts, transactionMessageRetryIntervalS: 0 };
    const { link, transport, results } = await bootedBench({ settings });
    link.notify('StopTransaction', stopRequest(1));
    link.notify('StartTransaction', startRequest);

    for (let attempt = 0; attempt < expected; attempt += 1) transport.refuse();

    expect(transport.calls).toEqual([...Array<string>(expected).fill('StopTransaction'), 'StartTransaction']);
    expect(results).toMatchObject([{ action: 'StopTransaction', outcome: { kind: 'error', code: 'InternalError' } }]);
  });

  test('a finally dropped message leaves the disk', async () => {
    const { link, transport, store } = await bootedBench({ settings: { transactionMessageAttempts: 1 } });
    link.notify('StopTransaction', stopRequest(1));
    expect(store.messages.load('transaction')).toHaveLength(1);

    transport.refuse();

    expect(store.messages.load('transaction')).toHaveLength(0);
  });

  test('normal messages are sent once', async () => {
    const { link, transport, clock, results } = await bootedBench();
    link.notify('StatusNotification', statusRequest);

    await clock.advance(120_000);

    expect(transport.sent).toHaveLength(1);
    expect(results).toMatchObject([{ action: 'StatusNotification', outcome: { kind: 'timeout' } }]);
  });

  test('the late answer of an earlier attempt is ignored', async () => {
    const { link, transport, clock, results } = await bootedBench();
    link.notify('StopTransaction', stopRequest(1));
    const first = transport.last[1];
    await clock.advance(32_000);

    transport.receive([3, first, {}]);
    expect(results).toHaveLength(0);
    transport.answer();

    expect(results).toHaveLength(1);
  });

  test('a connection lost in flight costs no attempt, and the message keeps its id', async () => {
    const { link, transport } = await bootedBench({ settings: { transactionMessageAttempts: 1 } });
    const reference = link.notify('StopTransaction', stopRequest(1));

    transport.disconnect();
    transport.connect();

    expect(transport.sent.map(([, id]) => id)).toEqual([reference, reference]);
  });

  test('a socket that refuses a frame costs no attempt', async () => {
    const { link, transport, clock } = await bootedBench({ settings: { transactionMessageAttempts: 1 } });
    transport.failsToSend = true;
    link.notify('StopTransaction', stopRequest(1));
    transport.failsToSend = false;

    await clock.advance(1_000);

    expect(transport.calls).toEqual(['StopTransaction']);
  });

  test('setting the wall clock back does not delay what is queued', async () => {
    const { link, transport, clock } = await bootedBench();
    link.notify('Heartbeat', {});
    link.notify('StopTransaction', stopRequest(1));

    clock.setWallClock(Date.UTC(2020, 0, 1));
    transport.answer({ currentTime: '2020-01-01T00:00:00Z' });

    expect(transport.calls).toEqual(['Heartbeat', 'StopTransaction']);
  });
});
