import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { plug, swipe, unplug } from '../../../cli/live/control-topics.js';
import { stepOf } from '../../support/station.js';
import { Flow } from './flow.js';

const options = {
  ocpp: { Core: { MeterValueSampleInterval: 0, ConnectionTimeOut: 10 } },
  csms: {
    idTags: [{ idTag: 'MEMBER', status: 'Accepted' as const, parentIdTag: 'GROUP' }],
    acceptUnknownIdTags: true,
  },
};

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}

async function reserve(flow: Flow, connectorId: number, more: object = {}): Promise<string> {
  const request = { connectorId, expiryDate: inSeconds(600), idTag: 'TAG', reservationId: 7, ...more };
  return (await flow.call('ReserveNow', request)).status;
}

async function cancel(flow: Flow, reservationId = 7): Promise<string> {
  return (await flow.call('CancelReservation', { reservationId })).status;
}

/** Ends the transaction of the tag at connector 1 and sends the car away. */
async function endSession(flow: Flow, tag: string): Promise<void> {
  await flow.station.drive(swipe(tag, 1));
  await flow.see('StopTransaction Local', 'StatusNotification 1 Finishing');
  await flow.station.drive(unplug(1));
  await flow.see('StatusNotification 1 Available');
}

describe('OCPP 1.6 §5.1, §5.13 · reservations', () => {
  let flow: Flow;

  beforeAll(async () => {
    flow = await Flow.start(options);
    await flow.see('StatusNotification 2 Available');
  });

  afterAll(() => flow.station.stop());

  test('a reserved connector is Reserved until the reservation is cancelled, which can be done once', async () => {
    expect(await reserve(flow, 1)).toBe('Accepted');
    await flow.see('StatusNotification 1 Reserved');
    const { messages } = flow.station.csms;
    const answered = messages.findIndex(({ direction, kind }) => direction === 'received' && kind === 'result');
    expect(answered).toBeLessThan(messages.findIndex((message) => stepOf(message) === 'StatusNotification 1 Reserved'));
    expect(await reserve(flow, 1, { reservationId: 8 })).toBe('Occupied');
    expect(await cancel(flow, 8)).toBe('Rejected');
    expect(await cancel(flow)).toBe('Accepted');
    await flow.see('StatusNotification 1 Available');
    expect(await cancel(flow)).toBe('Rejected');
  });

  test('what makes no sense is Rejected', async () => {
    expect(await reserve(flow, 9)).toBe('Rejected');
    expect(await reserve(flow, -1)).toBe('Rejected');
    expect(await reserve(flow, 1, { expiryDate: inSeconds(-5) })).toBe('Rejected');
  });

  test('an unused reservation expires', async () => {
    expect(await reserve(flow, 2, { expiryDate: inSeconds(2) })).toBe('Accepted');
    await flow.see('StatusNotification 2 Reserved', 'StatusNotification 2 Available');
    expect(await cancel(flow)).toBe('Rejected');
  });

  test('the same id moves the reservation to another connector', async () => {
    await reserve(flow, 1);
    await flow.see('StatusNotification 1 Reserved');
    expect(await reserve(flow, 2)).toBe('Accepted');
    await flow.see('StatusNotification 2 Reserved', 'StatusNotification 1 Available');
    await cancel(flow);
    await flow.see('StatusNotification 2 Available');
  });

  test('only its tag starts a transaction, which names the reservation', async () => {
    await reserve(flow, 1);
    await flow.see('StatusNotification 1 Reserved');
    await flow.station.drive(swipe('OTHER', 1));
    await flow.station.drive(swipe('TAG', 1));
    expect(await flow.see('Authorize')).toEqual({ idTag: 'TAG' });
    await flow.see('StatusNotification 1 Preparing');
    await flow.station.drive(plug(1, '16,3'));
    expect(await flow.see('StartTransaction 1')).toMatchObject({ idTag: 'TAG', reservationId: 7 });
    await flow.see('StatusNotification 1 Charging');
    expect(await cancel(flow)).toBe('Rejected');
    expect(await reserve(flow, 1)).toBe('Occupied');
    await endSession(flow, 'TAG');
  });

  test('a member of its group starts one, too, with the car there first', async () => {
    await reserve(flow, 1, { parentIdTag: 'GROUP' });
    await flow.see('StatusNotification 1 Reserved');
    await flow.station.drive(plug(1, '16,3'));
    await flow.station.drive(swipe('OTHER', 1));
    await flow.station.drive(swipe('MEMBER', 1));
    expect(await flow.see('StartTransaction 1')).toMatchObject({ idTag: 'MEMBER', reservationId: 7 });
    await flow.see('StatusNotification 1 Charging');
    await endSession(flow, 'MEMBER');
  });

  test('a remote start of another tag is Rejected, one of its tag charges', async () => {
    await reserve(flow, 1);
    await flow.see('StatusNotification 1 Reserved');
    const start = (idTag: string) => flow.call('RemoteStartTransaction', { idTag, connectorId: 1 });
    expect(await start('OTHER')).toEqual({ status: 'Rejected' });
    expect(await start('TAG')).toEqual({ status: 'Accepted' });
    await flow.see('StatusNotification 1 Preparing');
    await flow.station.drive(plug(1, '16,3'));
    expect(await flow.see('StartTransaction 1')).toMatchObject({ idTag: 'TAG', reservationId: 7 });
    await flow.see('StatusNotification 1 Charging');
    await endSession(flow, 'TAG');
  });

  test('a connector out of service is Unavailable, and one that is taken out of service loses its reservation', async () => {
    const change = (type: 'Inoperative' | 'Operative') => flow.call('ChangeAvailability', { connectorId: 2, type });
    await reserve(flow, 2);
    await flow.see('StatusNotification 2 Reserved');
    await change('Inoperative');
    await flow.see('StatusNotification 2 Unavailable');
    expect(await reserve(flow, 2)).toBe('Unavailable');
    expect(await cancel(flow)).toBe('Rejected');
    await change('Operative');
    await flow.see('StatusNotification 2 Available');
  });

  test('connector 0: as many promises as connectors, which are Reserved when all are needed', async () => {
    expect(await reserve(flow, 0, { reservationId: 1 })).toBe('Accepted');
    expect(await reserve(flow, 0, { reservationId: 2, idTag: 'SECOND' })).toBe('Accepted');
    await flow.see('StatusNotification 1 Reserved', 'StatusNotification 2 Reserved');
    expect(await reserve(flow, 0, { reservationId: 3 })).toBe('Occupied');
    expect(await cancel(flow, 2)).toBe('Accepted');
    await flow.see('StatusNotification 1 Available', 'StatusNotification 2 Available');
    await flow.station.drive(plug(1, '16,3'));
    await flow.see('StatusNotification 1 Preparing');
    await flow.station.drive(swipe('TAG', 1));
    expect(await flow.see('StartTransaction 1')).toMatchObject({ idTag: 'TAG', reservationId: 1 });
    await flow.see('StatusNotification 1 Charging');
    expect(await cancel(flow, 1)).toBe('Rejected');
    await endSession(flow, 'TAG');
  });
});

describe('what outlives the station', () => {
  let flow: Flow | undefined;

  afterEach(() => flow?.station.stop());

  test('a reservation that was answered holds after the power was lost, and its connector is Reserved', async () => {
    flow = await Flow.start(options);
    await flow.see('StatusNotification 2 Available');
    expect(await reserve(flow, 1)).toBe('Accepted');
    await flow.station.killAll();

    await flow.station.boot();

    await flow.see('BootNotification', 'StatusNotification 1 Reserved');
    expect(await reserve(flow, 1, { reservationId: 8 })).toBe('Occupied');
    expect(await cancel(flow)).toBe('Accepted');
    await flow.see('StatusNotification 1 Available');
  }, 60_000);
});
