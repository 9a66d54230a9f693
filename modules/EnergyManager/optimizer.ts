import type { EnergyFlowRequest, EnforcedLimits } from '#generated/types/energy';
import { decide, notStarted, type Progress } from './fast-charging.js';
import { grantFor } from './grants.js';
import { limit, type NodeLimits } from './limit.js';
import { book, leavesOf, offerFor, type Leaf } from './market.js';
import { betweenSessions, newMemory, type PhaseMemory } from './phase-choice.js';
import type { OptimizerSettings } from './settings.js';
import { activeSlot, timeSlots, type Slots } from './time-slots.js';
import type { Trade } from './trade.js';

/** Trades of one EVSE in one slot of a run. */
const MAX_ROUNDS = 100;

const zero = limit(0, '');

/** By uuid of the EVSE. */
export type Memories = ReadonlyMap<string, PhaseMemory>;

export interface Outcome {
  /** One for each EVSE, depth first. */
  readonly grants: readonly EnforcedLimits[];
  readonly memories: Memories;
  readonly rounds: number;
  /** True if there was still something to sell after the last round. */
  readonly cutOff: boolean;
}

interface Broker {
  readonly leaf: Leaf;
  /** Per slot. */
  readonly progress: Progress[];
  memory: PhaseMemory;
}

interface Run {
  readonly slots: Slots;
  readonly startMs: number;
  readonly settings: OptimizerSettings;
}

/** Shares what the tree can carry between its EVSEs. `startMs` is the wall clock. */
export function optimize(
  request: EnergyFlowRequest,
  settings: OptimizerSettings,
  memories: Memories,
  startMs: number,
): Outcome {
  const slots = timeSlots(request, startMs, settings);
  const run = { slots, startMs, settings };
  const brokers = leavesOf(request, slots).map((leaf) => ({
    leaf,
    progress: slots.map(() => notStarted),
    memory: memoryOf(leaf, memories, run),
  }));
  const { rounds, cutOff } = trade(brokers, run);
  return {
    grants: brokers.map(({ leaf }) => grantFor(leaf, run)),
    memories: new Map([...memories, ...brokers.map(({ leaf, memory }) => [leaf.uuid, memory] as const)]),
    rounds,
    cutOff,
  };
}

function memoryOf({ uuid, state }: Leaf, memories: Memories, { startMs, settings }: Run): PhaseMemory {
  if (state === 'Unplugged' || state === 'Finished') return betweenSessions(startMs, settings.switching);
  return memories.get(uuid) ?? newMemory(startMs);
}

function trade(brokers: readonly Broker[], run: Run): Pick<Outcome, 'rounds' | 'cutOff'> {
  const current = activeSlot(run.slots, run.startMs);
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    let sold = false;
    for (const broker of brokers) sold = tradeOnce(broker, current, run) || sold;
    if (!sold) return { rounds: round, cutOff: false };
  }
  return { rounds: MAX_ROUNDS, cutOff: true };
}

/** Lets one EVSE buy once in every slot. True if it bought anything. */
function tradeOnce(broker: Broker, current: number, { slots, startMs, settings }: Run): boolean {
  let sold = false;
  for (const slot of slots.keys()) {
    const offer = offerFor(broker.leaf, slot);
    const facts = { settings, current: slot === current, startMs };
    const decision = decide(offer, broker.progress[slot] ?? notStarted, broker.memory, facts);
    broker.progress[slot] = decision.progress;
    broker.memory = decision.memory;
    book(broker.leaf, slot, withZeros(decision.trade, offer.import));
    sold ||= decision.trade !== undefined;
  }
  return sold;
}

/** States 0 for what is limited, so that a grant says it even if nothing was bought. */
function withZeros(trade: Trade | undefined, { maxA, powerW }: NodeLimits): Trade {
  return {
    currentA: trade?.currentA ?? (maxA && zero),
    powerW: trade?.powerW ?? (powerW && zero),
    phases: trade?.phases,
  };
}
