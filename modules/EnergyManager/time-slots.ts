import type { EnergyFlowRequest } from '#generated/types/energy';
import type { OptimizerSettings } from './settings.js';

/** Begins of the slots that a run plans for, wall clock in ms, ascending and without duplicates. */
export type Slots = readonly number[];

interface Entry {
  readonly timestamp: string;
}

/** The regular slots from the one that holds `startMs`, and every moment at which a schedule of the tree changes. */
export function timeSlots(
  request: EnergyFlowRequest,
  startMs: number,
  { slotMs, slotCount }: Pick<OptimizerSettings, 'slotMs' | 'slotCount'>,
): Slots {
  const first = Math.floor(startMs / slotMs) * slotMs;
  const begins = new Set(Array.from({ length: slotCount }, (_, index) => first + index * slotMs));
  addScheduled(request, begins);
  return [...begins].sort((a, b) => a - b);
}

function addScheduled(node: EnergyFlowRequest, begins: Set<number>): void {
  for (const schedule of [node.schedule_import, node.schedule_export, node.schedule_setpoints]) {
    for (const begin of scheduled(schedule)) if (!Number.isNaN(begin)) begins.add(begin);
  }
  for (const child of node.children) addScheduled(child, begins);
}

/** The entry of a schedule that holds in each slot. The first one holds from the beginning, the last one for ever. */
export function resample<T extends Entry>(schedule: readonly T[], slots: Slots): (T | undefined)[] {
  const begins = scheduled(schedule);
  return slots.map((slot) => schedule[indexFor(begins, slot)]);
}

function indexFor(begins: readonly number[], slot: number): number {
  const [first = 0] = begins;
  if (slot < first) return 0;
  const found = begins.findIndex((begin, index) => begin <= slot && slot < (begins[index + 1] ?? Infinity));
  return found === -1 ? begins.length - 1 : found;
}

/** The slot in which `startMs` lies; the first one if all are later. */
export function activeSlot(slots: Slots, startMs: number): number {
  return Math.max(
    0,
    slots.findLastIndex((begin) => begin <= startMs),
  );
}

function scheduled(schedule: readonly Entry[]): number[] {
  return schedule.map(({ timestamp }) => Date.parse(timestamp));
}
