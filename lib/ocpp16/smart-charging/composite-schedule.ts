import type { ChargingProfilePurpose, ChargingRateUnit } from '../messages/index.js';
import type { InstalledProfile } from './installed-profiles.js';
import { profileTimeline, type ScheduleMoment } from './profile-timeline.js';
import { firstOf, lowest, sum, type Allowance, type Limit, type Timeline } from './timeline.js';

/** What counts where no profile says anything. */
export interface CompositeDefaults {
  readonly limitA: number;
  readonly limitW: number;
  readonly numberPhases: number;
  /** Phase to neutral, V. */
  readonly voltageV: number;
}

/** A transaction as far as profiles depend on it. */
export interface RunningTransaction {
  /** Whole seconds since 1970. */
  readonly startS: number;
  /** The id of the central system, as soon as it is known. */
  readonly csmsId?: number | undefined;
}

/** Everything a composite schedule is made of. */
export interface CompositeSources {
  readonly profiles: readonly InstalledProfile[];
  readonly numberOfConnectors: number;
  readonly transaction: (connectorId: number) => RunningTransaction | undefined;
  /** Purposes that do not count at present. */
  readonly ignored: ReadonlySet<string>;
  readonly defaults: CompositeDefaults;
}

export interface CompositeQuery {
  /** 0 is the whole station. */
  readonly connectorId: number;
  /** Whole seconds since 1970. */
  readonly startS: number;
  readonly durationS: number;
  readonly unit: ChargingRateUnit;
}

export interface CompositePeriod {
  /** Seconds from the start of the schedule. */
  readonly startPeriod: number;
  /** In the unit of the schedule. */
  readonly limit: number;
  /** Only when a profile says so. */
  readonly numberPhases?: number;
  /** Of the profile that decided; 0 for sums and defaults. */
  readonly stackLevel: number;
  /** Whether the limit was given in the other unit. */
  readonly isConverted: boolean;
}

/**
 * OCPP 1.6 §3.13.2, §5.7: the limits that follow from all profiles, as if a transaction were running on each connector. A
 * duration below 0 counts as 0, and a schedule without length has one period.
 */
export function composeSchedule(sources: CompositeSources, query: CompositeQuery): CompositePeriod[] {
  const { startS, durationS, unit } = query;
  const timeline = stationOrConnector(sources, query);
  const periods: CompositePeriod[] = [];
  let atS = startS;
  do {
    const { allowance, untilS } = timeline(atS);
    const period = { startPeriod: atS - startS, ...inUnit(allowance, unit, sources.defaults) };
    if (!isContinuation(periods.at(-1), period)) periods.push(period);
    atS = untilS;
  } while (atS < startS + durationS);
  return periods;
}

function stationOrConnector(sources: CompositeSources, { connectorId, startS }: CompositeQuery): Timeline {
  const { defaults, numberOfConnectors } = sources;
  const maximum = byStackLevel(sources, 'ChargePointMaxProfile', 0, { startS });
  if (connectorId !== 0) return lowest(connectorTimeline(sources, connectorId, startS), maximum);
  const connectors = Array.from({ length: numberOfConnectors }, (_, index) =>
    connectorTimeline(sources, index + 1, startS),
  );
  return lowest(sum(connectors, defaults), maximum);
}

/** OCPP 1.6 §3.13.1: a TxProfile goes before a TxDefaultProfile wherever it gives a limit. */
function connectorTimeline(sources: CompositeSources, connectorId: number, startS: number): Timeline {
  const moment = { startS, transactionStartS: sources.transaction(connectorId)?.startS };
  return firstOf([
    byStackLevel(sources, 'TxProfile', connectorId, moment),
    byStackLevel(sources, 'TxDefaultProfile', connectorId, moment),
  ]);
}

function byStackLevel(
  { ignored, profiles, transaction }: CompositeSources,
  purpose: ChargingProfilePurpose,
  holder: number,
  moment: ScheduleMoment,
): Timeline {
  if (ignored.has(purpose)) return firstOf([]);
  const counting = profiles
    .filter(({ holders, profile }) => profile.chargingProfilePurpose === purpose && holders.includes(holder))
    .map(({ profile }) => profile)
    .filter(({ transactionId }) => transactionId === undefined || transactionId === transaction(holder)?.csmsId)
    .sort((a, b) => b.stackLevel - a.stackLevel);
  return firstOf(counting.map((profile) => profileTimeline(profile, moment)));
}

type Rate = Omit<CompositePeriod, 'startPeriod'>;

function inUnit(allowance: Allowance | undefined, unit: ChargingRateUnit, defaults: CompositeDefaults): Rate {
  const { currentA, numberPhases, powerW } = allowance ?? {};
  const phases = numberPhases === undefined ? {} : { numberPhases };
  const wattPerAmpere = defaults.voltageV * (numberPhases ?? defaults.numberPhases);
  const [given, other] = unit === 'A' ? [currentA, powerW] : [powerW, currentA];
  const converted = convert(other, unit, wattPerAmpere);
  if (converted !== undefined && (given === undefined || converted.value < given.value)) {
    return { limit: converted.value, ...phases, stackLevel: converted.stackLevel, isConverted: true };
  }
  if (given !== undefined) return { limit: given.value, ...phases, stackLevel: given.stackLevel, isConverted: false };
  return { limit: unit === 'A' ? defaults.limitA : defaults.limitW, ...phases, stackLevel: 0, isConverted: false };
}

/** Nothing when there is no voltage to convert with. */
function convert(limit: Limit | undefined, unit: ChargingRateUnit, wattPerAmpere: number): Limit | undefined {
  if (limit === undefined || wattPerAmpere <= 0) return undefined;
  return { ...limit, value: unit === 'A' ? limit.value / wattPerAmpere : limit.value * wattPerAmpere };
}

function isContinuation(before: CompositePeriod | undefined, { limit, numberPhases, stackLevel }: CompositePeriod) {
  return (
    before !== undefined &&
    before.limit === limit &&
    before.numberPhases === numberPhases &&
    before.stackLevel === stackLevel
  );
}
