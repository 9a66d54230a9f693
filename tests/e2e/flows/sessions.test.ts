import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pause, plug, resume, unplug } from '../../../cli/live/control-topics.js';
import { Flow } from './flow.js';

let flow: Flow;

beforeAll(async () => {
  flow = await Flow.start({ ocpp: { Core: { MeterValueSampleInterval: 0 } } });
  await flow.see('StatusNotification 2 Available');
});

afterAll(() => flow.station.stop());

/** Of the transaction that the central system knows last. */
function lastId(): number | undefined {
  return flow.station.csms.transactions.all.at(-1)?.transactionId;
}

describe('OCPP 1.6 §4.8, §4.9 · sessions that the driver begins and ends in his own way', () => {
  test('a card before the car, a pause of the car, and the plug pulled out', async () => {
    await flow.card('DEADBEEF');
    await flow.see('Authorize');
    await flow.station.drive(plug(2, '16,3'));
    expect(await flow.storyUntil('StatusNotification 2 Charging')).toEqual([
      'StatusNotification 2 Preparing',
      'StartTransaction 2',
      'MeterValues 2',
      'StatusNotification 2 Charging',
    ]);

    await flow.station.drive(pause(2));
    await flow.see('StatusNotification 2 SuspendedEV');
    await flow.station.drive(resume(2, '16,3'));
    await flow.see('StatusNotification 2 Charging');

    await flow.station.drive(unplug(2));
    const stop = await flow.see('StopTransaction EVDisconnected');
    expect(stop).toMatchObject({ transactionId: lastId() });
    expect(stop).not.toHaveProperty('idTag');
    expect(await flow.storyUntil('StatusNotification 2 Available')).toEqual(['StatusNotification 2 Available']);
  });

  test('two cars at once: pulling out one plug does not end the other transaction', async () => {
    await flow.station.drive(plug(1, '16,3'));
    await flow.see('StatusNotification 1 Preparing');
    await flow.card('FIRST');
    expect(await flow.see('StartTransaction 1')).toMatchObject({ idTag: 'FIRST' });
    const first = lastId();
    await flow.station.drive(plug(2, '16,3'));
    await flow.see('StatusNotification 2 Preparing');
    await flow.card('SECOND');
    expect(await flow.see('StartTransaction 2')).toMatchObject({ idTag: 'SECOND' });
    const second = lastId();

    await flow.station.drive(unplug(1));
    expect(await flow.see('StopTransaction EVDisconnected')).toMatchObject({ transactionId: first });
    await flow.see('StatusNotification 1 Available');
    await flow.card('SECOND');
    expect(await flow.see('StopTransaction Local')).toMatchObject({ transactionId: second, idTag: 'SECOND' });
    await flow.see('StatusNotification 2 Finishing');
    await flow.station.drive(unplug(2));
    await flow.see('StatusNotification 2 Available');
  });
});
