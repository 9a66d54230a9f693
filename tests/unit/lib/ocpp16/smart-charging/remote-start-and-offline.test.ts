import { describe, expect, test } from '@jest/globals';
import type { ChargingProfile } from '../../../../../lib/ocpp16/messages/index.js';
import type { Kit } from '../charge-point/support/kit.js';
import { profile, schedule } from './support/profiles.js';
import { bootedKit, limits, offered, set } from './support/smart-kit.js';

const chargingProfile = profile({
  chargingProfileId: 40,
  chargingProfilePurpose: 'TxProfile',
  chargingSchedule: schedule('A', [[0, 9]]),
});

function remoteStart(kit: Kit, idTag = 'REMOTE', more: Partial<ChargingProfile> = {}): Promise<unknown> {
  const request = { idTag, connectorId: 1, chargingProfile: { ...chargingProfile, ...more } };
  return kit.csms.call('RemoteStartTransaction', request);
}

async function changes(kit: Kit): Promise<number> {
  return (await kit.questions()).filter(([name]) => name === 'chargingProfilesChanged').length;
}

describe('OCPP 1.6 §5.11 · the profile of a remote start', () => {
  test('counts before the transaction, during it, and not after it', async () => {
    const kit = await bootedKit();

    expect(await remoteStart(kit)).toEqual({ status: 'Accepted' });
    expect(await limits(kit)).toEqual([57, 9, 48]);
    expect(await changes(kit)).toBe(1);
    expect(kit.store.chargingProfiles.all()).toMatchObject([{ profileId: 40, connectorId: 1 }]);
    await kit.charge(1, { idTag: 'remote' });
    await kit.pass(3600);
    expect(await limits(kit)).toEqual([57, 9, 48]);
    kit.stopTransaction();

    expect(await limits(kit)).toEqual([96, 48, 48]);
    expect(kit.store.chargingProfiles.all()).toEqual([]);
  });

  test('limits are told before the token is handed over', async () => {
    const kit = await bootedKit();

    await remoteStart(kit);

    const names = (await kit.questions()).map(([name]) => name);
    expect(names.filter((name) => /Profiles|Token$/.test(name))).toEqual(['chargingProfilesChanged', 'provideToken']);
  });

  test.each<[string, Partial<ChargingProfile>]>([
    ['a stack level that is too high', { stackLevel: 11 }],
    ['an absolute schedule without a start', { chargingProfileKind: 'Absolute' }],
    ['a transaction id', { transactionId: 1 }],
    ['another purpose', { chargingProfilePurpose: 'TxDefaultProfile' }],
    ['a maximum', { chargingProfilePurpose: 'ChargePointMaxProfile' }],
  ])('%s: nothing starts and nothing is kept', async (_, more) => {
    const kit = await bootedKit();

    expect(await remoteStart(kit, 'REMOTE', more)).toEqual({ status: 'Rejected' });

    expect(await limits(kit)).toEqual([96, 48, 48]);
    expect((await kit.questions()).map(([name]) => name)).not.toContain('provideToken');
  });

  test('goes after ConnectionTimeOut when nobody came', async () => {
    const kit = await bootedKit();
    await remoteStart(kit);
    kit.forget();
    await kit.pass(9);
    expect(await limits(kit)).toEqual([57, 9, 48]);

    await kit.pass(1);

    expect(await limits(kit)).toEqual([96, 48, 48]);
    expect(await changes(kit)).toBe(1);
  });

  test('stays while the connector is being prepared, and goes when the car does not come', async () => {
    const kit = await bootedKit();
    await remoteStart(kit);
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'Authorized' });
    await kit.pass(11);
    expect(await limits(kit)).toEqual([57, 9, 48]);

    kit.station.onPluginTimeout(1);

    expect(await limits(kit)).toEqual([96, 48, 48]);
  });

  test('goes when the session ends without a transaction and the time is over', async () => {
    const kit = await bootedKit();
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 's', reason: 'EVConnected' });
    await remoteStart(kit);
    kit.station.onSessionStopped(1, 's');
    expect(await limits(kit)).toEqual([57, 9, 48]);
    kit.station.onSessionStarted({ connectorId: 1, sessionId: 't', reason: 'EVConnected' });
    await kit.pass(11);
    expect(await limits(kit)).toEqual([57, 9, 48]);

    kit.station.onSessionStopped(1, 't');

    expect(await limits(kit)).toEqual([96, 48, 48]);
  });

  test('does not limit the transaction of somebody else', async () => {
    const kit = await bootedKit();
    await remoteStart(kit);

    await kit.charge(1, { idTag: 'SOMEBODY' });

    expect(await limits(kit)).toEqual([96, 48, 48]);
  });

  test('goes when another remote start takes its place', async () => {
    const kit = await bootedKit();
    await remoteStart(kit);

    await remoteStart(kit, 'SECOND', {
      chargingProfileId: 41,
      stackLevel: 1,
      chargingSchedule: schedule('A', [[0, 7]]),
    });
    await kit.charge(1, { idTag: 'SECOND' });

    expect(await limits(kit)).toEqual([55, 7, 48]);
    expect(kit.store.chargingProfiles.all().map(({ profileId }) => profileId)).toEqual([41]);
  });

  test('stays when the same remote start comes again', async () => {
    const kit = await bootedKit();
    await remoteStart(kit);

    await remoteStart(kit);

    expect(await limits(kit)).toEqual([57, 9, 48]);
    expect(kit.store.chargingProfiles.all()).toMatchObject([{ profileId: 40, connectorId: 1 }]);
    await kit.pass(10);
    expect(await limits(kit)).toEqual([96, 48, 48]);
  });

  test('is not taken for the one of the same id that another connector has now', async () => {
    const kit = await bootedKit();
    await remoteStart(kit);
    await kit.pass(5);
    await kit.csms.call('RemoteStartTransaction', { idTag: 'SECOND', connectorId: 2, chargingProfile });

    await kit.pass(6);

    expect(await limits(kit)).toEqual([57, 48, 9]);
  });

  test('is not taken for the one of the same id that was set meanwhile', async () => {
    const kit = await bootedKit();
    await remoteStart(kit);
    const standing = profile({ chargingProfileId: 40, chargingSchedule: schedule('A', [[0, 12]]) });
    expect(await set(kit, 1, standing)).toBe('Accepted');

    await kit.pass(11);

    expect(await limits(kit)).toEqual([60, 12, 48]);
  });

  test('the end of a transaction on another connector leaves it alone', async () => {
    const kit = await bootedKit();
    await kit.charge(2, { sessionId: 'session-2' });
    await remoteStart(kit);

    kit.stopTransaction(2, { sessionId: 'session-2' });

    expect(await limits(kit)).toEqual([57, 9, 48]);
  });

  test('with the ConnectionTimeOut 0 it waits', async () => {
    const kit = await bootedKit({ keys: { Core: { ConnectionTimeOut: 0 } } });
    await remoteStart(kit);

    await kit.pass(86_000);

    expect(await limits(kit)).toEqual([57, 9, 48]);
  });

  test('a charge point that stops forgets to wait', async () => {
    const kit = await bootedKit();
    await remoteStart(kit);
    await kit.station.stop();

    await kit.pass(60);

    expect(kit.store.chargingProfiles.all()).toHaveLength(1);
    await kit.station.restart();
    await kit.clock.settle();
    expect(kit.store.chargingProfiles.all()).toEqual([]);
  });
});

describe('schedules for the application', () => {
  const ignoring = { keys: { Internal: { IgnoredProfilePurposesOffline: 'TxDefaultProfile' } } };
  const twelve = profile({ chargingSchedule: schedule('A', [[0, 12]]) });

  test('are those of connector 0..N from the present second on, with stack level and origin', async () => {
    const kit = await bootedKit();
    await set(kit, 2, profile({ stackLevel: 2, chargingSchedule: schedule('W', [[0, 6900, 3]], { duration: 60 }) }));
    await kit.clock.advance(300);

    const schedules = kit.station.compositeSchedules(600, 'A');

    expect(schedules.map(({ connectorId }) => connectorId)).toEqual([0, 1, 2]);
    expect(schedules[2]).toEqual({
      connectorId: 2,
      startSchedule: kit.at(0),
      durationS: 600,
      unit: 'A',
      periods: [
        { startPeriod: 0, limit: 10, numberPhases: 3, stackLevel: 2, isConverted: true },
        { startPeriod: 60, limit: 48, stackLevel: 0, isConverted: false },
      ],
    });
  });

  test('before the start they have the default limits', async () => {
    const kit = await bootedKit();
    await kit.station.stop();

    expect(offered(kit)).toEqual([96, 48, 48]);
  });

  test('IgnoredProfilePurposesOffline counts while offline and before the boot is accepted', async () => {
    const kit = await bootedKit(ignoring);
    await set(kit, 0, twelve);
    expect(offered(kit)).toEqual([24, 12, 12]);

    kit.csms.lose();
    expect(offered(kit)).toEqual([96, 48, 48]);
    kit.csms.open();
    await kit.clock.settle();
    expect(offered(kit)).toEqual([24, 12, 12]);

    const next = await kit.afterPowerLoss({
      keys: {
        ...ignoring.keys,
        Core: { SupportedFeatureProfiles: 'Core,SmartCharging' },
        SmartCharging: { ChargeProfileMaxStackLevel: 1 },
      },
    });
    next.csms.on('BootNotification', () => next.csms.boot('Pending', 60));
    await next.station.start();
    await next.clock.settle();
    expect(offered(next)).toEqual([96, 48, 48]);
    next.csms.on('BootNotification', () => next.csms.boot('Accepted', 60));
    await next.pass(60);
    expect(offered(next)).toEqual([24, 12, 12]);
  });

  test.each([
    ['does not hear', {}, 0],
    ['hears, when purposes are ignored offline,', ignoring, 2],
  ] as const)('the application %s that the connection goes and comes', async (_, options, expected) => {
    const kit = await bootedKit(options);

    kit.csms.lose();
    kit.csms.open();

    expect(await changes(kit)).toBe(expected);
  });

  test('GetCompositeSchedule ignores no purpose, as the central system is there', async () => {
    const kit = await bootedKit(ignoring);

    await set(kit, 0, twelve);

    expect(await limits(kit)).toEqual([24, 12, 12]);
  });
});
