import { describe, expect, test } from '@jest/globals';
import type { ChargingProfile } from '../../../../../lib/ocpp16/messages/index.js';
import { composeSchedule, type CompositeSources } from '../../../../../lib/ocpp16/smart-charging/composite-schedule.js';
import { EVENING_S, profile, schedule, sourcesOf, timeOf, type PeriodTuple, type Setting } from './support/profiles.js';

interface Query {
  readonly connectorId?: number;
  readonly startS?: number;
  readonly durationS?: number;
  readonly unit?: 'A' | 'W';
}

/** `start: limit (phases)`, as schedules are told in tables. */
function told(sources: CompositeSources, query: Query): string {
  const { connectorId = 1, durationS = 3600, startS = EVENING_S, unit = 'A' } = query;
  return composeSchedule(sources, { connectorId, durationS, startS, unit })
    .map(({ startPeriod, limit, numberPhases }) => {
      const phases = numberPhases === undefined ? '' : ` (${numberPhases})`;
      return `${startPeriod}: ${Number(limit.toFixed(6))}${phases}`;
    })
    .join(', ');
}

const HOUR_S = 3600;
const falling: readonly PeriodTuple[] = [
  [0, 16],
  [1800, 15],
  [2700, 14],
];
const fallingW: readonly PeriodTuple[] = [
  [0, 12420],
  [300, 8280],
  [600, 6210],
  [900, 4140],
  [1200, 2070],
];

function maximum(limit: number, numberPhases?: number): Setting {
  return [
    0,
    profile({
      chargingProfileId: 100,
      chargingProfilePurpose: 'ChargePointMaxProfile',
      chargingProfileKind: 'Absolute',
      chargingSchedule: schedule('A', [numberPhases === undefined ? [0, limit] : [0, limit, numberPhases]], {
        startSchedule: timeOf(EVENING_S - HOUR_S),
      }),
    }),
  ];
}

describe('OCPP 1.6 §3.13, §5.7 · composite schedules of known profiles', () => {
  test('no profile on a station with one connector', () => {
    expect(told(sourcesOf([], 1), { connectorId: 0 })).toBe('0: 48');
  });

  test('no profile on a station with two connectors', () => {
    expect(told(sourcesOf([], 2), { connectorId: 0 })).toBe('0: 96');
    expect(told(sourcesOf([], 2), { connectorId: 1 })).toBe('0: 48');
    expect(told(sourcesOf([], 2), { connectorId: 1, unit: 'W' })).toBe('0: 33120');
  });

  test('a relative default for all of two connectors adds up on connector 0', () => {
    const sources = sourcesOf([[0, profile({ chargingSchedule: schedule('A', falling) })]], 2);

    expect(told(sources, { connectorId: 0 })).toBe('0: 32, 1800: 30, 2700: 28');
  });

  test('before and after an absolute schedule with a duration the default limit holds', () => {
    const startS = Date.UTC(2024, 0, 17, 12, 2, 0) / 1000;
    const periods: PeriodTuple[] = [
      [0, 32],
      [1800, 31],
      [2700, 30],
    ];
    const chargingSchedule = schedule('A', periods, { duration: 3600, startSchedule: timeOf(startS) });
    const sources = sourcesOf([[0, profile({ chargingProfileKind: 'Absolute', chargingSchedule })]], 1);

    expect(told(sources, { connectorId: 0, startS: startS - 1, durationS: 3602 })).toBe(
      '0: 48, 1: 32, 1801: 31, 2701: 30, 3601: 48',
    );
  });

  test.each([
    [16, 1, 'A', '0: 16 (1), 1200: 9 (1)'],
    [10, 3, 'A', '0: 10 (3), 600: 9 (3), 900: 6 (3), 1200: 3 (3)'],
    [10, 3, 'W', '0: 6900 (3), 600: 6210 (3), 900: 4140 (3), 1200: 2070 (3)'],
  ] as const)('a maximum of %s A in %s phases above a default in W, asked in %s', (limit, phases, unit, expected) => {
    const sources = sourcesOf([maximum(limit, phases), [1, profile({ chargingSchedule: schedule('W', fallingW) })]], 1);

    expect(told(sources, { unit })).toBe(expected);
  });

  test('a daily and a relative default on two connectors add up', () => {
    const eightS = Date.UTC(2024, 0, 17, 8, 0, 0) / 1000;
    const daily = profile({
      chargingProfileId: 1,
      chargingProfileKind: 'Recurring',
      recurrencyKind: 'Daily',
      chargingSchedule: schedule('A', falling, { duration: 3600, startSchedule: timeOf(eightS - 5 * 86_400) }),
    });
    const relative = profile({
      chargingProfileId: 2,
      chargingSchedule: schedule('A', falling, { duration: 3600 }),
    });
    const sources = sourcesOf(
      [
        [1, daily],
        [2, relative],
      ],
      2,
    );

    expect(told(sources, { connectorId: 0, startS: eightS + 60 })).toBe(
      '0: 32, 1740: 31, 1800: 30, 2640: 29, 2700: 28, 3540: 62',
    );
  });

  test('a short schedule of a higher stack level lies on top of a daily one', () => {
    const high = profile({
      chargingProfileId: 1,
      stackLevel: 1,
      chargingProfileKind: 'Absolute',
      chargingSchedule: schedule('W', [[0, 2000, 1]], { duration: 1080, startSchedule: timeOf(EVENING_S) }),
    });
    const daily: PeriodTuple[] = [
      [0, 11000, 3],
      [28800, 6000, 3],
      [72000, 12000, 3],
    ];
    const low = profile({
      chargingProfileId: 2,
      chargingProfileKind: 'Recurring',
      recurrencyKind: 'Daily',
      chargingSchedule: schedule('W', daily, { startSchedule: timeOf(EVENING_S - HOUR_S) }),
    });
    const sources = sourcesOf(
      [
        [1, high],
        [1, low],
      ],
      1,
    );

    expect(told(sources, { startS: EVENING_S + 60, durationS: 43_140, unit: 'W' })).toBe(
      '0: 2000 (1), 1020: 11000 (3), 25140: 6000 (3)',
    );
  });
});

describe('OCPP 1.6 §3.13 · which profile counts when', () => {
  const one = (more: Partial<ChargingProfile>, query: Query = {}, sources: Partial<CompositeSources> = {}): string =>
    told(sourcesOf([[1, profile(more)]], 1, sources), query);
  const absolute = (periods: readonly PeriodTuple[], startS: number, more = {}): Partial<ChargingProfile> => ({
    chargingProfileKind: 'Absolute',
    chargingSchedule: schedule('A', periods, { startSchedule: timeOf(startS), ...more }),
  });

  test('a TxProfile goes before a TxDefaultProfile of any stack level, and only where it limits', () => {
    const sources = sourcesOf(
      [
        [1, profile({ chargingProfileId: 1, stackLevel: 9, chargingSchedule: schedule('A', [[0, 10]]) })],
        [
          1,
          profile({
            chargingProfileId: 2,
            chargingProfilePurpose: 'TxProfile',
            chargingSchedule: schedule('A', [[0, 20]], { duration: 60 }),
          }),
        ],
      ],
      1,
    );

    expect(told(sources, {})).toBe('0: 20, 60: 10');
  });

  test('a TxProfile of another transaction does not count', () => {
    const tx: Partial<ChargingProfile> = { chargingProfilePurpose: 'TxProfile', transactionId: 7 };

    expect(one(tx, {}, { transaction: () => ({ startS: EVENING_S, csmsId: 8 }) })).toBe('0: 48');
    expect(one(tx, {}, { transaction: () => ({ startS: EVENING_S }) })).toBe('0: 48');
    expect(one(tx, {}, { transaction: () => ({ startS: EVENING_S, csmsId: 7 }) })).toBe('0: 16');
  });

  test('a relative schedule begins with the transaction, and with the query while none is running', () => {
    const relative = { chargingSchedule: schedule('A', falling) };

    expect(one(relative, {}, { transaction: () => ({ startS: EVENING_S - 1000 }) })).toBe('0: 16, 800: 15, 1700: 14');
    expect(one(relative)).toBe('0: 16, 1800: 15, 2700: 14');
  });

  test('purposes that are ignored offline leave their place to the others', () => {
    const sources = sourcesOf([maximum(10), [1, profile()]], 1);

    expect(told({ ...sources, ignored: new Set(['ChargePointMaxProfile']) }, {})).toBe('0: 16');
    expect(told({ ...sources, ignored: new Set(['TxDefaultProfile']) }, {})).toBe('0: 10');
    expect(told({ ...sources, ignored: new Set(['TxDefaultProfile']) }, { connectorId: 0 })).toBe('0: 10');
  });

  test('validFrom and validTo cut the schedule', () => {
    const valid = { validFrom: timeOf(EVENING_S + 10), validTo: timeOf(EVENING_S + 30) };

    expect(one({ ...absolute([[0, 16]], EVENING_S), ...valid })).toBe('0: 48, 10: 16, 30: 48');
  });

  test('an absolute schedule without a start begins at validFrom', () => {
    const more: Partial<ChargingProfile> = {
      chargingProfileKind: 'Absolute',
      validFrom: timeOf(EVENING_S - 100),
      chargingSchedule: schedule('A', falling),
    };

    expect(one(more)).toBe('0: 16, 1700: 15, 2600: 14');
  });

  test('a weekly schedule comes back after a week', () => {
    const weekly: Partial<ChargingProfile> = {
      ...absolute([[0, 16]], EVENING_S - 604_800 + 30, { duration: 60 }),
      chargingProfileKind: 'Recurring',
      recurrencyKind: 'Weekly',
    };

    expect(one(weekly, { durationS: 2 * 604_800 })).toBe('0: 48, 30: 16, 90: 48, 604830: 16, 604890: 48');
  });

  test('a daily schedule also held on the days before its startSchedule', () => {
    const daily: Partial<ChargingProfile> = {
      ...absolute([[0, 16]], EVENING_S + 3 * 86_400 + 10, { duration: 60 }),
      chargingProfileKind: 'Recurring',
      recurrencyKind: 'Daily',
    };

    expect(one(daily)).toBe('0: 48, 10: 16, 70: 48');
  });

  test('an absolute schedule with a recurrencyKind happens once', () => {
    const more: Partial<ChargingProfile> = { ...absolute([[0, 16]], EVENING_S - 86_400, { duration: 60 }) };

    expect(one({ ...more, recurrencyKind: 'Daily' }, { durationS: 100_000 })).toBe('0: 48');
  });

  test('a period of a daily schedule ends when the next day begins', () => {
    const daily: Partial<ChargingProfile> = {
      ...absolute(
        [
          [0, 16],
          [86_000, 10],
          [90_000, 6],
        ],
        EVENING_S - 86_100,
      ),
      chargingProfileKind: 'Recurring',
      recurrencyKind: 'Daily',
    };

    expect(one(daily)).toBe('0: 10, 300: 16');
  });

  test.each<[string, readonly PeriodTuple[], string]>([
    ['no periods at all', [], '0: 48'],
    ['a first period later than 0', [[5, 16]], '0: 48'],
    [
      'a period that repeats a start',
      [
        [0, 16],
        [60, 10],
        [60, 12],
        [90, 8],
      ],
      '0: 16, 60: 48, 90: 8',
    ],
    [
      'a period that goes back',
      [
        [0, 16],
        [60, 10],
        [30, 12],
        [90, 8],
      ],
      '0: 16, 60: 48, 90: 8',
    ],
  ])('%s', (_, periods, expected) => {
    expect(one({ chargingSchedule: schedule('A', periods) })).toBe(expected);
  });

  test('fractions of a second make no periods of their own', () => {
    const start = new Date(EVENING_S * 1000 + 999).toISOString();
    const chargingSchedule = schedule('A', [[0, 16]], { duration: 60, startSchedule: start });

    expect(one({ chargingProfileKind: 'Absolute', chargingSchedule })).toBe('0: 16, 60: 48');
  });

  test.each([0, -5])('a duration of %s gives the one period of the moment', (durationS) => {
    expect(one({ chargingSchedule: schedule('A', falling) }, { durationS })).toBe('0: 16');
  });
});

describe('OCPP 1.6 §3.13 · limits of different kinds together', () => {
  test('connector 0 is never above the default limits of its connectors', () => {
    expect(told(sourcesOf([maximum(200)], 2), { connectorId: 0 })).toBe('0: 96');
    expect(told(sourcesOf([maximum(200)], 2), { connectorId: 1 })).toBe('0: 200');
  });

  test('a connector without a limit in a unit counts in the sum with the default of that unit', () => {
    const sources = sourcesOf([[1, profile({ chargingSchedule: schedule('W', [[0, 4140]]) })]], 2);

    expect(told(sources, { connectorId: 0, unit: 'W' })).toBe('0: 37260');
    expect(told(sources, { connectorId: 0, unit: 'A' })).toBe('0: 54');
  });

  test('of the phases of the connectors the sum has the largest number, the maximum reduces it', () => {
    const settings: Setting[] = [
      [1, profile({ chargingProfileId: 1, chargingSchedule: schedule('A', [[0, 10, 1]]) })],
      [2, profile({ chargingProfileId: 2, chargingSchedule: schedule('A', [[0, 10, 2]]) })],
    ];

    expect(told(sourcesOf(settings, 2), { connectorId: 0 })).toBe('0: 20 (2)');
    expect(told(sourcesOf([...settings, maximum(30, 1)], 2), { connectorId: 0 })).toBe('0: 20 (1)');
  });

  test('stackLevel and the other unit are told of the limit that decided', () => {
    const settings: Setting[] = [
      maximum(20, 3),
      [1, profile({ stackLevel: 4, chargingSchedule: schedule('W', [[0, 6900]], { duration: 60 }) })],
    ];
    const query = { connectorId: 1, startS: EVENING_S, durationS: 120 };

    expect(composeSchedule(sourcesOf(settings, 1), { ...query, unit: 'A' })).toEqual([
      { startPeriod: 0, limit: 10, numberPhases: 3, stackLevel: 4, isConverted: true },
      { startPeriod: 60, limit: 20, numberPhases: 3, stackLevel: 0, isConverted: false },
    ]);
    expect(composeSchedule(sourcesOf(settings, 1), { ...query, unit: 'W' })).toEqual([
      { startPeriod: 0, limit: 6900, numberPhases: 3, stackLevel: 4, isConverted: false },
      { startPeriod: 60, limit: 13800, numberPhases: 3, stackLevel: 0, isConverted: true },
    ]);
  });

  test('of equal limits the one in the unit of the question decides', () => {
    const settings: Setting[] = [
      maximum(6),
      [1, profile({ stackLevel: 4, chargingSchedule: schedule('W', [[0, 4140]]) })],
    ];
    const query = { connectorId: 1, startS: EVENING_S, durationS: 60, unit: 'A' } as const;

    expect(composeSchedule(sourcesOf(settings, 1), query)).toEqual([
      { startPeriod: 0, limit: 6, stackLevel: 0, isConverted: false },
    ]);
  });

  test('the defaults are those of the configuration', () => {
    const defaults = { limitA: 20, limitW: 5000, numberPhases: 1, voltageV: 100 };
    const settings: Setting[] = [[1, profile({ chargingSchedule: schedule('W', [[0, 1500]], { duration: 60 }) })]];

    expect(told(sourcesOf(settings, 1, { defaults }), {})).toBe('0: 15, 60: 20');
    expect(told(sourcesOf(settings, 1, { defaults }), { unit: 'W' })).toBe('0: 1500, 60: 5000');
  });

  test('without a supply voltage nothing is converted, and no limit is infinite', () => {
    const defaults = { limitA: 20, limitW: 5000, numberPhases: 3, voltageV: 0 };
    const settings: Setting[] = [[1, profile({ chargingSchedule: schedule('W', [[0, 1500]]) })]];

    expect(told(sourcesOf(settings, 1, { defaults }), {})).toBe('0: 20');
    expect(told(sourcesOf(settings, 1, { defaults }), { unit: 'W' })).toBe('0: 1500');
  });

  test('a limit of 0 is a limit', () => {
    expect(told(sourcesOf([maximum(0), [1, profile()]], 1), {})).toBe('0: 0');
  });
});
