import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plug, unplug } from '../../../cli/live/control-topics.js';
import { Flow } from './flow.js';

let flow: Flow;

beforeAll(async () => {
  flow = await Flow.start({
    ocpp: { Core: { MeterValueSampleInterval: 0 } },
    csms: { idTags: [{ idTag: 'BLOCKED', status: 'Blocked' }], acceptUnknownIdTags: true },
  });
  flow.station.csms.answer('StartTransaction', ({ idTag }) =>
    idTag === 'LATE' ? { payload: { transactionId: 42, idTagInfo: { status: 'Invalid' } } } : undefined,
  );
  await flow.see('StatusNotification 2 Available');
});

afterAll(() => flow.station.stop());

async function plugAndSwipe(): Promise<void> {
  await flow.station.drive(plug(1, '16,3'));
  await flow.see('StatusNotification 1 Preparing');
  await flow.card('LATE');
  await flow.see('Authorize', 'StartTransaction 1');
}

async function away(): Promise<void> {
  await flow.station.drive(unplug(1));
  await flow.see('StatusNotification 1 Available');
}

describe('OCPP 1.6 §4.8 · a tag that the answer to StartTransaction does not accept', () => {
  test('StopTransactionOnInvalidId true ends the transaction as DeAuthorized', async () => {
    await flow.call('ChangeConfiguration', { key: 'StopTransactionOnInvalidId', value: 'true' });
    await plugAndSwipe();
    const stop = await flow.see('StopTransaction DeAuthorized');
    expect(stop).toMatchObject({ transactionId: 42 });
    expect(stop).not.toHaveProperty('idTag');
    await flow.see('StatusNotification 1 Finishing');
    await away();
  });

  test('StopTransactionOnInvalidId false keeps it and gives no energy', async () => {
    await flow.call('ChangeConfiguration', { key: 'StopTransactionOnInvalidId', value: 'false' });
    await plugAndSwipe();
    await flow.see('StatusNotification 1 SuspendedEVSE');
    await flow.station.drive(unplug(1));
    const stop = await flow.see('StopTransaction EVDisconnected');
    expect(Number(stop['meterStop'])).toBe(0);
    await flow.see('StatusNotification 1 Available');
  });

  test('a tag that Authorize does not accept starts nothing', async () => {
    await flow.station.drive(plug(1, '16,3'));
    await flow.see('StatusNotification 1 Preparing');
    await flow.card('BLOCKED');
    await flow.see('Authorize');
    await flow.station.drive(unplug(1));
    expect(await flow.storyUntil('StatusNotification 1 Available')).toEqual(['StatusNotification 1 Available']);
  });
});
