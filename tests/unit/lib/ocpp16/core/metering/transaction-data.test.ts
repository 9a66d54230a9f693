import { describe, expect, test } from '@jest/globals';
import type { MeterValue, SampledValue } from '../../../../../../lib/ocpp16/messages/index.js';
import { nextAlignedMs } from '../../../../../../lib/ocpp16/core/metering/aligned-schedule.js';
import { selectStopData, thin, thinToSize } from '../../../../../../lib/ocpp16/core/metering/transaction-data.js';

const power: SampledValue = { value: '1.00', context: 'Sample.Periodic', measurand: 'Power.Active.Import' };
const energy: SampledValue = { value: '2.00', context: 'Sample.Periodic', measurand: 'Energy.Active.Import.Register' };
const aligned: SampledValue = { value: '3.00', context: 'Sample.Clock', measurand: 'Power.Active.Import' };
const signed: SampledValue = { value: 'xyz', context: 'Transaction.Begin', format: 'SignedData' };

function at(second: number, ...sampledValue: SampledValue[]): MeterValue {
  return { timestamp: new Date(second * 1000).toISOString(), sampledValue };
}

describe('transaction data', () => {
  test('aligned values follow StopTxnAlignedData, all others StopTxnSampledData', () => {
    const collected = [at(1, power, energy), at(2, aligned)];

    expect(
      selectStopData(collected, { aligned: ['Power.Active.Import'], sampled: ['Energy.Active.Import.Register'] }),
    ).toEqual([at(1, energy), at(2, aligned)]);
  });

  test('signed values stay even when both lists are empty, and empty meter values go', () => {
    const collected = [at(0, signed), at(1, power), at(2, aligned)];

    expect(selectStopData(collected, { aligned: [], sampled: [] })).toEqual([at(0, signed)]);
  });

  test.each([
    [2, [0, 1]],
    [3, [0, 2]],
    [4, [0, 2, 3]],
    [5, [0, 2, 4]],
    [6, [0, 2, 4, 5]],
    [7, [0, 2, 4, 6]],
  ])('one round of thinning leaves of %i entries %p', (count, kept) => {
    expect(thin(Array.from({ length: count }, (_, index) => index))).toEqual(kept);
  });

  test('thinning repeats until the size fits', () => {
    const entries = Array.from({ length: 9 }, (_, index) => index);

    expect(thinToSize(entries, (left) => left.length, 3)).toEqual([0, 4, 8]);
  });

  test('thinning stops at the first and the last entry', () => {
    expect(thinToSize([1, 2, 3, 4, 5], () => 1e6, 10)).toEqual([1, 5]);
  });
});

describe('clock-aligned moments', () => {
  const at1237 = Date.UTC(2026, 0, 1, 12, 37, 5, 250);

  test.each([
    [15_000, Date.UTC(2026, 0, 1, 12, 37, 15)],
    [900_000, Date.UTC(2026, 0, 1, 12, 45)],
    [86_400_000, Date.UTC(2026, 0, 2)],
    [7_000, Date.UTC(2026, 0, 1, 12, 37, 10)],
  ])('an interval of %i ms is counted from 00:00 UTC', (intervalMs, expected) => {
    expect(nextAlignedMs(at1237, intervalMs, at1237)).toBe(expected);
  });

  test('a moment that is exactly aligned leads to the next one', () => {
    const noon = Date.UTC(2026, 0, 1, 12);

    expect(nextAlignedMs(noon, 60_000, noon)).toBe(noon + 60_000);
  });
});
