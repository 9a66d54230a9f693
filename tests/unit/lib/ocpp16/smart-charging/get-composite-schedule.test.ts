import { describe, expect, test } from '@jest/globals';
import type { ChargingProfile } from '../../../../../lib/ocpp16/messages/index.js';
import { profile, schedule } from './support/profiles.js';
import { bootedKit, composite, limits, offered, set } from './support/smart-kit.js';

/** A profile that gives one limit. */
function limiting(...[unit, periods, more]: Parameters<typeof schedule>): ChargingProfile {
  return profile({ chargingProfileId: 1, chargingSchedule: schedule(unit, periods, more) });
}

describe('OCPP 1.6 §5.7 · GetCompositeSchedule', () => {
  test('begins with the present second and tells its unit and length', async () => {
    const kit = await bootedKit();
    await set(kit, 0, limiting('A', [[0, 16, 1]], { minChargingRate: 6 }));
    await kit.clock.advance(20_700);

    expect(await composite(kit, { connectorId: 1, duration: 60 })).toEqual({
      status: 'Accepted',
      connectorId: 1,
      scheduleStart: kit.at(20),
      chargingSchedule: {
        duration: 60,
        startSchedule: kit.at(20),
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 16, numberPhases: 1 }],
      },
    });
  });

  test.each([
    ['a connector that does not exist', { connectorId: 3, duration: 60 }],
    ['a connector below 0', { connectorId: -1, duration: 60 }],
    ['a unit that is not allowed', { connectorId: 1, duration: 60, chargingRateUnit: 'W' as const }],
  ])('%s is rejected', async (_, request) => {
    const SmartCharging = { ChargeProfileMaxStackLevel: 1, ChargingScheduleAllowedChargingRateUnit: 'Current' };
    const kit = await bootedKit({ keys: { SmartCharging } });

    expect(await composite(kit, request)).toEqual({ status: 'Rejected' });
  });

  test('without a unit the first allowed one is used, unknown ones do not count', async () => {
    const SmartCharging = {
      ChargeProfileMaxStackLevel: 1,
      ChargingScheduleAllowedChargingRateUnit: 'Horses,Power,Current',
    };
    const kit = await bootedKit({ keys: { SmartCharging } });

    const { chargingSchedule } = await composite(kit, { connectorId: 0, duration: 60 });

    expect(chargingSchedule).toMatchObject({ chargingRateUnit: 'W', chargingSchedulePeriod: [{ limit: 66_240 }] });
  });

  test.each([
    [100, 100],
    [101, 100],
    [0, 0],
    [-1, 0],
  ])('MaxCompositeScheduleDuration caps a duration of %s s to %s s', async (duration, expected) => {
    const kit = await bootedKit({ keys: { Internal: { MaxCompositeScheduleDuration: 100 } } });

    const { chargingSchedule } = await composite(kit, { connectorId: 1, duration });

    expect(chargingSchedule?.duration).toBe(expected);
    expect(chargingSchedule?.chargingSchedulePeriod).toHaveLength(1);
  });

  test('defaults can be changed and are whole numbers', async () => {
    const Internal = { CompositeScheduleDefaultLimitAmps: 20.9, SupplyVoltage: 100.5 };
    const kit = await bootedKit({ keys: { Internal } });
    expect(await limits(kit)).toEqual([40, 20, 20]);
    for (const [key, value] of [
      ['CompositeScheduleDefaultLimitAmps', '25'],
      ['CompositeScheduleDefaultLimitWatts', '90000'],
      ['CompositeScheduleDefaultNumberPhases', '2'],
    ] as const) {
      expect(await kit.csms.call('ChangeConfiguration', { key, value })).toEqual({ status: 'Accepted' });
    }
    await set(kit, 1, limiting('W', [[0, 2000]]));

    expect(await limits(kit)).toEqual([50, 10, 25]);
  });

  test.each([
    { unit: 'A', given: 'W', limit: 6901.5, expected: 10 },
    { unit: 'A', given: 'W', limit: 7000, expected: 10.1 },
    { unit: 'W', given: 'A', limit: 16.1, expected: 11_109 },
    { unit: 'A', given: 'A', limit: 10.56, expected: 10.5 },
    { unit: 'A', given: 'A', limit: 16.3, expected: 16.3 },
  ] as const)(
    'OCPP 1.6 §7 · a limit has at most one fractional digit: $limit $given is $expected $unit',
    async ({ unit, given, limit, expected }) => {
      const kit = await bootedKit();
      await set(kit, 1, limiting(given, [[0, limit]]));

      const { chargingSchedule } = await composite(kit, { connectorId: 1, duration: 0, chargingRateUnit: unit });

      expect(chargingSchedule?.chargingSchedulePeriod).toEqual([{ startPeriod: 0, limit: expected }]);
    },
  );

  test('the application gets limits with all their digits', async () => {
    const kit = await bootedKit();
    await set(kit, 1, limiting('W', [[0, 6901.5]]));

    expect(offered(kit)[1]).toBeCloseTo(6901.5 / 690, 12);
  });
});
