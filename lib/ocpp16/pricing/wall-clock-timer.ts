import type { Clock, Timer } from '../../clock/clock.js';

/** The wall clock is looked at again after this time, for it may have been set. */
const LONGEST_WAIT_MS = 60_000;

/** Runs `work` once when the wall clock shows `atMs` (since 1970) or later. */
export function startWallClockTimer(clock: Clock, atMs: number, work: () => void): Timer {
  const next = (): Timer => {
    const leftMs = Math.max(0, atMs - clock.now());
    return clock.setTimeout(look, Math.min(leftMs, LONGEST_WAIT_MS));
  };
  const look = (): void => {
    if (clock.now() >= atMs) work();
    else timer = next();
  };
  let timer = next();
  return { cancel: () => timer.cancel() };
}
