import { describe, expect, test } from '@jest/globals';
import type { ChargingProfile } from '../../../../../lib/ocpp16/messages/index.js';
import {
  completeProfile,
  faultOfProfile,
  type ProfileCheck,
} from '../../../../../lib/ocpp16/smart-charging/check-profile.js';
import type { SmartChargingSettings } from '../../../../../lib/ocpp16/smart-charging/settings.js';
import { profile, schedule, standardDefaults } from './support/profiles.js';

const settings: SmartChargingSettings = {
  isOffered: true,
  numberOfConnectors: 2,
  supportedPurposes: ['ChargePointMaxProfile', 'TxDefaultProfile', 'TxProfile'],
  maxStackLevel: 10,
  allowedUnits: ['A', 'W'],
  maxPeriods: 3,
  maxInstalled: 5,
  allowsMissingStart: false,
  ignoredOffline: [],
  maxCompositeDurationS: 86_400,
  connectionTimeoutMs: 0,
  defaults: standardDefaults,
};

const START = '2026-01-01T12:00:00.000Z';

function fault(more: Partial<ChargingProfile>, check: Partial<ProfileCheck> = {}): string | undefined {
  return faultOfProfile(profile(more), { connectorId: 1, origin: 'request', settings, installedCount: 0, ...check });
}

const withPeriod = (period: object): Partial<ChargingProfile> => ({
  chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 10, ...period }] },
});

const absolute: Partial<ChargingProfile> = {
  chargingProfileKind: 'Absolute',
  chargingSchedule: schedule('A', [[0, 10]], { startSchedule: START }),
};

const maximum: Partial<ChargingProfile> = { ...absolute, chargingProfilePurpose: 'ChargePointMaxProfile' };
const txProfile: Partial<ChargingProfile> = { chargingProfilePurpose: 'TxProfile' };
const transaction = { startS: 0, csmsId: 42 };

describe('OCPP 1.6 §5.16 · profiles that are rejected, and why', () => {
  test.each<[string, Partial<ChargingProfile>, Partial<ProfileCheck>, string]>([
    [
      '1 · a purpose that is not supported',
      {},
      { settings: { ...settings, supportedPurposes: ['TxProfile'] } },
      'the purpose is not supported',
    ],
    ['2 · a connector beyond the last', {}, { connectorId: 3 }, 'there is no such connector'],
    ['2 · a connector below 0', {}, { connectorId: -1 }, 'there is no such connector'],
    ['2 · a stack level above the highest', { stackLevel: 11 }, {}, 'the stack level is out of range'],
    ['2 · a stack level below 0', { stackLevel: -1 }, {}, 'the stack level is out of range'],
    [
      '3 · an absolute schedule without startSchedule',
      { chargingProfileKind: 'Absolute' },
      {},
      'an absolute schedule has no start',
    ],
    ['4 · a profile too many', {}, { installedCount: 5 }, 'too many profiles are installed'],
    [
      '5 · too many periods',
      {
        chargingSchedule: schedule(
          'A',
          [0, 1, 2, 3].map((start) => [start, 10]),
        ),
      },
      {},
      'the schedule has too many periods',
    ],
    [
      '6 · a unit that is not allowed',
      { chargingSchedule: schedule('W', [[0, 10]]) },
      { settings: { ...settings, allowedUnits: ['A'] } },
      'the unit is not allowed',
    ],
    [
      '7 · an infinite limit',
      withPeriod({ limit: Infinity }),
      {},
      'a period has an impossible limit or number of phases',
    ],
    [
      '7 · a limit that is no number',
      withPeriod({ limit: NaN }),
      {},
      'a period has an impossible limit or number of phases',
    ],
    ['7 · a negative limit', withPeriod({ limit: -0.1 }), {}, 'a period has an impossible limit or number of phases'],
    ['7 · no phase', withPeriod({ numberPhases: 0 }), {}, 'a period has an impossible limit or number of phases'],
    ['7 · four phases', withPeriod({ numberPhases: 4 }), {}, 'a period has an impossible limit or number of phases'],
    [
      '7 · an infinite minimum rate',
      { chargingSchedule: schedule('A', [[0, 10]], { minChargingRate: Infinity }) },
      {},
      'the minimum rate is not finite',
    ],
    [
      '8 · recurring without a kind of recurrence',
      { ...absolute, chargingProfileKind: 'Recurring' },
      {},
      'a recurring profile does not say how it recurs',
    ],
    [
      '8 · recurring without startSchedule',
      { chargingProfileKind: 'Recurring', recurrencyKind: 'Daily' },
      {},
      'a recurring schedule has no start',
    ],
    ['9 · a maximum for one connector', maximum, { connectorId: 1 }, 'a ChargePointMaxProfile is for connector 0'],
    [
      '9 · a relative maximum',
      { chargingProfilePurpose: 'ChargePointMaxProfile' },
      { connectorId: 0 },
      'a ChargePointMaxProfile cannot be relative',
    ],
    ['11 · a TxProfile for connector 0', txProfile, { connectorId: 0, transaction }, 'a TxProfile needs a connector'],
    ['11 · a TxProfile without a transaction', txProfile, {}, 'no transaction is running on the connector'],
    [
      '11 · a TxProfile of another transaction',
      { ...txProfile, transactionId: 43 },
      { transaction },
      'another transaction is running on the connector',
    ],
    [
      '11 · a TxProfile of a transaction whose id is not known yet',
      { ...txProfile, transactionId: 43 },
      { transaction: { startS: 0 } },
      'another transaction is running on the connector',
    ],
    [
      '11 · a remote start with a transaction id',
      { ...txProfile, transactionId: 43 },
      { origin: 'remote-start' },
      'another transaction is running on the connector',
    ],
    [
      '11 · a remote start with another purpose',
      {},
      { origin: 'remote-start' },
      'a remote start takes a TxProfile only',
    ],
  ])('%s', (_, more, check, expected) => {
    expect(fault(more, check)).toBe(expected);
  });

  test('the first rule that is broken is the one that is told', () => {
    const settingsOfFew = { ...settings, supportedPurposes: [], allowedUnits: [] };

    expect(fault({ stackLevel: 99 }, { connectorId: 9, settings: settingsOfFew })).toBe('the purpose is not supported');
    expect(fault({ stackLevel: 99 }, { installedCount: 9 })).toBe('the stack level is out of range');
  });
});

describe('OCPP 1.6 §5.16 · profiles that are accepted', () => {
  test.each<[string, Partial<ChargingProfile>, Partial<ProfileCheck>]>([
    ['at the bounds of stack level and connector', { stackLevel: 10 }, { connectorId: 2 }],
    ['10 · a default for any connector', {}, { connectorId: 0 }],
    ['9 · an absolute maximum for connector 0', maximum, { connectorId: 0 }],
    ['4 · the last one that fits', {}, { installedCount: 4 }],
    ['7 · a limit of 0 and up to three phases', withPeriod({ limit: 0, numberPhases: 3 }), {}],
    ['11 · a TxProfile that names its transaction', { ...txProfile, transactionId: 42 }, { transaction }],
    ['11 · a TxProfile that names none', txProfile, { transaction }],
    ['11 · a TxProfile of a remote start', txProfile, { origin: 'remote-start' }],
    [
      '1 · a TxProfile of a remote start, also when the purpose is not supported',
      txProfile,
      { origin: 'remote-start', settings: { ...settings, supportedPurposes: [] } },
    ],
    ['without periods', { chargingSchedule: schedule('A', []) }, {}],
    ['whose first period begins later', { chargingSchedule: schedule('A', [[5, 10]]) }, {}],
    [
      'whose periods are out of order',
      {
        chargingSchedule: schedule('A', [
          [0, 10],
          [60, 9],
          [30, 8],
        ]),
      },
      {},
    ],
    ['whose validity has no length', { validFrom: START, validTo: START }, {}],
  ])('%s', (_, more, check) => {
    expect(fault(more, check)).toBeUndefined();
  });
});

describe('OCPP 1.6 §3.13 · what is completed before a profile is installed', () => {
  const lax = { allowsMissingStart: true };
  const strict = { allowsMissingStart: false };

  test.each([
    ['Absolute', START],
    ['Recurring', START],
    ['Relative', undefined],
  ] as const)('3, 8 · a missing start of a schedule of kind %s becomes %s', (chargingProfileKind, expected) => {
    const bare = profile({ chargingProfileKind, recurrencyKind: 'Daily' });

    expect(completeProfile(bare, lax, START).chargingSchedule.startSchedule).toBe(expected);
    expect(completeProfile(bare, strict, START).chargingSchedule.startSchedule).toBeUndefined();
  });

  test('a given start stays', () => {
    const given = profile({ ...absolute });

    expect(completeProfile(given, lax, '2030-01-01T00:00:00.000Z')).toEqual(given);
  });

  test.each([
    ['Daily', 86_401, 86_400],
    ['Daily', 600, 600],
    ['Weekly', 604_801, 604_800],
    ['Weekly', 90_000, 90_000],
  ] as const)('8 · a duration of a %s schedule of %s s becomes %s s', (recurrencyKind, duration, expected) => {
    const chargingSchedule = schedule('A', [[0, 10]], { duration, startSchedule: START });
    const recurring = profile({ chargingProfileKind: 'Recurring', recurrencyKind, chargingSchedule });

    expect(completeProfile(recurring, strict, START).chargingSchedule.duration).toBe(expected);
  });

  test('an absolute schedule keeps its duration, whatever recurrencyKind says', () => {
    const chargingSchedule = schedule('A', [[0, 10]], { duration: 100_000, startSchedule: START });
    const stray = profile({ chargingProfileKind: 'Absolute', recurrencyKind: 'Daily', chargingSchedule });

    expect(completeProfile(stray, strict, START)).toEqual(stray);
  });
});
