import { afterEach, describe, expect, test } from '@jest/globals';
import { plug, swipe, unplug } from '../../../cli/live/control-topics.js';
import type { Request } from '../../../lib/ocpp16/messages/index.js';
import type { RawMqtt } from '../../support/raw-mqtt.js';
import { storyOf } from '../../support/station.js';
import { chargePointId, Flow } from './flow.js';

type Entries = NonNullable<Request<'SendLocalList'>['localAuthorizationList']>;
type Status = 'Accepted' | 'Blocked';

let flow: Flow;

afterEach(() => flow.station.stop());

async function start(core: Record<string, boolean>, list: Record<string, number> = {}): Promise<void> {
  flow = await Flow.start({
    ocpp: { Core: { MeterValueSampleInterval: 0, ...core }, LocalAuthListManagement: list },
    csms: { idTags: [{ idTag: 'STOLEN', status: 'Blocked' }], acceptUnknownIdTags: true },
  });
  await flow.see('StatusNotification 2 Available');
}

const entry = (idTag: string, status: Status = 'Accepted', parentIdTag?: string): Entries[number] => ({
  idTag,
  idTagInfo: { status, ...(parentIdTag !== undefined && { parentIdTag }) },
});

async function send(updateType: 'Full' | 'Differential', listVersion: number, list?: Entries): Promise<string> {
  const request = { updateType, listVersion, ...(list && { localAuthorizationList: list }) };
  return (await flow.call('SendLocalList', request)).status;
}

async function version(): Promise<number> {
  return (await flow.call('GetLocalListVersion', {})).listVersion;
}

/** Charges at connector 1 and sends the car away. Returns what the central system saw of the start. */
async function charge(idTag: string): Promise<string[]> {
  await flow.station.drive(plug(1, '16,3'));
  await flow.see('StatusNotification 1 Preparing');
  await flow.station.drive(swipe(idTag, 1));
  const story = await flow.storyUntil('StatusNotification 1 Charging');
  await flow.station.drive(swipe(idTag, 1));
  await flow.see('StopTransaction Local', 'StatusNotification 1 Finishing');
  await flow.station.drive(unplug(1));
  await flow.see('StatusNotification 1 Available');
  return story;
}

describe('OCPP 1.6 §5.15 · the local list', () => {
  test('full and differential updates with their versions, kept over a loss of power', async () => {
    await start({});
    expect(await version()).toBe(0);
    expect(await send('Full', 3, [entry('ONE'), entry('TWO')])).toBe('Accepted');
    expect(await version()).toBe(3);
    expect(await send('Differential', 3, [entry('THREE')])).toBe('VersionMismatch');
    expect(await send('Differential', 2, [entry('THREE')])).toBe('VersionMismatch');
    expect(await send('Differential', 4)).toBe('Failed');
    expect(await send('Differential', 4, [entry('THREE'), { idTag: 'one' }])).toBe('Accepted');
    await flow.station.killAll();

    await flow.station.boot();
    await flow.see('BootNotification', 'StatusNotification 2 Available');

    expect(await version()).toBe(4);
    expect(await send('Full', 1, [entry('FIRST')])).toBe('Accepted');
    expect(await version()).toBe(1);
    expect(await send('Full', 2)).toBe('Accepted');
    expect(await version()).toBe(0);
  }, 60_000);

  test('its entries decide without asking, whatever their status and spelling', async () => {
    await start({ LocalPreAuthorize: true });
    expect(await send('Full', 1, [entry('GoOd'), entry('BAD', 'Blocked')])).toBe('Accepted');

    const story = await charge('GOOD');
    expect(story).toContain('StartTransaction 1');
    expect(story).not.toContain('Authorize');
    await flow.station.drive(plug(1, '16,3'));
    await flow.see('StatusNotification 1 Preparing');
    await flow.station.drive(swipe('BAD', 1));
    await flow.station.drive(swipe('OTHER', 1));

    expect(await flow.see('Authorize')).toEqual({ idTag: 'OTHER' });
    await flow.see('StatusNotification 1 Charging');
  }, 60_000);

  test('is NotSupported while LocalAuthListEnabled is false', async () => {
    await start({});
    await send('Full', 5, [entry('ONE')]);
    await flow.call('ChangeConfiguration', { key: 'LocalAuthListEnabled', value: 'false' });

    expect(await version()).toBe(-1);
    expect(await send('Full', 6, [entry('ONE')])).toBe('NotSupported');
    await flow.call('ChangeConfiguration', { key: 'LocalAuthListEnabled', value: 'true' });
    expect(await version()).toBe(5);
  });

  test('its limits are kept', async () => {
    await start({}, { LocalAuthListMaxLength: 3, SendLocalListMaxLength: 2 });
    expect(
      await send(
        'Full',
        1,
        ['A', 'B', 'C'].map((idTag) => entry(idTag)),
      ),
    ).toBe('Failed');
    expect(await send('Full', 1, [entry('A'), entry('B')])).toBe('Accepted');
    expect(await send('Differential', 2, [entry('C'), entry('D')])).toBe('Failed');
    expect(await version()).toBe(1);
    expect(await send('Differential', 2, [entry('C')])).toBe('Accepted');
  });
});

describe('OCPP 1.6 §3.5.4 · without a connection', () => {
  test('list and cache say who may charge, and nobody else may', async () => {
    await start({ LocalAuthorizeOffline: true, AuthorizationCacheEnabled: true });
    await send('Full', 1, [entry('LISTED'), entry('BLOCKED', 'Blocked')]);
    await charge('CACHED');
    await flow.station.drive(plug(1, '16,3'));
    await flow.see('StatusNotification 1 Preparing');
    await flow.station.closeCsms();
    const { seen } = flow.station.bus as RawMqtt;
    const before = seen.length;

    for (const tag of ['BLOCKED', 'UNKNOWN', 'STOLEN']) await flow.station.drive(swipe(tag, 1));
    await flow.station.drive(swipe('CACHED', 1));
    await flow.station.bus?.until((message) => {
      return seen.indexOf(message) >= before && /TransactionStarted.*CACHED/.test(message.text);
    });
    await flow.station.reopenCsms();

    const started = await flow.station.csms.next('StartTransaction', { timeoutMs: 40_000 });
    expect(started.chargePointId).toBe(chargePointId);
    expect(started.payload).toMatchObject({ idTag: 'CACHED', connectorId: 1 });
    expect(storyOf(flow.station.csms.messages)).not.toContain('Authorize');
  }, 90_000);
});
