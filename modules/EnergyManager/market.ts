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
  /** Per slot: what the whole path says about phases and minima, which no trade changes. */
  readonly terms: readonly BothWays[];
}

const unlimited: BothWays = { import: {}, export: {} };

/** All EVSEs of a tree, depth first. */
export function leavesOf(request: EnergyFlowRequest, slots: Slots): Leaf[] {
  const root = { path: [], terms: slots.map(() => unlimited) };
  return leavesBelow(request, slots, root);
}

function leavesBelow(node: EnergyFlowRequest, slots: Slots, above: Pick<Leaf, 'path' | 'terms'>): Leaf[] {
  const limits = nodeLimits(node, slots);
  const path = [...above.path, { limits, sold: slots.map(() => ({})) }];
  const terms = limits.map((own, slot) => termsWith(above.terms[slot] ?? unlimited, own));
  const self = node.node_type === 'Evse' ? [{ uuid: node.uuid, state: node.evse_state, path, terms }] : [];
  return [...self, ...node.children.flatMap((child) => leavesBelow(child, slots, { path, terms }))];
}

/** What the whole path still has for the EVSE at its end. */
export function offerFor(leaf: Leaf, slot: number): BothWays {
  return { import: offerOneWay(leaf, slot, 'import'), export: offerOneWay(leaf, slot, 'export') };
}

function offerOneWay({ path, terms }: Leaf, slot: number, way: keyof BothWays): NodeLimits {
  const own = (terms[slot] ?? unlimited)[way];
  return {
    maxA: left(path, slot, way, 'maxA'),
    powerW: left(path, slot, way, 'powerW'),
    minA: own.minA,
    maxPhases: own.maxPhases,
    minPhases: own.minPhases,
    activePhases: own.activePhases,
  };
}

/** Books a trade at the EVSE and at every node above it. */
export function book({ path }: Leaf, slot: number, trade: Trade): void {
  for (const { sold } of path) sold[slot] = added(sold[slot] ?? {}, trade);
}

/** What the EVSE has bought, per slot. */
export function boughtBy({ path }: Leaf): readonly Trade[] {
  return path.at(-1)?.sold ?? [];
}

/** Energy that flows the other way does not raise what a node lets through. */
function left(
  path: readonly MarketNode[],
  slot: number,
  way: keyof BothWays,
  key: 'maxA' | 'powerW',
): Limit | undefined {
  let offered: Limit | undefined;
  for (const { limits, sold } of path) {
    const stated = limits[slot]?.[way][key];
    if (stated === undefined) continue;
    const total = (key === 'maxA' ? sold[slot]?.currentA : sold[slot]?.powerW)?.value ?? 0;
    const taken = way === 'import' ? total : -total;
    offered = tightest(smallerOf, offered, taken > 0 ? limit(stated.value - taken, stated.source) : stated);
  }
  return offered;
}

function termsWith(above: BothWays, below: BothWays): BothWays {
  return { import: termsOneWay(above.import, below.import), export: termsOneWay(above.export, below.export) };
}

function termsOneWay(above: NodeLimits, below: NodeLimits): NodeLimits {
  return {
    maxPhases: tightest(smallerOf, above.maxPhases, below.maxPhases),
    minPhases: tightest(greaterOf, above.minPhases, below.minPhases),
    minA: tightest(greaterOf, above.minA, below.minA),
    activePhases: below.activePhases,
  };
}
