import type { Draft } from './draft.js';
import { LOWEST_CURRENT_A } from './duty-cycle.js';

/** Current the EV may draw, A; a socket allows no more than the cable carries. */
export function effectiveLimitA({ charger }: Draft): number {
  if (!charger.socket || charger.state === 'Idle') return charger.limitA;
  return Math.min(charger.limitA, charger.cableA ?? 0);
}

export function hasNoPower(draft: Draft): boolean {
  return effectiveLimitA(draft) <= LOWEST_CURRENT_A;
}

export function isFaulted({ charger }: Draft): boolean {
  return charger.shutdown !== 'None';
}

export function isUnplugged({ charger }: Draft): boolean {
  return !charger.pluggedIn;
}

export function isDisableRequested({ charger }: Draft): boolean {
  return charger.disableRequested;
}

/** Nothing is left that could be charged for in this session. */
export function isOver(draft: Draft): boolean {
  const { charger } = draft;
  return !charger.transactionActive || !charger.authorized || !charger.pluggedIn || charger.disableRequested;
}

/** The detours T_step_EF and SwitchPhases end early. */
export function isDetourAborted(draft: Draft): boolean {
  return isFaulted(draft) || isUnplugged(draft) || isDisableRequested(draft);
}

export function cableIsUnknown({ charger }: Draft): boolean {
  return charger.socket && charger.cableA === undefined;
}
