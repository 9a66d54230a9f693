/** Currents up to this one cannot be signalled by PWM: no power is available. A. */
export const LOWEST_CURRENT_A = 5.9;

/** Duty that stands for "no PWM", control pilot state X1. */
export const NO_PWM = 1;

/** IEC 61851-1 table A.7: the duty cycle (0..1) that offers `ampere`; 1 means that no PWM can offer it. */
export function dutyForCurrent(ampere: number): number {
  if (ampere < LOWEST_CURRENT_A) return NO_PWM;
  if (ampere < 6.1) return 0.1;
  if (ampere < 52.5) return Math.min(ampere, 51) / 60;
  if (ampere <= 80) return (ampere / 2.5 + 64) / 100;
  if (ampere <= 80.1) return 0.97;
  return NO_PWM;
}
