import { parseDateTime, type ChargingProfile, type ChargingSchedule, type RecurrencyKind } from '../messages/index.js';
import type { Allowance, Timeline } from './timeline.js';

/** What the start of a schedule may depend on, in whole seconds since 1970. */
export interface ScheduleMoment {
  /** Start of the composite schedule. */
  readonly startS: number;
  /** Start of the transaction on the connector, if one is running. */
  readonly transactionStartS?: number | undefined;
}

/** Seconds after which a schedule repeats itself. Days are UTC, there is no daylight saving. */
export const recurrencePeriodS: Readonly<Record<RecurrencyKind, number>> = { Daily: 86_400, Weekly: 604_800 };

/** A period of a schedule, in seconds from the start of the schedule. */
interface Segment {
  readonly fromS: number;
  readonly toS: number;
  readonly allowance: Allowance;
}

/** OCPP 1.6 §3.13: the limits of one profile over time. */
export function profileTimeline(profile: ChargingProfile, moment: ScheduleMoment): Timeline {
  // Most profiles lie below others and are never asked.
  let known: readonly Segment[] | undefined;
  const occurrence = occurrences(profile, moment);
  const validFromS = secondsOf(profile.validFrom) ?? -Infinity;
  const validToS = secondsOf(profile.validTo) ?? Infinity;
  return (atS) => {
    if (atS >= validToS) return { untilS: Infinity };
    if (atS < validFromS) return { untilS: Math.min(validFromS, validToS) };
    const { beginS, endS } = occurrence(atS);
    if (atS < beginS) return { untilS: Math.min(beginS, validToS) };
    const segments = (known ??= segmentsOf(profile.chargingSchedule, profile.stackLevel));
    const index = lastStarted(segments, atS - beginS);
    const segment = segments[index];
    const isRunning = segment !== undefined && atS - beginS < segment.toS;
    const changeS = beginS + (isRunning ? segment.toS : (segments[index + 1]?.fromS ?? Infinity));
    return { allowance: isRunning ? segment.allowance : undefined, untilS: Math.min(changeS, endS, validToS) };
  };
}

/** Seconds since 1970 of a checked date-time; fractions are cut off. */
export function secondsOf(dateTime: string | undefined): number | undefined {
  const timeMs = dateTime === undefined ? undefined : parseDateTime(dateTime);
  return timeMs === undefined ? undefined : Math.floor(timeMs / 1000);
}

/** The run of the schedule that an instant belongs to. Only profiles of kind Recurring repeat, also into the past. */
function occurrences(
  { chargingProfileKind: kind, chargingSchedule, recurrencyKind, validFrom }: ChargingProfile,
  { startS, transactionStartS }: ScheduleMoment,
): (atS: number) => { readonly beginS: number; readonly endS: number } {
  if (kind === 'Relative') return () => ({ beginS: transactionStartS ?? startS, endS: Infinity });
  const beginS = secondsOf(chargingSchedule.startSchedule) ?? secondsOf(validFrom) ?? startS;
  if (kind === 'Absolute' || recurrencyKind === undefined) return () => ({ beginS, endS: Infinity });
  const periodS = recurrencePeriodS[recurrencyKind];
  return (atS) => {
    const latestS = beginS + Math.floor((atS - beginS) / periodS) * periodS;
    return { beginS: latestS, endS: latestS + periodS };
  };
}

/** In order of time and without overlaps. Of periods that are out of order, those that begin earlier go on to their end. */
function segmentsOf({ chargingSchedulePeriod, chargingRateUnit, duration }: ChargingSchedule, stackLevel: number) {
  const sound = chargingSchedulePeriod.flatMap(({ limit, numberPhases, startPeriod }, index, periods): Segment[] => {
    const previousS = periods[index - 1]?.startPeriod;
    if (previousS === undefined ? startPeriod !== 0 : startPeriod <= previousS) return [];
    const toS = Math.min(periods[index + 1]?.startPeriod ?? Infinity, duration ?? Infinity);
    const level = { value: limit, stackLevel };
    const limits = chargingRateUnit === 'A' ? { currentA: level } : { powerW: level };
    return [{ fromS: startPeriod, toS, allowance: { ...limits, numberPhases } }];
  });
  const segments: Segment[] = [];
  let takenS = 0;
  for (const segment of sound.sort((a, b) => a.fromS - b.fromS)) {
    const fromS = Math.max(segment.fromS, takenS);
    if (fromS >= segment.toS) continue;
    segments.push({ ...segment, fromS });
    takenS = segment.toS;
  }
  return segments;
}

/** Index of the last segment that begins at or before `atS`, or -1. */
function lastStarted(segments: readonly Segment[], atS: number): number {
  let [low, high] = [-1, segments.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((segments[middle]?.fromS ?? Infinity) <= atS) low = middle;
    else high = middle - 1;
  }
  return low;
}
