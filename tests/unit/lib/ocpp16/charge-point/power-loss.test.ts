import { describe, expect, test } from '@jest/globals';
import { silence } from './support/fake-csms.js';
import { Kit } from './support/kit.js';

async function restarted(kit: Kit, resumingSessionIds: readonly string[] = []): Promise<Kit> {
  const next = await kit.afterPowerLoss();
  next.csms.on('StartTransaction', () => ({
    transactionId: ++next.csms.transactionId,
    idTagInfo: { status: 'Accepted' },
  }));
  await next.station.start({ resumingSessionIds });
  return next;
}

describe('power loss', () => {
  test('in a transaction: StopTransaction PowerLoss with the last sample and what was collected', async () => {
    const kit = await Kit.booted();
    await kit.charge(1, { signedMeterValue: 'test start value' });
    kit.meter(1, 8.9);
    await kit.pass(5);
    const sampledAt = kit.now();
    kit.meter(1, 23.4);
    await kit.pass(2);

    const next = await restarted(kit);

    expect(await next.story()).toEqual(
      [
        'BootNotification',
        'SecurityEventNotification StartupOfTheDevice',
        'StatusNotification 0 Available',
        'StatusNotification 1 Available',
        'StatusNotification 2 Available',
      ].toSpliced(1, 0, 'StopTransaction PowerLoss 8 tx 1'),
    );
    const [stop] = await next.payloads('StopTransaction');
    expect(stop).toMatchObject({ meterStop: 8, timestamp: kit.at(0), transactionId: 1 });
    expect(Date.parse(String(stop!['timestamp']))).toBeLessThan(Date.parse(sampledAt));
    expect(stop!['transactionData']).toHaveLength(2);
  });

  test('before StartTransaction was answered: it is sent again, its id reaches the stop', async () => {
    const kit = await Kit.booted();
    kit.csms.on('StartTransaction', () => silence);
    kit.startTransaction(1, { signedMeterValue: 'test start value', meterStartWh: 100 });
    await kit.pass(3);

    const next = await restarted(kit);

    expect((await next.story()).slice(0, 5)).toEqual([
      'BootNotification',
      'StartTransaction 1 DEADBEEF',
      'MeterValues 1 Transaction.Begin test start value tx 1',
      'StopTransaction PowerLoss 100 tx 1',
      'SecurityEventNotification StartupOfTheDevice',
    ]);
  });

  test('while offline: start, samples and stop follow in order', async () => {
    const kit = await Kit.booted();
    kit.csms.lose();
    kit.meter(1, 8);
    kit.startTransaction(1, { idTag: 'OFFLINE' });
    await kit.pass(10);

    const next = await restarted(kit);

    expect((await next.story()).slice(0, 6)).toEqual([
      'BootNotification',
      'StartTransaction 1 OFFLINE',
      'MeterValues 1 Sample.Periodic 8.00 tx 1',
      'MeterValues 1 Sample.Periodic 8.00 tx 1',
      'StopTransaction PowerLoss 8 tx 1',
      'SecurityEventNotification StartupOfTheDevice',
    ]);
  });

  test('a resumed session continues: samples go on, the stop comes from the application', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);

    const next = await restarted(kit, ['session-1']);
    next.meter(1, 50);
    await next.pass(5);
    next.stopTransaction(1, { meterStopWh: 60 });

    const story = await next.story();
    expect(story.filter((line) => /MeterValues|StopTransaction/.test(line))).toEqual([
      'MeterValues 1 Sample.Periodic 50.00 tx 1',
      'StopTransaction Local 60 tx 1',
    ]);
  });

  test('a resumed session that the power loss has ended keeps the energy of its last sample', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    kit.meter(1, 23);
    await kit.pass(5);

    const next = await restarted(kit, ['session-1']);
    next.stopTransaction(1, { meterStopWh: 0, reason: 'PowerLoss' });

    expect(await next.story()).toContain('StopTransaction PowerLoss 23 tx 1');
  });

  test('a resumed session whose StartTransaction has no answer yet gets its id when it comes', async () => {
    const kit = await Kit.booted();
    kit.csms.lose();
    kit.startTransaction(1);

    const next = await restarted(kit, ['session-1']);
    await next.clock.settle();

    expect(await next.csms.call('RemoteStopTransaction', { transactionId: 1 })).toEqual({ status: 'Accepted' });
  });

  test('changing MeterValueSampleInterval acts on a resumed session', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    const next = await restarted(kit, ['session-1']);
    next.meter(1, 50);
    await next.csms.call('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '2' });
    next.forget();

    await next.pass(4);

    expect(await next.story()).toHaveLength(2);
  });

  test('a StopTransaction that was not answered is sent again once and then done with', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    kit.csms.on('StopTransaction', () => silence);
    kit.stopTransaction(1, { idTagEnd: 'DEADBEEF', meterStopWh: 44 });
    await kit.clock.settle();

    const next = await restarted(kit);

    expect((await next.story()).filter((line) => line.startsWith('StopTransaction'))).toEqual([
      'StopTransaction Local 44 tx 1',
    ]);
    const third = await restarted(next);
    expect(await third.payloads('StopTransaction')).toEqual([]);
  });

  test('a StopTransaction that was given up is tried again with the end that was recorded', async () => {
    const kit = await Kit.booted({ keys: { Core: { TransactionMessageAttempts: 1 } } });
    await kit.charge(1, { signedMeterValue: 'begin' });
    kit.csms.on('StopTransaction', () => ({ error: 'InternalError' }));
    kit.stopTransaction(1, { meterStopWh: 44, idTagEnd: 'DEADBEEF' });
    await kit.clock.settle();
    const [first] = await kit.payloads('StopTransaction');

    const next = await restarted(kit, ['session-1']);

    expect(first).toMatchObject({ idTag: 'DEADBEEF', meterStop: 44, reason: 'Local', transactionData: [{}] });
    expect(await next.payloads('StopTransaction')).toEqual([first]);
    expect(next.store.meterValues.load('session-1')).toEqual([]);
  });

  test('a negative id of the central system survives', async () => {
    const kit = await Kit.booted();
    kit.csms.on('StartTransaction', () => ({ transactionId: -5, idTagInfo: { status: 'Accepted' } }));
    await kit.charge(1);

    const next = await restarted(kit, ['session-1']);
    await next.clock.settle();

    expect(await next.csms.call('RemoteStopTransaction', { transactionId: -5 })).toEqual({ status: 'Accepted' });
  });

  test('the end of a transaction is on disk when StopTransaction leaves', async () => {
    const kit = await Kit.booted();
    await kit.charge(1);
    const seen: unknown[] = [];
    kit.csms.on('StopTransaction', () => {
      seen.push(
        kit.store.transactions.bySession('session-1')?.meterStop,
        kit.store.messages.load('transaction').length,
      );
      return {};
    });

    kit.stopTransaction(1, { meterStopWh: 44 });
    await kit.clock.settle();

    expect(seen).toEqual([44, 1]);
  });

  test('the start of a transaction is on disk when StartTransaction leaves', async () => {
    const kit = await Kit.booted();
    const seen: unknown[] = [];
    kit.csms.on('StartTransaction', () => {
      seen.push(
        kit.store.transactions.bySession('session-1')?.idTagStart,
        kit.store.messages.load('transaction').length,
      );
      return { transactionId: 1, idTagInfo: { status: 'Accepted' } };
    });

    kit.startTransaction(1);
    await kit.clock.settle();

    expect(seen).toEqual(['DEADBEEF', 1]);
  });
});
