import { describe, expect, test } from '@jest/globals';
import { bootAccepted, meterRequest, startBench, startRequest, statusRequest } from './link-bench.js';

describe('boot sequence', () => {
  test('BootNotification goes out first, transaction messages of before wait for the acceptance', async () => {
    const { link, transport } = await startBench();
    link.notify('SecurityEventNotification', { type: 'StartupOfTheDevice', timestamp: '2026-01-01T00:00:00Z' });
    link.start();

    transport.connect();
    expect(transport.calls).toEqual(['BootNotification']);
    transport.answer(bootAccepted);

    expect(transport.calls).toEqual(['BootNotification', 'SecurityEventNotification']);
    expect(link.connectionState).toBe('Booted');
  });

  test('Pending: asks again after the interval, and a triggered one restarts the wait', async () => {
    const { link, transport, clock } = await startBench();
    link.start();
    transport.connect();
    transport.answer({ ...bootAccepted, status: 'Pending', interval: 4 });

    await clock.advance(1_000);
    link.sendBootNotification();
    transport.answer({ ...bootAccepted, status: 'Pending', interval: 4 });
    await clock.advance(3_999);
    expect(transport.calls).toHaveLength(2);

    await clock.advance(1);
    expect(transport.calls).toHaveLength(3);
  });

  test('Rejected with interval 0: asks again after 60 s', async () => {
    const { link, transport, clock, events } = await startBench();
    link.start();
    transport.connect();
    transport.answer({ ...bootAccepted, status: 'Rejected', interval: 0 });

    await clock.advance(59_999);
    expect(transport.calls).toHaveLength(1);
    await clock.advance(1);

    expect(transport.calls).toHaveLength(2);
    expect(events).toContain('boot Rejected');
  });

  test('no answer: the same again with a new id 60 s after the first was sent', async () => {
    const { link, transport, clock } = await startBench();
    link.start();
    transport.connect();
    const first = transport.last[1];

    await clock.advance(59_999);
    expect(transport.sent).toHaveLength(1);
    await clock.advance(1);

    expect(transport.calls).toEqual(['BootNotification', 'BootNotification']);
    expect(transport.last[1]).not.toBe(first);
  });

  test('CALLERROR or an unreadable conf: again a minute later, not in a loop', async () => {
    const { link, transport, clock } = await startBench();
    link.start();
    transport.connect();
    transport.refuse();
    expect(transport.sent).toHaveLength(1);

    await clock.advance(60_000);
    transport.answer({ status: 'Maybe' });
    expect(transport.sent).toHaveLength(2);
    await clock.advance(60_000);

    expect(transport.sent).toHaveLength(3);
  });

  test('a reconnect while booted sends no BootNotification', async () => {
    const { link, transport } = await startBench();
    link.start();
    transport.connect();
    transport.answer(bootAccepted);

    transport.disconnect();
    transport.connect();

    expect(transport.calls).toEqual(['BootNotification']);
    expect(link.connectionState).toBe('Booted');
  });

  test('a connection lost before the conf: asks at once on the next one', async () => {
    const { link, transport } = await startBench();
    link.start();
    transport.connect();

    transport.disconnect();
    transport.connect();

    expect(transport.calls).toEqual(['BootNotification', 'BootNotification']);
  });

  test('the answer to a triggered BootNotification after the acceptance is ignored', async () => {
    const { link, transport, events } = await startBench();
    link.start();
    transport.connect();
    transport.answer(bootAccepted);

    link.sendBootNotification();
    transport.answer({ ...bootAccepted, status: 'Rejected' });

    expect(link.registrationStatus).toBe('Accepted');
    expect(events).toEqual(['connected', 'boot Accepted']);
  });
});

describe('which messages may be sent', () => {
  test('before acceptance: transaction messages are kept, normal ones dropped, triggered ones sent', async () => {
    const { link, transport } = await startBench();
    link.start();
    transport.connect();
    transport.answer({ ...bootAccepted, status: 'Pending' });

    expect(link.notify('StartTransaction', startRequest)).toBeDefined();
    expect(link.notify('StatusNotification', statusRequest)).toBeUndefined();
    expect(link.notify('StatusNotification', statusRequest, { isTriggered: true })).toBeDefined();

    expect(transport.calls).toEqual(['BootNotification', 'StatusNotification']);
  });

  test('before acceptance a triggered MeterValues passes the transaction messages that have to wait', async () => {
    const { link, transport } = await startBench();
    link.start();
    link.notify('SecurityEventNotification', { type: 'StartupOfTheDevice', timestamp: '2026-01-01T00:00:00Z' });
    transport.connect();
    transport.answer({ ...bootAccepted, status: 'Pending' });

    link.notify('MeterValues', meterRequest);
    link.notify('MeterValues', meterRequest, { isTriggered: true });
    transport.answer();
    expect(transport.calls).toEqual(['BootNotification', 'MeterValues']);

    link.sendBootNotification();
    transport.answer(bootAccepted);
    transport.answer();
    expect(transport.calls.slice(3)).toEqual(['SecurityEventNotification', 'MeterValues']);
  });

  test('DiagnosticsStatusNotification counts as triggered', async () => {
    const { link, transport } = await startBench();
    link.start();
    transport.connect();
    transport.answer({ ...bootAccepted, status: 'Pending' });

    link.notify('DiagnosticsStatusNotification', { status: 'Idle' });

    expect(transport.calls.at(-1)).toBe('DiagnosticsStatusNotification');
  });

  test('awaited calls are offline at once before acceptance, even with QueueAllMessages', async () => {
    const { link, transport } = await startBench({ settings: { queueAllMessages: true } });
    link.start();
    transport.connect();

    expect(await link.call('Authorize', { idTag: 'A' })).toEqual({ kind: 'offline' });
    expect(link.queueLength).toBe(0);
  });

  test('QueueAllMessages keeps normal messages while disconnected, with the exceptions named', async () => {
    const discardForQueueing = new Set(['Heartbeat']);
    const { link, transport } = await startBench({ settings: { queueAllMessages: true, discardForQueueing } });
    link.start();

    link.notify('StatusNotification', statusRequest);
    expect(link.notify('Heartbeat', {})).toBeUndefined();
    transport.connect();
    transport.answer(bootAccepted);

    expect(transport.calls).toEqual(['BootNotification', 'StatusNotification']);
  });

  test('while disconnected normal messages are dropped, MeterValues are kept', async () => {
    const { link } = await startBench();
    link.start();

    expect(link.notify('StatusNotification', statusRequest)).toBeUndefined();
    expect(link.notify('MeterValues', meterRequest)).toBeDefined();
  });
});
