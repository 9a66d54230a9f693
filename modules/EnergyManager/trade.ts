import { limit, type Limit, type NodeLimits } from './limit.js';

/** What changes hands in one slot, or has done so in total. Import is positive, export negative. */
export interface Trade {
  /** Per phase, A. */
  readonly currentA?: Limit | undefined;
  /** Over all phases, W; only where an offer limits the power. */
  readonly powerW?: Limit | undefined;
  readonly phases?: Limit | undefined;
}

export interface CurrentOrder {
  readonly ampere: number;
  readonly phases: Limit;
  /** Phase to neutral, V. */
  readonly voltageV: number;
  /** Whether less than `ampere` is of use. */
  readonly partial: boolean;
}

/** Buys current, and with it the power it needs where that is limited. Undefined if the offer is not enough. */
export function buyCurrent({ maxA, powerW }: NodeLimits, order: CurrentOrder): Trade | undefined {
  if (maxA === undefined) return undefined;
  if (maxA.value >= order.ampere && affords(powerW, order.ampere, order)) {
    return purchase(order.ampere, maxA.source, powerW, order);
  }
  if (!order.partial || maxA.value <= 0) return undefined;
  if (affords(powerW, maxA.value, order)) return purchase(maxA.value, maxA.source, powerW, order);
  return powerW !== undefined && powerW.value > 0
    ? purchase(ampereFor(powerW.value, order), powerW.source, powerW, order)
    : undefined;
}

/** Buys up to `slice` W where only power is limited. */
export function buyPower({ powerW }: NodeLimits, slice: number): Trade | undefined {
  if (powerW === undefined || powerW.value <= 0) return undefined;
  return { powerW: limit(Math.min(slice, powerW.value), powerW.source) };
}

/** The same amount in the other direction. */
export function reversed({ currentA, powerW, phases }: Trade): Trade {
  return { currentA: negative(currentA), powerW: negative(powerW), phases };
}

/** The total after one more trade. The source of an amount is that of the last trade which changed it. */
export function added(total: Trade, trade: Trade): Trade {
  return {
    currentA: sum(total.currentA, trade.currentA),
    powerW: sum(total.powerW, trade.powerW),
    phases: more(total.phases, trade.phases),
  };
}

/** W that `ampere` on a number of phases amount to, in single precision. */
export function powerOf(ampere: number, phases: number, voltageV: number): number {
  return Math.fround(Math.fround(ampere * phases) * voltageV);
}

function ampereFor(powerW: number, { phases, voltageV }: CurrentOrder): number {
  return Math.fround(Math.fround(powerW / phases.value) / voltageV);
}

function affords(powerW: Limit | undefined, ampere: number, { phases, voltageV }: CurrentOrder): boolean {
  return powerW === undefined || powerW.value >= powerOf(ampere, phases.value, voltageV);
}

function purchase(ampere: number, source: string, offeredW: Limit | undefined, order: CurrentOrder): Trade {
  const { phases, voltageV } = order;
  const currentA = limit(ampere, source);
  if (offeredW === undefined) return { currentA, phases };
  return { currentA, powerW: limit(powerOf(ampere, phases.value, voltageV), source), phases };
}

/** Subtracts from 0, because the negation of 0 is another number than 0. */
function negative(amount: Limit | undefined): Limit | undefined {
  return amount && limit(0 - amount.value, amount.source);
}

function sum(total: Limit | undefined, amount: Limit | undefined): Limit | undefined {
  if (amount === undefined) return total;
  const source = amount.value === 0 ? (total?.source ?? '') : amount.source;
  return limit((total?.value ?? 0) + amount.value, source);
}

function more(total: Limit | undefined, phases: Limit | undefined): Limit | undefined {
  if (total === undefined || phases === undefined) return total ?? phases;
  return phases.value > total.value ? phases : total;
}
