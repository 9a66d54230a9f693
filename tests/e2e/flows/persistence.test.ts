import { afterEach, describe, expect, test } from '@jest/globals';
import { plug, swipe } from '../../../cli/live/control-topics.js';
import { Flow } from './flow.js';

let flow: Flow | undefined;

afterEach(async () => {
  await flow?.station.stop();
});

const Inoperative = 'Inoperative';
const Operative = 'Operative';

describe('OCPP 1.6 §5.2, §5.3 · what the central system has set', () => {
  test('availability and configuration take effect, wait for a transaction, and outlast a restart', async () => {
    flow = await Flow.start({ ocpp: { Core: { MeterValueSampleInterval: 0 } } });
    const { station } = flow;
    const change = (connectorId: number, type: 'Inoperative' | 'Operative') =>
      (flow as Flow).call('ChangeAvailability', { connectorId, type });
    await flow.see('StatusNotification 2 Available');

    expect(await change(5, Inoperative)).toEqual({ status: 'Rejected' });
    expect(await change(0, Inoperative)).toEqual({ status: 'Accepted' });
    await flow.see(...[0, 1, 2].map((connectorId) => `StatusNotification ${connectorId} Unavailable`));
    expect(await change(1, Operative)).toEqual({ status: 'Accepted' });
    await flow.see('StatusNotification 1 Available');
    expect(await change(0, Operative)).toEqual({ status: 'Accepted' });
    await flow.see('StatusNotification 0 Available', 'StatusNotification 2 Available');

    await station.drive(plug(1, '16,3'));
    await flow.see('StatusNotification 1 Preparing');
    await station.drive(swipe('DEADBEEF'));
    await flow.see('StatusNotification 1 Charging');
    expect(await change(1, Inoperative)).toEqual({ status: 'Scheduled' });
    await station.drive(swipe('DEADBEEF'));
    expect(await flow.storyUntil('StatusNotification 1 Unavailable')).toEqual([
      'StopTransaction Local',
      'StatusNotification 1 Finishing',
      'StatusNotification 1 Unavailable',
    ]);

    expect(await changeKeys(flow)).toEqual({
      MeterValueSampleInterval: 'Accepted',
      heartbeatinterval: 'Accepted',
      NumberOfConnectors: 'Rejected',
      LocalPreAuthorize: 'Rejected',
      Unheard: 'NotSupported',
      AuthorizationCacheEnabled: 'NotSupported',
    });
    expect(await station.manager?.stop()).toBe(0);
    await station.bus?.close();
    await station.boot();

    expect(await flow.storyUntil('StatusNotification 2 Available')).toEqual([
      'BootNotification',
      'SecurityEventNotification',
      'StatusNotification 0 Available',
      'StatusNotification 1 Unavailable',
      'StatusNotification 2 Available',
    ]);
    const key = ['MeterValueSampleInterval', 'LocalPreAuthorize', 'AuthorizationKey', 'Unheard'];
    expect(await flow.call('GetConfiguration', { key })).toEqual({
      configurationKey: [
        { key: 'MeterValueSampleInterval', readonly: false, value: '61' },
        { key: 'LocalPreAuthorize', readonly: false, value: 'false' },
      ],
      unknownKey: ['AuthorizationKey', 'Unheard'],
    });
  }, 60_000);
});

/** The answer to each change, by key. */
async function changeKeys(flow: Flow): Promise<Record<string, string>> {
  const changes = {
    MeterValueSampleInterval: '61',
    heartbeatinterval: '31',
    NumberOfConnectors: '4',
    LocalPreAuthorize: 'yes',
    Unheard: 'x',
    AuthorizationCacheEnabled: 'true',
  };
  const answers: Record<string, string> = {};
  for (const [key, value] of Object.entries(changes)) {
    const { status } = await flow.call('ChangeConfiguration', { key, value });
    answers[key] = status;
  }
  return answers;
}
