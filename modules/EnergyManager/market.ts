import type { EnergyFlowRequest, EvseState } from '#generated/types/energy';
import { greaterOf, limit, smallerOf, tightest, type BothWays, type Limit, type NodeLimits } from './limit.js';
import { nodeLimits } from './node-limits.js';
import type { Slots } from './time-slots.js';
import { added, type Trade } from './trade.js';

/** One node while a run sells its energy. */
interface MarketNode {
  /** Per slot. */
  readonly limits: readonly BothWays[];
  /** Per slot: what all EVSEs below have bought so far, export counted against import. */
  readonly sold: Trade[];
}

/** An EVSE and the nodes its energy passes, from the root to itself. */
export interface Leaf {
  readonly uuid: string;
  readonly state: EvseState | undefined;
  readonly path: readonly MarketNode[];
}

const unlimited: BothWays = { import: {}, export: {} };

/** All EVSEs of a tree, depth first. */
export function leavesOf(request: EnergyFlowRequest, slots: Slots): Leaf[] {
  const leaves: Leaf[] = [];
  addLeaves(request, slots, [], leaves);
  return leaves;
}

function addLeaves(node: EnergyFlowRequest, slots: Slots, above: readonly MarketNode[], leaves: Leaf[]): void {
  const path = [...above, { limits: nodeLimits(node, slots), sold: slots.map(() => ({})) }];
  if (node.node_type === 'Evse') leaves.push({ uuid: node.uuid, state: node.evse_state, path });
  for (const child of node.children) addLeaves(child, slots, path, leaves);
}

/** What the whole path still has for the EVSE at its end. */
export function offerFor({ path }: Leaf, slot: number): BothWays {
  let offer = unlimited;
  for (const { limits, sold } of path) {
    const own = limits[slot];
    if (own !== undefined) offer = combined(offer, available(own, sold[slot]));
  }
  return offer;
}

/** Books a trade at the EVSE and at every node above it. */
export function book({ path }: Leaf, slot: number, trade: Trade): void {
  for (const { sold } of path) sold[slot] = added(sold[slot] ?? {}, trade);
}

/** What the EVSE has bought, per slot. */
export function boughtBy({ path }: Leaf): readonly Trade[] {
  return path.at(-1)?.sold ?? [];
}

function available(limits: BothWays, { currentA, powerW }: Trade = {}): BothWays {
  const ampere = currentA?.value ?? 0;
  const watt = powerW?.value ?? 0;
  return { import: rest(limits.import, ampere, watt), export: rest(limits.export, 0 - ampere, 0 - watt) };
}

/** Energy in the other direction does not raise what a node lets through. */
function rest(limits: NodeLimits, soldA: number, soldW: number): NodeLimits {
  if (soldA <= 0 && soldW <= 0) return limits;
  return { ...limits, maxA: less(limits.maxA, soldA), powerW: less(limits.powerW, soldW) };
}

function less(stated: Limit | undefined, sold: number): Limit | undefined {
  return stated && limit(stated.value - Math.max(0, sold), stated.source);
}

function combined(above: BothWays, below: BothWays): BothWays {
  return { import: combinedWay(above.import, below.import), export: combinedWay(above.export, below.export) };
}

function combinedWay(above: NodeLimits, below: NodeLimits): NodeLimits {
  return {
    maxA: tightest(smallerOf, above.maxA, below.maxA),
    powerW: tightest(smallerOf, above.powerW, below.powerW),
    maxPhases: tightest(smallerOf, above.maxPhases, below.maxPhases),
    minPhases: tightest(greaterOf, above.minPhases, below.minPhases),
    minA: tightest(greaterOf, above.minA, below.minA),
    activePhases: below.activePhases,
  };
}
