import { afterEach, describe, expect, test } from '@jest/globals';
import { chargePointId, Flow } from './flow.js';

let flow: Flow | undefined;

afterEach(async () => {
  await flow?.station.stop();
});

const registrations = [
  { status: 'Pending', interval: 60 },
  { status: 'Rejected', interval: 2 },
  { status: 'Accepted', interval: 900 },
];

describe('OCPP 1.6 §4.2 · a charge point that is not accepted at once', () => {
  test('answers while pending, is silent while rejected, and works once accepted', async () => {
    let asked = 0;
    flow = await Flow.start({}, ({ csms }) => {
      csms.answer('BootNotification', () => ({
        payload: { currentTime: new Date().toISOString(), ...registrations[asked++] },
      }));
    });
    const { csms } = flow.station;

    await flow.see('BootNotification');
    await flow.answered();
    expect(await flow.call('RemoteStartTransaction', { idTag: 'DEADBEEF', connectorId: 1 })).toEqual({
      status: 'Rejected',
    });
    expect(await flow.call('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '7' })).toEqual({
      status: 'Accepted',
    });
    expect(await flow.call('TriggerMessage', { requestedMessage: 'BootNotification' })).toEqual({ status: 'Accepted' });

    await flow.see('BootNotification');
    await flow.answered();
    await flow.card('DEADBEEF');
    await expect(csms.call(chargePointId, 'GetConfiguration', {}, 1000)).rejects.toThrow('GetConfiguration');

    expect(await flow.storyUntil('StatusNotification 2 Available')).toEqual([
      'BootNotification',
      'SecurityEventNotification',
      'StatusNotification 0 Available',
      'StatusNotification 1 Available',
      'StatusNotification 2 Available',
    ]);
    const { configurationKey } = await flow.call('GetConfiguration', {
      key: ['HeartbeatInterval', 'MeterValueSampleInterval'],
    });
    expect(configurationKey?.map(({ value }) => value)).toEqual(['900', '7']);
  }, 60_000);
});
