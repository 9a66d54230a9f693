import type { Draft } from './draft.js';
import { dutyForCurrent, NO_PWM } from './duty-cycle.js';
import { effectiveLimitA } from './guards.js';

/** Shortest time between two changes of the PWM in ms, so that EVs can follow (IEC 61851-1 annex A). */
export const PWM_UPDATE_INTERVAL_MS = 5000;

export function pilotX1(draft: Draft): void {
  draft.emit({ type: 'pilotX1' });
  draft.charger.pilot = 'X1';
  draft.charger.lastDuty = NO_PWM;
  draft.charger.signalledA = 0;
}

export function pilotF(draft: Draft): void {
  draft.emit({ type: 'pilotF' });
  draft.charger.pilot = 'F';
  draft.charger.lastDuty = 0;
  draft.charger.signalledA = 0;
}

/** Offers `ampere`; a current that no PWM can offer gives X1. */
export function offerCurrent(draft: Draft, ampere: number): void {
  const duty = dutyForCurrent(ampere);
  if (duty === NO_PWM) return pilotX1(draft);
  draft.emit({ type: 'pwm', duty });
  draft.charger.pilot = 'PWM';
  draft.charger.lastDuty = duty;
  draft.charger.signalledA = ampere;
  draft.charger.lastPwmAt = draft.now;
}

/** Offers the present limit unless the pilot already does. */
export function offerLimit(draft: Draft): void {
  const ampere = effectiveLimitA(draft);
  if (dutyForCurrent(ampere) !== draft.charger.lastDuty) offerCurrent(draft, ampere);
}

/** Offers the present limit, but no sooner than 5 s after the last PWM. */
export function refreshPwm(draft: Draft): void {
  if (draft.now - draft.charger.lastPwmAt >= PWM_UPDATE_INTERVAL_MS) offerLimit(draft);
}

export function allowPower(draft: Draft): void {
  draft.emit({ type: 'allowPower', allow: true });
}

export function forbidPower(draft: Draft): void {
  draft.emit({ type: 'allowPower', allow: false });
}

/** The immediate reaction to a fault, once for each shutdown type. */
export function evaluateFault(draft: Draft): void {
  const { charger } = draft;
  if (charger.handledShutdown === charger.shutdown) return;
  charger.handledShutdown = charger.shutdown;
  if (charger.shutdown === 'None') return;
  charger.faultSince = draft.now;
  draft.faultIsNew = true;
  if (charger.shutdown === 'Emergency' && charger.pilot === 'PWM') pilotX1(draft);
  forbidPower(draft);
}

/** Raises MREC4 when a phase stays above what was offered, tolerance and noise included. */
export function watchOverCurrent(draft: Draft): void {
  const { charger, settings, now } = draft;
  const currents = charger.vehicleCurrents;
  if (currents === undefined) return;
  const allowedA = (charger.signalledA + settings.overCurrentNoiseA) * (1 + settings.overCurrentTolerancePercent / 100);
  if (![currents.L1, currents.L2, currents.L3].some((ampere) => Math.abs(ampere) > allowedA)) {
    charger.overCurrentSince = undefined;
    return;
  }
  charger.overCurrentSince ??= now;
  if (now - charger.overCurrentSince < settings.overCurrentTimeoutMs) return;
  charger.overCurrentSince = undefined;
  draft.emit({ type: 'raise', error: 'MREC4OverCurrentFailure' });
}
