const DAY_MS = 86_400_000;

/** OCPP 1.6 §9.1.5: the next multiple of the interval, counted from 00:00 UTC of the day of `armedAtMs`, after `nowMs`. */
export function nextAlignedMs(nowMs: number, intervalMs: number, armedAtMs: number): number {
  const midnightMs = Math.floor(armedAtMs / DAY_MS) * DAY_MS;
  return midnightMs + (Math.floor((nowMs - midnightMs) / intervalMs) + 1) * intervalMs;
}
