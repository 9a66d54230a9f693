import { parseDateTime, type ChargingProfile } from '../../../../../../lib/ocpp16/messages/index.js';
import type { Setting } from './profiles.js';

/**
 * Composite schedules by the plainest way there is: every second anew, every profile written out into dated periods first. Apart
 * from reading dates it shares no code with the product.
 */
export interface World {
  readonly settings: readonly Setting[];
  readonly numberOfConnectors: number;
  readonly transactions: ReadonlyMap<number, { readonly startS: number; readonly csmsId?: number }>;
  readonly ignored: ReadonlySet<string>;
  readonly defaults: {
    readonly limitA: number;
    readonly limitW: number;
    readonly numberPhases: number;
    readonly voltageV: number;
  };
}

export interface Question {
  readonly connectorId: number;
  readonly startS: number;
  readonly durationS: number;
  readonly unit: 'A' | 'W';
}

interface Dated {
  readonly beginS: number;
  readonly endS: number;
  readonly limit: number;
  readonly numberPhases: number | undefined;
}

interface Found {
  readonly amps?: readonly [limit: number, level: number] | undefined;
  readonly watts?: readonly [limit: number, level: number] | undefined;
  readonly phases?: number | undefined;
}

/** `limit/phases/level` of each second; a schedule without length has one second. */
export function secondBySecond(world: World, question: Question): string[] {
  const slots = slotsOf(world);
  const seconds: string[] = [];
  const length = Math.max(1, question.durationS);
  // Written out for each holder apart, as its transaction may shift a relative schedule.
  const dated = new Map<string, Dated[]>();
  for (const [slot, profile] of slots) {
    dated.set(slot, datedPeriods(profile, Number(slot.split('|')[0]), world, question.startS, length));
  }
  for (let offsetS = 0; offsetS < length; offsetS++) {
    seconds.push(secondOf(world, question, slots, dated, question.startS + offsetS));
  }
  return seconds;
}

/** One profile for each connector, purpose and stack level; one id is there once. */
function slotsOf({ numberOfConnectors, settings }: World): Map<string, ChargingProfile> {
  const slots = new Map<string, ChargingProfile>();
  for (const [connectorId, profile] of settings) {
    for (const [slot, other] of slots) if (other.chargingProfileId === profile.chargingProfileId) slots.delete(slot);
    const isForAll = profile.chargingProfilePurpose === 'TxDefaultProfile' && connectorId === 0;
    const first = isForAll ? 1 : connectorId;
    const last = isForAll ? numberOfConnectors : connectorId;
    for (let id = first; id <= last; id++) {
      slots.set(`${id}|${profile.chargingProfilePurpose}|${profile.stackLevel}`, profile);
    }
  }
  return slots;
}

function datedPeriods(profile: ChargingProfile, connectorId: number, world: World, startS: number, lengthS: number) {
  const { chargingProfileKind: kind, chargingSchedule, recurrencyKind } = profile;
  const validFromS = second(profile.validFrom) ?? Number.NEGATIVE_INFINITY;
  const validToS = second(profile.validTo) ?? Number.POSITIVE_INFINITY;
  const anchorS = second(chargingSchedule.startSchedule) ?? second(profile.validFrom) ?? startS;
  const transactionS = world.transactions.get(connectorId)?.startS;
  const begins: number[] = [];
  let gapS = Number.POSITIVE_INFINITY;
  if (kind === 'Relative') begins.push(transactionS ?? startS);
  else if (kind === 'Absolute') begins.push(anchorS);
  else {
    gapS = recurrencyKind === 'Weekly' ? 604_800 : 86_400;
    let beginS = anchorS;
    while (beginS > startS) beginS -= gapS;
    while (beginS + gapS <= startS) beginS += gapS;
    for (; beginS <= startS + lengthS; beginS += gapS) begins.push(beginS);
  }
  const all: Dated[] = [];
  for (const beginS of begins) {
    chargingSchedule.chargingSchedulePeriod.forEach((period, index, periods) => {
      if (index === 0 && period.startPeriod !== 0) return;
      if (index > 0 && period.startPeriod <= periods[index - 1]!.startPeriod) return;
      const next = periods[index + 1];
      const ends = [beginS + gapS, validToS];
      if (next !== undefined) ends.push(beginS + next.startPeriod);
      if (chargingSchedule.duration !== undefined) ends.push(beginS + chargingSchedule.duration);
      const endS = Math.min(...ends);
      const fromS = Math.max(beginS + period.startPeriod, validFromS);
      if (endS > fromS) all.push({ beginS: fromS, endS, limit: period.limit, numberPhases: period.numberPhases });
    });
  }
  return all;
}

function secondOf(
  world: World,
  { connectorId, unit }: Question,
  slots: Map<string, ChargingProfile>,
  dated: Map<string, Dated[]>,
  atS: number,
): string {
  const found = (holder: number, purpose: string): Found | undefined => {
    if (world.ignored.has(purpose)) return undefined;
    for (let level = 20; level >= 0; level--) {
      const slot = `${holder}|${purpose}|${level}`;
      const profile = slots.get(slot);
      if (profile === undefined) continue;
      const { transactionId } = profile;
      if (transactionId !== undefined && transactionId !== world.transactions.get(holder)?.csmsId) continue;
      const periods = dated.get(slot)!.filter(({ beginS, endS }) => beginS <= atS && atS < endS);
      const [period] = periods.sort((a, b) => a.beginS - b.beginS);
      if (period === undefined) continue;
      const limit = [period.limit, level] as const;
      const isAmps = profile.chargingSchedule.chargingRateUnit === 'A';
      return { ...(isAmps ? { amps: limit } : { watts: limit }), phases: period.numberPhases };
    }
    return undefined;
  };
  const connector = (id: number): Found => found(id, 'TxProfile') ?? found(id, 'TxDefaultProfile') ?? {};
  const base = connectorId === 0 ? added(world, connector) : connector(connectorId);
  return inUnit(world, unit, smaller(base, found(0, 'ChargePointMaxProfile') ?? {}));
}

function added({ defaults, numberOfConnectors }: World, connector: (id: number) => Found): Found {
  let [amps, watts] = [0, 0];
  let phases: number | undefined;
  for (let id = 1; id <= numberOfConnectors; id++) {
    const one = connector(id);
    amps += one.amps === undefined ? defaults.limitA : one.amps[0];
    watts += one.watts === undefined ? defaults.limitW : one.watts[0];
    if (one.phases !== undefined && (phases === undefined || one.phases > phases)) phases = one.phases;
  }
  return { amps: [amps, 0], watts: [watts, 0], phases };
}

function smaller(a: Found, b: Found): Found {
  const least = (x: Found['amps'], y: Found['amps']): Found['amps'] => {
    if (x === undefined) return y;
    return y !== undefined && y[0] < x[0] ? y : x;
  };
  const phases = [a.phases, b.phases].filter((count): count is number => count !== undefined);
  return {
    amps: least(a.amps, b.amps),
    watts: least(a.watts, b.watts),
    phases: phases.length === 0 ? undefined : Math.min(...phases),
  };
}

function inUnit({ defaults }: World, unit: 'A' | 'W', { amps, phases, watts }: Found): string {
  const factor = defaults.voltageV * (phases ?? defaults.numberPhases);
  const candidates: (readonly [number, number])[] = [];
  if (unit === 'A') {
    if (amps !== undefined) candidates.push(amps);
    if (watts !== undefined) candidates.push([watts[0] / factor, watts[1]]);
  } else {
    if (watts !== undefined) candidates.push(watts);
    if (amps !== undefined) candidates.push([amps[0] * factor, amps[1]]);
  }
  if (candidates.length === 0) candidates.push([unit === 'A' ? defaults.limitA : defaults.limitW, 0]);
  const [limit, level] = candidates.reduce((best, next) => (next[0] < best[0] ? next : best));
  return `${limit}/${phases ?? '-'}/${level}`;
}

function second(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Math.floor(parseDateTime(text)! / 1000);
}
