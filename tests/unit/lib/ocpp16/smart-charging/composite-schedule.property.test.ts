import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ChargingProfile } from '../../../../../lib/ocpp16/messages/index.js';
import { composeSchedule } from '../../../../../lib/ocpp16/smart-charging/composite-schedule.js';
import { EVENING_S, sourcesOf, type Setting } from './support/profiles.js';
import { secondBySecond, type Question, type World } from './support/second-by-second.js';

const DAY_S = 86_400;

/** Instants near the window, also fractions of seconds, and exact days before and after it. */
const instant = fc
  .record({
    days: fc.constantFrom(0, 0, 0, -1, 1, -7, 7, -14, 3),
    seconds: fc.integer({ min: -70, max: 90 }),
    ms: fc.constantFrom(0, 0, 1, 999),
  })
  .map(({ days, ms, seconds }) => new Date((EVENING_S + days * DAY_S + seconds) * 1000 + ms).toISOString());

const limit = fc.oneof(fc.integer({ min: 0, max: 64 }), fc.constantFrom(0, 6.1, 13.8, 690, 4140, 11_000.5, 33_120));

/** Mostly in order; the gaps decide where the next period begins. */
const periods = fc
  .array(
    fc.record({ gap: fc.constantFrom(1, 2, 5, 9, 20, 33, 0, -25), limit, phases: fc.integer({ min: 0, max: 3 }) }),
    {
      maxLength: 7,
    },
  )
  .chain((drafts) =>
    fc.constantFrom(0, 0, 0, 0, 3).map((first) => {
      let startPeriod: number = first;
      return drafts.map(({ gap, limit: rate, phases }) => {
        const period = { startPeriod, limit: rate, ...(phases > 0 && { numberPhases: phases }) };
        startPeriod = Math.max(0, startPeriod + gap);
        return period;
      });
    }),
  );

const profile: fc.Arbitrary<ChargingProfile> = fc.record(
  {
    chargingProfileId: fc.integer({ min: 1, max: 8 }),
    transactionId: fc.integer({ min: 1, max: 2 }),
    stackLevel: fc.integer({ min: 0, max: 3 }),
    chargingProfilePurpose: fc.constantFrom(
      'ChargePointMaxProfile',
      'TxDefaultProfile',
      'TxDefaultProfile',
      'TxProfile',
    ),
    chargingProfileKind: fc.constantFrom('Absolute', 'Recurring', 'Relative'),
    recurrencyKind: fc.constantFrom('Daily', 'Weekly'),
    validFrom: instant,
    validTo: instant,
    chargingSchedule: fc.record(
      {
        duration: fc.oneof(fc.integer({ min: 0, max: 120 }), fc.constantFrom(DAY_S - 10, DAY_S)),
        startSchedule: instant,
        chargingRateUnit: fc.constantFrom('A', 'W'),
        chargingSchedulePeriod: periods,
      },
      { requiredKeys: ['chargingRateUnit', 'chargingSchedulePeriod', 'startSchedule'] },
    ),
  },
  {
    requiredKeys: [
      'chargingProfileId',
      'stackLevel',
      'chargingProfilePurpose',
      'chargingProfileKind',
      'recurrencyKind',
      'chargingSchedule',
    ],
  },
);

/** A profile at a connector where it may be. */
function settingOf(numberOfConnectors: number): fc.Arbitrary<Setting> {
  return fc.tuple(fc.integer({ min: 0, max: numberOfConnectors }), profile).map(([connectorId, set]) => {
    if (set.chargingProfilePurpose === 'ChargePointMaxProfile') return [0, set];
    return [set.chargingProfilePurpose === 'TxProfile' ? Math.max(1, connectorId) : connectorId, set];
  });
}

const transaction = fc.record(
  { startS: fc.integer({ min: EVENING_S - 60, max: EVENING_S }), csmsId: fc.integer({ min: 1, max: 2 }) },
  { requiredKeys: ['startS'] },
);

const world: fc.Arbitrary<World> = fc.integer({ min: 1, max: 3 }).chain((numberOfConnectors) =>
  fc.record({
    numberOfConnectors: fc.constant(numberOfConnectors),
    settings: fc.array(settingOf(numberOfConnectors), { maxLength: 9 }),
    transactions: fc
      .array(fc.tuple(fc.integer({ min: 1, max: numberOfConnectors }), transaction), { maxLength: 3 })
      .map((entries) => new Map(entries)),
    ignored: fc
      .constantFrom<readonly string[]>([], [], [], ['ChargePointMaxProfile'], ['TxDefaultProfile', 'TxProfile'])
      .map((purposes) => new Set(purposes)),
    defaults: fc.constantFrom(
      { limitA: 48, limitW: 33_120, numberPhases: 3, voltageV: 230 },
      { limitA: 16, limitW: 3_000, numberPhases: 1, voltageV: 110 },
    ),
  }),
);

const question = fc.record({
  connectorId: fc.nat(3),
  startS: fc.integer({ min: EVENING_S - 20, max: EVENING_S + 20 }),
  durationS: fc.constantFrom(90, 60, 45, 1, 0),
  unit: fc.constantFrom<'A' | 'W'>('A', 'W'),
});

function composed({ settings, transactions, numberOfConnectors, ...rest }: World, asked: Question) {
  const transactionOf = (connectorId: number) => transactions.get(connectorId);
  return composeSchedule(sourcesOf(settings, numberOfConnectors, { ...rest, transaction: transactionOf }), asked);
}

/** A schedule as `secondBySecond` writes it. */
function writtenOut(periods: ReturnType<typeof composeSchedule>, durationS: number): string[] {
  return periods.flatMap(({ limit: rate, numberPhases, stackLevel, startPeriod }, index) => {
    const endS = periods[index + 1]?.startPeriod ?? Math.max(1, durationS);
    return Array.from({ length: endS - startPeriod }, () => `${rate}/${numberPhases ?? '-'}/${stackLevel}`);
  });
}

test('OCPP 1.6 §3.13 · composite schedules of any profiles are what every second says', () => {
  fc.assert(
    fc.property(world, question, (any, { connectorId, ...rest }) => {
      const asked = { ...rest, connectorId: Math.min(connectorId, any.numberOfConnectors) };

      const periods = composed(any, asked);

      expect(writtenOut(periods, asked.durationS)).toEqual(secondBySecond(any, asked));
      expect(periods[0]?.startPeriod).toBe(0);
    }),
    { seed: 16, numRuns: 5000 },
  );
});

test('OCPP 1.6 §3.13 · neighbouring periods of a composite schedule differ', () => {
  fc.assert(
    fc.property(world, question, (any, asked) => {
      const periods = composed(any, { ...asked, connectorId: 0, durationS: 3 * DAY_S });

      const texts = periods.map(({ limit: rate, numberPhases, stackLevel }) => [rate, numberPhases, stackLevel].join());
      expect(texts.filter((text, index) => text === texts[index - 1])).toEqual([]);
      expect(periods.every(({ startPeriod }) => startPeriod < 3 * DAY_S)).toBe(true);
    }),
    { seed: 17, numRuns: 2000 },
  );
});
