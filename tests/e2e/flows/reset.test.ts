import { afterEach, describe, expect, test } from '@jest/globals';
import { plug, swipe } from '../../../cli/live/control-topics.js';
import { Flow } from './flow.js';

let flow: Flow | undefined;

afterEach(async () => {
  await flow?.station.stop();
});

/** The process ends with an error so that its supervisor starts it again. */
const restartWanted = { code: 1, signal: null };

describe('OCPP 1.6 §5.14 · a reset', () => {
  test('ends the transaction, reports it, ends the process, and the next start boots as usual', async () => {
    flow = await Flow.start({ ocpp: { Core: { MeterValueSampleInterval: 0 } } });
    await flow.see('StatusNotification 2 Available');
    await resetInTransaction(flow, 'Soft', 1);

    await flow.station.bus?.close();
    await flow.station.boot();
    expect(await flow.storyUntil('StatusNotification 2 Available')).toEqual([
      'StatusNotification 1 Finishing',
      'BootNotification',
      'SecurityEventNotification',
      'StatusNotification 0 Available',
      'StatusNotification 1 Available',
      'StatusNotification 2 Available',
    ]);
    await resetInTransaction(flow, 'Hard', 2);
  }, 60_000);
});

/** OCPP 1.6 §5.14: a hard reset ends transactions in good order, too. */
async function resetInTransaction(flow: Flow, type: 'Soft' | 'Hard', transactionId: number): Promise<void> {
  const { station } = flow;
  await station.drive(plug(1, '16,3'));
  await flow.see('StatusNotification 1 Preparing');
  await station.drive(swipe('DEADBEEF'));
  await flow.see('StartTransaction 1', 'StatusNotification 1 Charging');

  expect(await flow.call('Reset', { type })).toEqual({ status: 'Accepted' });
  const stop = await flow.see(`StopTransaction ${type}Reset`);
  expect(stop).toMatchObject({ transactionId });
  expect(stop).not.toHaveProperty('idTag');
  expect(await station.manager?.exited).toEqual(restartWanted);
  expect(station.csms.connectedIds).toEqual([]);
}
