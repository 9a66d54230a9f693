import { describe, expect, test } from '@jest/globals';
import type { ChargingProfile, Request } from '../../../../../lib/ocpp16/messages/index.js';
import { Kit } from '../charge-point/support/kit.js';
import { profile, schedule } from './support/profiles.js';
import { bootedKit, clear, composite, limits, set, withSmartCharging } from './support/smart-kit.js';

function amps(chargingProfileId: number, limit: number, more: Partial<ChargingProfile> = {}): ChargingProfile {
  return profile({ chargingProfileId, chargingSchedule: schedule('A', [[0, limit]]), ...more });
}

function maximum(chargingProfileId: number, limit: number, more: Partial<ChargingProfile> = {}): ChargingProfile {
  return amps(chargingProfileId, limit, {
    chargingProfilePurpose: 'ChargePointMaxProfile',
    chargingProfileKind: 'Absolute',
    chargingSchedule: schedule('A', [[0, limit]], { startSchedule: '2026-01-01T00:00:00Z' }),
    ...more,
  });
}

const tx = (chargingProfileId: number, limit: number, more: Partial<ChargingProfile> = {}): ChargingProfile =>
  amps(chargingProfileId, limit, { chargingProfilePurpose: 'TxProfile', ...more });

async function changes(kit: Kit): Promise<number> {
  return (await kit.questions()).filter(([name]) => name === 'chargingProfilesChanged').length;
}

describe('OCPP 1.6 §5.16 · SetChargingProfile', () => {
  test('a default for connector 0 counts at all connectors, one for a connector only there', async () => {
    const kit = await bootedKit();

    expect(await set(kit, 0, amps(1, 16))).toBe('Accepted');
    expect(await limits(kit)).toEqual([32, 16, 16]);
    expect(await set(kit, 2, amps(2, 10, { stackLevel: 1 }))).toBe('Accepted');

    expect(await limits(kit)).toEqual([26, 16, 10]);
  });

  test('the same id replaces, wherever and whatever it was', async () => {
    const kit = await bootedKit();
    await set(kit, 0, amps(1, 16));

    expect(await set(kit, 2, amps(1, 10, { stackLevel: 5 }))).toBe('Accepted');

    expect(await limits(kit)).toEqual([58, 48, 10]);
  });

  test('the same purpose and stack level replace on the same connector', async () => {
    const kit = await bootedKit();
    await set(kit, 1, amps(1, 16));
    await set(kit, 2, amps(2, 16));

    expect(await set(kit, 1, amps(3, 10))).toBe('Accepted');

    expect(await limits(kit)).toEqual([26, 10, 16]);
    expect(await clear(kit, { id: 1 })).toBe('Unknown');
  });

  test('a default for connector 0 takes the place of those of connectors, and they the place of its copy', async () => {
    const kit = await bootedKit();
    await set(kit, 1, amps(1, 10));
    await set(kit, 0, amps(2, 16));
    expect(await limits(kit)).toEqual([32, 16, 16]);

    await set(kit, 1, amps(3, 8));

    expect(await limits(kit)).toEqual([24, 8, 16]);
  });

  test('a maximum replaces the one of the same stack level', async () => {
    const kit = await bootedKit();
    await set(kit, 0, maximum(1, 10));
    await set(kit, 0, maximum(2, 20));
    expect(await limits(kit)).toEqual([20, 20, 20]);

    await set(kit, 0, maximum(3, 30, { stackLevel: 2 }));

    expect(await limits(kit)).toEqual([30, 30, 30]);
  });

  test('the application hears of an accepted profile after the answer, and of no rejected one', async () => {
    const answersBefore: number[] = [];
    const kit: Kit = await bootedKit({
      callbacks: { chargingProfilesChanged: () => answersBefore.push(kit.frames().length) },
    });

    await set(kit, 1, amps(1, 16));
    await set(kit, 9, amps(2, 16));
    await kit.clock.settle();

    expect(kit.frames().map(({ payload }) => payload['status'])).toEqual(['Accepted', 'Rejected']);
    expect(answersBefore).toEqual([1]);
  });

  test('an application that does not listen is no problem', async () => {
    const kit = await bootedKit({ without: ['chargingProfilesChanged'] });

    expect(await set(kit, 1, amps(1, 16))).toBe('Accepted');
  });

  test.each<[string, number, Partial<ChargingProfile>]>([
    ['ChargeProfileMaxStackLevel', 1, { stackLevel: 11 }],
    ['NumberOfConnectors', 3, {}],
    ['ChargingScheduleAllowedChargingRateUnit', 1, { chargingSchedule: schedule('W', [[0, 10]]) }],
    [
      'ChargingScheduleMaxPeriods',
      1,
      {
        chargingSchedule: schedule('A', [
          [0, 10],
          [1, 9],
          [2, 8],
        ]),
      },
    ],
  ])('the key %s is effective', async (_, connectorId, more) => {
    const SmartCharging = { ChargingScheduleAllowedChargingRateUnit: 'Current', ChargingScheduleMaxPeriods: 2 };
    const kit = await bootedKit({ keys: { SmartCharging: { ChargeProfileMaxStackLevel: 10, ...SmartCharging } } });

    expect(await set(kit, connectorId, amps(1, 10, more))).toBe('Rejected');
    expect(await limits(kit)).toEqual([96, 48, 48]);
  });

  test('MaxChargingProfilesInstalled counts before it replaces, and defaults of connector 0 once per connector', async () => {
    const SmartCharging = { ChargeProfileMaxStackLevel: 10, MaxChargingProfilesInstalled: 3 };
    const kit = await bootedKit({ keys: { SmartCharging } });

    expect(await set(kit, 0, amps(1, 16))).toBe('Accepted');
    expect(await set(kit, 0, maximum(2, 30))).toBe('Accepted');
    expect(await set(kit, 0, maximum(2, 20))).toBe('Rejected');
    expect(await clear(kit, { id: 1 })).toBe('Accepted');
    expect(await set(kit, 0, maximum(2, 20))).toBe('Accepted');
  });

  test('AllowChargingProfileWithoutStartSchedule lets an absolute schedule begin now, and can be changed', async () => {
    const kit = await bootedKit({ keys: { Internal: { AllowChargingProfileWithoutStartSchedule: false } } });
    const chargingSchedule = schedule('A', [[0, 10]], { duration: 60 });
    const bare = amps(1, 10, { chargingProfileKind: 'Absolute', chargingSchedule });
    expect(await set(kit, 1, bare)).toBe('Rejected');
    const key = 'AllowChargingProfileWithoutStartSchedule';
    await kit.csms.call('ChangeConfiguration', { key, value: 'true' });
    expect(await set(kit, 1, bare)).toBe('Accepted');
    await kit.pass(20);

    const { chargingSchedule: answer } = await composite(kit, { connectorId: 1, duration: 100 });

    expect(answer?.chargingSchedulePeriod).toEqual([
      { startPeriod: 0, limit: 10 },
      { startPeriod: 40, limit: 48 },
    ]);
  });

  test.each(['1e999', '-1e999', '-0.5'])('a limit of %s is rejected', async (limit) => {
    const kit = await bootedKit();
    const request = JSON.stringify({ connectorId: 1, csChargingProfiles: amps(1, 10) });

    kit.csms.say(`[2,"x","SetChargingProfile",${request.replace('"limit":10', `"limit":${limit}`)}]`);
    await kit.clock.settle();

    expect(kit.frames().at(-1)!.payload).toEqual({ status: 'Rejected' });
  });

  test('a TxProfile needs its transaction, and ends with it', async () => {
    const kit = await bootedKit();
    expect(await set(kit, 1, tx(1, 10))).toBe('Rejected');
    await kit.charge();
    expect(await set(kit, 1, tx(1, 10, { transactionId: 99 }))).toBe('Rejected');
    expect(await set(kit, 1, tx(1, 10, { transactionId: 1 }))).toBe('Accepted');
    expect(await set(kit, 1, tx(2, 8, { stackLevel: 1 }))).toBe('Accepted');
    expect(await limits(kit)).toEqual([56, 8, 48]);
    kit.forget();

    kit.stopTransaction();

    expect(await limits(kit)).toEqual([96, 48, 48]);
    expect(await changes(kit)).toBe(1);
    expect(kit.store.chargingProfiles.all()).toEqual([]);
  });

  test('a transaction with a negative id of the central system has profiles, too', async () => {
    const kit = await bootedKit();
    kit.csms.on('StartTransaction', () => ({ transactionId: -5, idTagInfo: { status: 'Accepted' } }));
    await kit.charge();

    expect(await set(kit, 1, tx(1, 10, { transactionId: -5 }))).toBe('Accepted');
    expect(await limits(kit)).toEqual([58, 10, 48]);
  });

  test('the end of a transaction without profiles changes nothing', async () => {
    const kit = await bootedKit();
    await set(kit, 1, amps(1, 16));
    await kit.charge();
    kit.forget();

    kit.stopTransaction();

    expect(await changes(kit)).toBe(0);
    expect(await limits(kit)).toEqual([64, 16, 48]);
  });

  test('a relative default follows the start of the transaction, of which the application hears', async () => {
    const kit = await bootedKit();
    const falling = schedule('A', [
      [0, 16],
      [60, 8],
    ]);
    await set(kit, 1, amps(1, 16, { chargingSchedule: falling }));
    kit.forget();
    await kit.charge();
    expect(await changes(kit)).toBe(1);
    await kit.pass(20);

    const { chargingSchedule } = await composite(kit, { connectorId: 1, duration: 120 });

    expect(chargingSchedule?.chargingSchedulePeriod).toEqual([
      { startPeriod: 0, limit: 16 },
      { startPeriod: 40, limit: 8 },
    ]);
  });

  test('OCPP 1.6 §4.2 · while the registration is pending profiles are taken, too', async () => {
    const kit = await Kit.create(withSmartCharging({}));
    kit.csms.on('BootNotification', () => kit.csms.boot('Pending', 60));
    await kit.station.start();
    await kit.clock.settle();

    expect(await set(kit, 1, amps(1, 16))).toBe('Accepted');
    expect(await limits(kit)).toEqual([64, 16, 48]);
  });
});

describe('OCPP 1.6 §5.5 · ClearChargingProfile', () => {
  /** 1: maximum, 2: default of connector 0, 3: default of connector 1, 4: of connector 2, 5: TxProfile of connector 1. */
  async function filled(): Promise<Kit> {
    const kit = await bootedKit();
    await kit.charge();
    await set(kit, 0, maximum(1, 40));
    await set(kit, 0, amps(2, 30));
    await set(kit, 1, amps(3, 20, { stackLevel: 1 }));
    await set(kit, 2, amps(4, 18, { stackLevel: 1 }));
    await set(kit, 1, tx(5, 10));
    kit.forget();
    return kit;
  }

  test.each<[string, Request<'ClearChargingProfile'>, string, number[]]>([
    ['by id', { id: 3 }, 'Accepted', [28, 10, 18]],
    ['by an id that is not there', { id: 99 }, 'Unknown', [28, 10, 18]],
    ['by id, whatever else is said', { id: 5, connectorId: 2, stackLevel: 7 }, 'Accepted', [38, 20, 18]],
    ['by purpose', { chargingProfilePurpose: 'TxDefaultProfile' }, 'Accepted', [40, 10, 40]],
    ['by stack level', { stackLevel: 1 }, 'Accepted', [40, 10, 30]],
    ['by a stack level that is not there', { stackLevel: 7 }, 'Unknown', [28, 10, 18]],
    ['by connector', { connectorId: 1 }, 'Accepted', [40, 40, 18]],
    ['by a connector that does not exist', { connectorId: 7 }, 'Unknown', [28, 10, 18]],
    [
      'all criteria fit',
      { connectorId: 1, chargingProfilePurpose: 'TxProfile', stackLevel: 0 },
      'Accepted',
      [38, 20, 18],
    ],
    [
      'not all criteria fit',
      { connectorId: 1, chargingProfilePurpose: 'TxProfile', stackLevel: 1 },
      'Unknown',
      [28, 10, 18],
    ],
    ['connector 0: maximum and default for all', { connectorId: 0 }, 'Accepted', [28, 10, 18]],
    [
      'connector 0: the default for all only',
      { connectorId: 0, chargingProfilePurpose: 'TxDefaultProfile' },
      'Accepted',
      [28, 10, 18],
    ],
    ['everything', {}, 'Accepted', [96, 48, 48]],
  ])('%s', async (_, criteria, expected, left) => {
    const kit = await filled();

    expect(await clear(kit, criteria)).toBe(expected);

    expect(await limits(kit)).toEqual(left);
    expect(await changes(kit)).toBe(expected === 'Accepted' ? 1 : 0);
  });

  test('a default for all goes from all connectors with connector 0', async () => {
    const kit = await bootedKit();
    await set(kit, 0, amps(1, 16));
    await set(kit, 1, amps(2, 10, { stackLevel: 1 }));

    expect(await clear(kit, { connectorId: 0 })).toBe('Accepted');

    expect(await limits(kit)).toEqual([58, 10, 48]);
  });

  test('a default for all goes from one connector with that connector', async () => {
    const kit = await bootedKit();
    await set(kit, 0, amps(1, 16));

    expect(await clear(kit, { connectorId: 1 })).toBe('Accepted');
    expect(await limits(kit)).toEqual([64, 48, 16]);
    expect(await clear(kit, { connectorId: 1 })).toBe('Unknown');
  });

  test('clearing everything is accepted also when there is nothing', async () => {
    const kit = await bootedKit();

    expect(await clear(kit, {})).toBe('Accepted');
  });
});
