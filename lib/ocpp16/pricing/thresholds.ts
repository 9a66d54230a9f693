/** A power must go beyond its threshold by this part of it, so that one that hovers there does not tell again and again. */
const HYSTERESIS = 0.05;

/**
 * Whether a power threshold counts as crossed. `lastW` is the power that was told last; while nothing was told, every power is
 * worth telling. All in W.
 */
export function isPowerCrossed(thresholdW: number, lastW: number | undefined, powerW: number): boolean {
  if (lastW === undefined) return true;
  const marginW = Math.abs(thresholdW) * HYSTERESIS;
  return lastW < thresholdW ? powerW >= thresholdW + marginW : powerW < thresholdW && powerW <= thresholdW - marginW;
}

/** `kWh` or `kW` as Wh or W, without the noise of binary fractions. */
export function fromKilo(value: number): number {
  return Math.round(value * 1e9) / 1e6;
}
