import type { PauseChargingEVSEReasonEnum } from '#generated/types/evse_manager';
import type { Action, Draft } from './draft.js';
import { hasNoPower, isFaulted } from './guards.js';

/** A contract cannot be used without high level communication: the EV is woken up for basic charging. ms. */
const CONTRACT_FALLBACK_MS = 10_000;

export const powerRequested =
  (requested: boolean): Action =>
  ({ charger }) => {
    charger.powerRequested = requested;
  };

export function takeCable(draft: Draft): void {
  const { charger } = draft;
  charger.cableA = charger.ampacityA;
  if (charger.cableA !== undefined || charger.cableWarned) return;
  charger.cableWarned = true;
  draft.emit({ type: 'log', level: 'warn', message: 'waiting for the proximity pilot of the cable' });
}

export function contractWaited({ charger, now }: Draft): boolean {
  charger.contractWaitSince ??= now;
  return now - charger.contractWaitSince > CONTRACT_FALLBACK_MS;
}

export function pauseReasons(draft: Draft): PauseChargingEVSEReasonEnum[] {
  const reasons: PauseChargingEVSEReasonEnum[] = [];
  if (isFaulted(draft)) reasons.push('Error');
  if (hasNoPower(draft)) reasons.push('NoEnergy');
  if (draft.charger.pausedByEvse) reasons.push('UserPause');
  return reasons;
}

export function publishPauseReasons(draft: Draft): void {
  const reasons = pauseReasons(draft);
  if (reasons.join() === draft.charger.pauseReasons.join()) return;
  draft.charger.pauseReasons = reasons;
  draft.emit({ type: 'pausedByEvse', sessionId: draft.sessionId, reasons });
}

export function executePhaseSwitch(draft: Draft): void {
  const threePhases = draft.charger.pendingThreePhases;
  if (threePhases === undefined) return;
  draft.charger.pendingThreePhases = undefined;
  draft.emit({ type: 'switchThreePhases', threePhases });
}
