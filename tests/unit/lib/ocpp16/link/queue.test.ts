import { describe, expect, test } from '@jest/globals';
import {
  bootAccepted,
  bootedBench,
  meterRequest,
  startBench,
  startRequest,
  statusRequest,
  stopRequest,
} from './link-bench.js';

const startConfirmation = { transactionId: 42, idTagInfo: { status: 'Accepted' } };

describe('one in flight', () => {
  test('the next CALL leaves when the one before is answered', async () => {
    const { link, transport } = await bootedBench();
    link.notify('Heartbeat', {});
    link.notify('StatusNotification', statusRequest);

    expect(transport.calls).toEqual(['Heartbeat']);
    transport.answer({ currentTime: '2026-01-01T00:00:00Z' });

    expect(transport.calls).toEqual(['Heartbeat', 'StatusNotification']);
  });

  test('the older of normal and transaction message goes first', async () => {
    const { link, transport, clock } = await bootedBench();
    link.notify('Heartbeat', {});
    await clock.advance(10);
    link.notify('StatusNotification', statusRequest);
    await clock.advance(10);
    link.notify('StartTransaction', startRequest);
    transport.answer({ currentTime: '2026-01-01T00:00:00Z' });
    transport.answer();

    expect(transport.calls).toEqual(['Heartbeat', 'StatusNotification', 'StartTransaction']);
  });

  test('no CALL leaves between a received CALL and its answer', async () => {
    const { link, transport } = await bootedBench();
    let release: () => void = () => undefined;
    link.handle('ClearCache', async () => {
      link.notify('Heartbeat', {});
      await new Promise<void>((resolve) => (release = resolve));
      return { status: 'Accepted' };
    });

    transport.receive([2, 'c1', 'ClearCache', {}]);
    expect(transport.sent).toHaveLength(0);
    release();
    await new Promise<void>((resolve) => setImmediate(resolve));

    expect(transport.sent.map(([type]) => type)).toEqual([3, 2]);
  });

  test('answers to other questions are ignored', async () => {
    const { link, transport } = await bootedBench();
    link.notify('Heartbeat', {});
    link.notify('StatusNotification', statusRequest);

    transport.receive([3, 'never', {}]);
    transport.receive([4, 'never', 'GenericError', '', {}]);
    transport.receive([3, 'never']);

    expect(transport.calls).toEqual(['Heartbeat']);
  });
});

describe('awaited calls', () => {
  test('get their answer', async () => {
    const { link, transport } = await bootedBench();
    const outcome = link.call('Authorize', { idTag: 'A' });
    transport.answer({ idTagInfo: { status: 'Blocked' } });

    expect(await outcome).toEqual({ kind: 'response', payload: { idTagInfo: { status: 'Blocked' } } });
  });

  test('get the CALLERROR, an unfit answer and a lost connection told apart', async () => {
    const { link, transport, invalid } = await bootedBench();
    const refused = link.call('Authorize', { idTag: 'A' });
    transport.refuse('NotImplemented');
    const unfit = link.call('Authorize', { idTag: 'A' });
    transport.answer({ idTagInfo: { status: 'Great' } });
    const lost = link.call('Authorize', { idTag: 'A' });
    transport.disconnect();

    expect(await refused).toMatchObject({ kind: 'error', code: 'NotImplemented' });
    expect(await unfit).toMatchObject({ kind: 'invalid' });
    expect(await lost).toEqual({ kind: 'offline' });
    expect(invalid).toHaveLength(1);
  });

  test('a caller gives up after 60 s and its unsent CALL is taken back', async () => {
    const settings = { transactionMessageRetryIntervalS: 40 };
    const { link, transport, clock } = await bootedBench({ settings });
    link.notify('StopTransaction', stopRequest(1));
    const outcome = link.call('Authorize', { idTag: 'A' });

    await clock.advance(60_000);
    transport.answer();

    expect(await outcome).toEqual({ kind: 'timeout' });
    expect(transport.calls).toEqual(['StopTransaction']);
  });
});

describe('persistence', () => {
  test('a message is on disk before it is sent', async () => {
    const bench = await bootedBench();
    const onDisk: number[] = [];
    bench.transport.send = () => void onDisk.push(bench.store.messages.load('transaction').length);

    bench.link.notify('StopTransaction', stopRequest(1));

    expect(onDisk).toEqual([1]);
  });

  test('killed between send and answer: the same message with the same id again after boot', async () => {
    const first = await bootedBench();
    const reference = first.link.notify('StartTransaction', startRequest);
    first.link.notify('MeterValues', meterRequest);

    const second = await startBench({ store: first.store });
    second.link.start();
    second.transport.connect();
    second.transport.answer(bootAccepted);
    const resent = second.transport.last;
    second.transport.answer(startConfirmation);
    second.transport.answer();

    expect(resent[1]).toBe(reference);
    expect(second.transport.calls).toEqual(['BootNotification', 'StartTransaction', 'MeterValues']);
    expect(first.store.messages.load('transaction')).toHaveLength(0);
  });

  test('stored normal messages are sent with QueueAllMessages and deleted without', async () => {
    const first = await startBench({ settings: { queueAllMessages: true } });
    first.link.notify('StatusNotification', statusRequest);
    const second = await startBench({ store: first.store, settings: { queueAllMessages: true } });
    second.link.start();
    expect(second.link.queueLength).toBe(2);

    const third = await startBench({ store: first.store });
    third.link.start();

    expect(third.link.queueLength).toBe(1);
    expect(first.store.messages.load('normal')).toHaveLength(0);
  });

  test('DisableSecurityEventNotifications deletes stored security events', async () => {
    const first = await startBench();
    first.link.notify('SecurityEventNotification', { type: 'X', timestamp: '2026-01-01T00:00:00Z' });
    const settings = { disableSecurityEventNotifications: true };
    const second = await startBench({ store: first.store, settings });

    second.link.start();

    expect(second.link.queueLength).toBe(1);
    expect(first.store.messages.load('transaction')).toHaveLength(0);
  });

  test('a disk that fails is reported and the message still goes out', async () => {
    const bench = await bootedBench();
    bench.store.close();

    bench.link.notify('StopTransaction', stopRequest(1));

    expect(bench.transport.calls).toEqual(['StopTransaction']);
    expect(bench.events).toContain('store CLOSED');
  });
});

describe('transaction ids', () => {
  test('StartTransaction.conf fills the id into waiting MeterValues and StopTransaction', async () => {
    const { link, transport } = await bootedBench();
    const startReference = String(link.notify('StartTransaction', startRequest));
    link.notify('MeterValues', meterRequest, { startReference });
    link.notify('StopTransaction', stopRequest(-7), { startReference });
    link.notify('MeterValues', meterRequest);

    transport.answer(startConfirmation);
    transport.answer();
    transport.answer();
    transport.answer();

    expect(transport.sent.map((frame) => Reflect.get(Object(frame[3]) as object, 'transactionId') as unknown)).toEqual([
      undefined,
      42,
      42,
      undefined,
    ]);
  });

  test('the id also reaches messages of before a restart', async () => {
    const first = await startBench();
    const startReference = String(first.link.notify('StartTransaction', startRequest));
    first.link.notify('MeterValues', meterRequest, { startReference });
    first.link.notify('StopTransaction', stopRequest(-7), { startReference });

    const second = await startBench({ store: first.store });
    second.link.start();
    second.transport.connect();
    second.transport.answer(bootAccepted);
    second.transport.answer(startConfirmation);
    second.transport.answer();

    expect(second.transport.sent.slice(2).map((frame) => frame[3])).toEqual([
      { ...meterRequest, transactionId: 42 },
      stopRequest(42),
    ]);
  });

  test('the id follows a StartTransaction that was retried under a new message id', async () => {
    const { link, transport, clock } = await bootedBench();
    const startReference = String(link.notify('StartTransaction', startRequest));
    link.notify('StopTransaction', stopRequest(-7), { startReference });
    await clock.advance(32_000);

    transport.answer(startConfirmation);

    expect(transport.last[3]).toEqual(stopRequest(42));
  });

  test('nothing is sent until the owner has handled StartTransaction.conf', async () => {
    let handled: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (handled = resolve));
    const { link, transport, clock } = await bootedBench({ messageDone: () => waiting });
    link.notify('StartTransaction', startRequest);
    link.notify('MeterValues', meterRequest);
    transport.answer(startConfirmation);
    await clock.settle();
    expect(transport.calls).toEqual(['StartTransaction']);

    handled();
    await clock.settle();

    expect(transport.calls).toEqual(['StartTransaction', 'MeterValues']);
  });

  test('an owner that fails does not stop the queue', async () => {
    const { link, transport } = await bootedBench({
      messageDone: () => {
        throw new Error('bug');
      },
    });
    link.notify('StartTransaction', startRequest);
    link.notify('MeterValues', meterRequest);

    transport.answer(startConfirmation);

    expect(transport.calls).toEqual(['StartTransaction', 'MeterValues']);
  });
});

describe('queue limit', () => {
  test('normal messages go first, BootNotification never', async () => {
    const settings = { queueAllMessages: true, queueSizeThreshold: 3 };
    const bench = await startBench({ settings });
    bench.link.start();
    bench.link.notify('StatusNotification', statusRequest);
    bench.link.notify('StatusNotification', statusRequest);

    bench.link.notify('StartTransaction', startRequest);
    bench.link.notify('StopTransaction', stopRequest(1));
    bench.link.notify('StopTransaction', stopRequest(1));

    expect(bench.link.queueLength).toBe(4);
    expect(bench.link.isPending(String(bench.results[0]?.reference))).toBe(false);
    expect(bench.results.map(({ action }) => action)).toEqual(['StatusNotification', 'StatusNotification']);
    bench.transport.connect();
    expect(bench.transport.calls).toEqual(['BootNotification']);
  });

  test('then every second MeterValues, never the last two nor other transaction messages', async () => {
    const bench = await startBench({ settings: { queueSizeThreshold: 8 } });
    bench.link.notify('StartTransaction', startRequest);
    for (let connectorId = 1; connectorId <= 8; connectorId += 1) {
      bench.link.notify('MeterValues', { ...meterRequest, connectorId });
    }

    const left = bench.store.messages.load('transaction').map(({ payload }) => payload);
    expect(left).toEqual([startRequest, ...[2, 4, 6, 7, 8].map((connectorId) => ({ ...meterRequest, connectorId }))]);
  });
});

describe('connection', () => {
  test('resume delay: silent after a reconnect, not after the first connection', async () => {
    const { link, transport, clock } = await startBench();
    link.setResumeDelay(5);
    link.start();
    transport.connect();
    expect(transport.calls).toHaveLength(1);
    transport.answer(bootAccepted);
    transport.disconnect();
    transport.connect();
    link.notify('Heartbeat', {});

    await clock.advance(4_999);
    expect(transport.calls).toHaveLength(1);
    await clock.advance(1);

    expect(transport.calls).toEqual(['BootNotification', 'Heartbeat']);
  });

  test('offline transaction: Start, MeterValues, Stop leave in order before what is queued on the reconnect', async () => {
    const bench = await bootedBench();
    const { link, transport, clock } = bench;
    transport.disconnect();
    const startReference = String(link.notify('StartTransaction', startRequest));
    await clock.advance(1_000);
    link.notify('MeterValues', meterRequest, { startReference });
    link.notify('StopTransaction', stopRequest(-1), { startReference });
    await clock.advance(1_000);

    transport.connect();
    link.notify('StatusNotification', statusRequest);
    transport.answer(startConfirmation);
    transport.answer();
    transport.answer();

    expect(transport.calls).toEqual(['StartTransaction', 'MeterValues', 'StopTransaction', 'StatusNotification']);
  });

  test('after close nothing happens any more and no timer is left', async () => {
    const { link, transport, clock, results } = await bootedBench();
    link.notify('StatusNotification', statusRequest);
    const waiting = link.call('Authorize', { idTag: 'A' });

    link.close();
    transport.answer();
    transport.connect();

    expect(await waiting).toEqual({ kind: 'offline' });
    expect(clock.pendingTimers).toBe(0);
    expect(results).toHaveLength(0);
    expect(link.notify('StopTransaction', stopRequest(1))).toBeUndefined();
  });
});
