import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plug, unplug } from '../../../cli/live/control-topics.js';
import { Flow } from './flow.js';

let flow: Flow;

beforeAll(async () => {
  flow = await Flow.start({ ocpp: { Core: { MeterValueSampleInterval: 0 } } });
  await flow.see('StatusNotification 2 Available');
});

afterAll(() => flow.station.stop());

const remoteTag = 'REMOTE1';

async function authorizeFirst(value: boolean): Promise<void> {
  await flow.call('ChangeConfiguration', { key: 'AuthorizeRemoteTxRequests', value: String(value) });
}

function lastTransaction(): number {
  return flow.station.csms.transactions.all.at(-1)?.transactionId ?? Number.NaN;
}

describe('OCPP 1.6 §5.11, §5.12, §5.18 · a session from afar', () => {
  test('what does not fit is rejected', async () => {
    const start = (connectorId: number) => flow.call('RemoteStartTransaction', { idTag: remoteTag, connectorId });
    expect(await start(7)).toEqual({ status: 'Rejected' });
    expect(await start(0)).toEqual({ status: 'Rejected' });
    expect(await flow.call('RemoteStopTransaction', { transactionId: 99_999 })).toEqual({ status: 'Rejected' });
  });

  test('a connector is unlocked or answered once with NotSupported', async () => {
    expect(await flow.call('UnlockConnector', { connectorId: 1 })).toEqual({ status: 'Unlocked' });
    const answers = flow.station.csms.messages.length;
    expect(await flow.call('UnlockConnector', { connectorId: 9 })).toEqual({ status: 'NotSupported' });
    expect(await flow.call('UnlockConnector', { connectorId: 0 })).toEqual({ status: 'NotSupported' });
    expect(flow.station.csms.messages.slice(answers).map(({ kind }) => kind)).toEqual([
      'call',
      'result',
      'call',
      'result',
    ]);
  });

  test('remote start, remote stop, and no new start before the car has gone', async () => {
    await authorizeFirst(false);
    await flow.station.drive(plug(1, '16,3'));
    await flow.see('StatusNotification 1 Preparing');
    expect(await flow.call('RemoteStartTransaction', { idTag: remoteTag, connectorId: 1 })).toEqual({
      status: 'Accepted',
    });
    expect(await flow.storyUntil('StatusNotification 1 Charging')).toEqual([
      'StartTransaction 1',
      'MeterValues 1',
      'StatusNotification 1 Charging',
    ]);
    const transactionId = lastTransaction();
    expect(await flow.call('RemoteStopTransaction', { transactionId })).toEqual({ status: 'Accepted' });
    expect(await flow.see('StopTransaction Remote')).toMatchObject({ transactionId });
    await flow.see('StatusNotification 1 Finishing');
    expect(await flow.call('RemoteStartTransaction', { idTag: remoteTag, connectorId: 1 })).toEqual({
      status: 'Rejected',
    });
    await flow.station.drive(unplug(1));
    await flow.see('StatusNotification 1 Available');
  });

  test('AuthorizeRemoteTxRequests asks first; unlocking ends the transaction', async () => {
    await authorizeFirst(true);
    await flow.station.drive(plug(1, '16,3'));
    await flow.see('StatusNotification 1 Preparing');
    await flow.call('RemoteStartTransaction', { idTag: remoteTag, connectorId: 1 });
    expect(await flow.see('Authorize')).toEqual({ idTag: remoteTag });
    await flow.see('StartTransaction 1', 'StatusNotification 1 Charging');
    expect(await flow.call('UnlockConnector', { connectorId: 1 })).toEqual({ status: 'Unlocked' });
    expect(await flow.see('StopTransaction UnlockCommand')).toMatchObject({ transactionId: lastTransaction() });
    await flow.see('StatusNotification 1 Finishing');
    await flow.station.drive(unplug(1));
    await flow.see('StatusNotification 1 Available');
  });
});
