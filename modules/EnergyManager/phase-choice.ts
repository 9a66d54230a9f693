import { limit, type Limit } from './limit.js';
import type { PhaseSwitching } from './settings.js';
import { powerOf } from './trade.js';

/** What is remembered of an EVSE from run to run. */
export interface PhaseMemory {
  /** Changes seen in this session; the first number of phases counts as one. */
  readonly switchCount: number;
  readonly lastActive: number;
  /** When the smallest number of phases was last the better one, wall clock in ms. */
  readonly smallestBestMs: number;
}

/** What an EVSE is offered in one slot, as far as the number of phases goes. */
export interface PhaseSituation {
  readonly active: number;
  readonly minPhases: Limit;
  readonly maxPhases: Limit;
  readonly minA: Limit | undefined;
  readonly powerW: Limit | undefined;
  readonly voltageV: number;
  /** Whether the run starts within this slot. */
  readonly current: boolean;
  /** Begin of the run, wall clock in ms. */
  readonly startMs: number;
}

export interface PhaseChoice {
  readonly phases: Limit;
  /** True if the session has no switches left, so that nothing else may be tried. */
  readonly exhausted: boolean;
  readonly memory: PhaseMemory;
}

/** An EVSE that is seen for the first time waits before it gets more phases. */
export function newMemory(startMs: number): PhaseMemory {
  return { switchCount: 0, lastActive: 0, smallestBestMs: startMs };
}

/** Between two sessions nothing has to wait. */
export function betweenSessions(startMs: number, { timeHysteresisS }: PhaseSwitching): PhaseMemory {
  return { switchCount: 0, lastActive: 0, smallestBestMs: startMs - timeHysteresisS * 1000 };
}

/** Counts a change of the number of phases in use. */
export function withActive(memory: PhaseMemory, active: number): PhaseMemory {
  if (active === memory.lastActive) return memory;
  return { ...memory, switchCount: memory.switchCount + 1, lastActive: active };
}

/** The number of phases to buy the minimum current with. */
export function choosePhases(situation: PhaseSituation, switching: PhaseSwitching, memory: PhaseMemory): PhaseChoice {
  const { minA, maxPhases, powerW, voltageV } = situation;
  const mostW = powerOf(minA?.value ?? 0, maxPhases.value, voltageV);
  if (switching.mode === 'Never' || powerW === undefined || mostW <= 0) {
    return { phases: maxPhases, exhausted: false, memory };
  }
  const exhausted = switching.maxSwitches > 0 && memory.switchCount > switching.maxSwitches;
  const wanted = exhausted ? whenExhausted(situation, switching) : byPower(situation, switching, powerW, mostW);
  return { ...delayed(wanted, situation, switching, memory), exhausted };
}

function byPower(situation: PhaseSituation, switching: PhaseSwitching, powerW: Limit, mostW: number): Limit {
  const { minPhases, maxPhases } = situation;
  if (powerW.value < mostW) return limit(minPhases.value, powerW.source);
  if (switching.mode === 'Both' && powerW.value > mostW + switching.powerHysteresisW) return maxPhases;
  return unchanged(situation);
}

function whenExhausted(situation: PhaseSituation, { whenExhausted: choice }: PhaseSwitching): Limit {
  switch (choice) {
    case 'SinglePhase':
      return situation.minPhases;
    case 'ThreePhase':
      return situation.maxPhases;
    case 'DontChange':
      return unchanged(situation);
  }
}

/** The largest number of phases has to be the better one for a while before it is used. */
function delayed(wanted: Limit, situation: PhaseSituation, { timeHysteresisS }: PhaseSwitching, memory: PhaseMemory) {
  const { minPhases, maxPhases, current, startMs } = situation;
  if (!current) return { phases: wanted, memory };
  const smallestBestMs = wanted.value === minPhases.value ? startMs : memory.smallestBestMs;
  const elapsedS = Math.trunc((startMs - smallestBestMs) / 1000);
  const tooEarly = timeHysteresisS > 0 && elapsedS < timeHysteresisS && wanted.value === maxPhases.value;
  return { phases: tooEarly ? minPhases : wanted, memory: { ...memory, smallestBestMs } };
}

function unchanged({ active }: PhaseSituation): Limit {
  return limit(active, 'BrokerFastCharging_KeepNrOfPhases');
}
