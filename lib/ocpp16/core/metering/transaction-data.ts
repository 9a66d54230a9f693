import type { Measurand, MeterValue, SampledValue } from '../../messages/index.js';

/** The measurand lists that select what StopTransaction repeats. */
export interface StopDataFilter {
  /** `StopTxnAlignedData` */
  readonly aligned: readonly Measurand[];
  /** `StopTxnSampledData` */
  readonly sampled: readonly Measurand[];
}

/**
 * OCPP 1.6 §9.1.25, §9.1.27: what StopTransaction repeats of the values collected in the transaction. The lists only filter:
 * a measurand that no MeterValues list names was never measured.
 */
export function selectStopData(collected: readonly MeterValue[], filter: StopDataFilter): MeterValue[] {
  return collected
    .map((meterValue) => ({
      ...meterValue,
      sampledValue: meterValue.sampledValue.filter((value) => isKept(value, filter)),
    }))
    .filter(({ sampledValue }) => sampledValue.length > 0);
}

function isKept({ measurand, context }: SampledValue, { aligned, sampled }: StopDataFilter): boolean {
  if (measurand === undefined) return true;
  return (context === 'Sample.Clock' ? aligned : sampled).includes(measurand);
}

/** One round of thinning: every second entry goes, the first and the last stay. */
export function thin<T>(entries: readonly T[]): T[] {
  return entries.filter((_, index) => index % 2 === 0 || index === entries.length - 1);
}

/** Thins until `sizeOf` is at most `maxSize` or only two entries are left. */
export function thinToSize<T>(entries: readonly T[], sizeOf: (entries: readonly T[]) => number, maxSize: number): T[] {
  let left = [...entries];
  while (left.length > 2 && sizeOf(left) > maxSize) left = thin(left);
  return left;
}
