import { limit, type BothWays, type Limit, type NodeLimits } from './limit.js';
import { choosePhases, withActive, type PhaseChoice, type PhaseMemory } from './phase-choice.js';
import type { OptimizerSettings } from './settings.js';
import { buyCurrent, buyPower, reversed, type Trade } from './trade.js';

/** How far an EVSE has come in one slot of a run. */
export interface Progress {
  /** Undefined until there is something to buy in one of the directions. */
  readonly direction?: 'import' | 'export' | undefined;
  /** True once current was bought, from when on any amount is of use. */
  readonly started: boolean;
  readonly phases?: Limit | undefined;
}

export interface SlotFacts {
  readonly settings: OptimizerSettings;
  /** Whether the run starts within this slot. */
  readonly current: boolean;
  /** Begin of the run, wall clock in ms. */
  readonly startMs: number;
}

export interface Decision {
  /** Undefined if nothing is bought. */
  readonly trade: Trade | undefined;
  readonly progress: Progress;
  readonly memory: PhaseMemory;
}

interface Turn {
  readonly facts: SlotFacts;
  readonly progress: Progress & { readonly phases: Limit };
  readonly memory: PhaseMemory;
}

export const notStarted: Progress = { started: false };

const exportPhases = limit(3, 'BrokerFastCharging_FixedValue');
const fallbackPhases = limit(3, 'BrokerFastCharging_Fallback');
const onePhase = limit(1, 'BrokerFastCharging_Buy3phFailed');

/** One trade of an EVSE that charges as much as it can, and gives back energy only where it cannot charge. */
export function decide(offer: BothWays, progress: Progress, memory: PhaseMemory, facts: SlotFacts): Decision {
  const direction = progress.direction ?? openDirection(offer);
  const phases = progress.phases ?? limit(activePhases(offer), 'BrokerFastCharging_NumPhasesActive');
  const turn: Turn = { facts, progress: { direction, started: progress.started, phases }, memory };
  if (direction === 'import') return decideImport(offer.import, turn);
  if (direction === 'export') return decideExport(offer.export, turn);
  return bought(undefined, turn);
}

/** A limit of exactly 0 closes a direction. */
function openDirection(offer: BothWays): Progress['direction'] {
  const open = ({ maxA, powerW }: NodeLimits): boolean => maxA?.value !== 0 && powerW?.value !== 0;
  if (open(offer.import)) return 'import';
  return open(offer.export) ? 'export' : undefined;
}

function activePhases(offer: BothWays): number {
  return offer.import.activePhases ?? 3;
}

function decideImport(offer: NodeLimits, turn: Turn): Decision {
  const { facts, progress } = turn;
  if (offer.maxA === undefined) return bought(buyPower(offer, facts.settings.sliceW), turn);
  const active = offer.activePhases ?? 3;
  const choice = progress.started ? undefined : phaseChoice(offer, active, turn);
  const memory = withActive(choice?.memory ?? turn.memory, active);
  const minA = offer.minA?.value ?? 0;
  const next = { facts, progress, memory };
  return choice !== undefined && minA > 0 ? buyMinimum(offer, minA, choice, next) : buySlice(offer, next);
}

function phaseChoice(offer: NodeLimits, active: number, { facts, memory }: Turn): PhaseChoice {
  const { settings, current, startMs } = facts;
  const situation = {
    active,
    minPhases: offer.minPhases ?? fallbackPhases,
    maxPhases: offer.maxPhases ?? fallbackPhases,
    minA: offer.minA,
    powerW: offer.powerW,
    voltageV: settings.voltageV,
    current,
    startMs,
  };
  return choosePhases(situation, settings.switching, memory);
}

/** Below its minimum an EVSE cannot charge at all; one phase may do where all of them need too much power. */
function buyMinimum(offer: NodeLimits, ampere: number, { phases, exhausted }: PhaseChoice, turn: Turn): Decision {
  const { voltageV, switching } = turn.facts.settings;
  const trade = buyCurrent(offer, { ampere, phases, voltageV, partial: false });
  if (trade !== undefined || switching.mode === 'Never' || exhausted) return bought(trade, withPhases(turn, phases));
  const onOne = buyCurrent(offer, { ampere, phases: onePhase, voltageV, partial: false });
  return bought(onOne, withPhases(turn, onePhase));
}

function buySlice(offer: NodeLimits, turn: Turn): Decision {
  const { sliceA: ampere, voltageV } = turn.facts.settings;
  return bought(buyCurrent(offer, { ampere, phases: turn.progress.phases, voltageV, partial: true }), turn);
}

function decideExport(offer: NodeLimits, turn: Turn): Decision {
  const { sliceA, sliceW, voltageV } = turn.facts.settings;
  if (offer.maxA === undefined) return exported(buyPower(offer, sliceW), turn);
  const minA = turn.progress.started ? 0 : (offer.minA?.value ?? 0);
  const order = minA > 0 ? { ampere: minA, partial: false } : { ampere: sliceA, partial: true };
  return exported(buyCurrent(offer, { ...order, phases: exportPhases, voltageV }), turn);
}

function exported(trade: Trade | undefined, turn: Turn): Decision {
  return bought(trade && reversed(trade), turn);
}

function bought(trade: Trade | undefined, { progress, memory }: Turn): Decision {
  if (progress.started || trade?.currentA === undefined) return { trade, progress, memory };
  return { trade, progress: { ...progress, started: true }, memory };
}

function withPhases(turn: Turn, phases: Limit): Turn {
  return { ...turn, progress: { ...turn.progress, phases } };
}
