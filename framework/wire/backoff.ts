import type { Random } from '../../lib/clock/random.js';

const FIRST_MS = 100;
const LONGEST_MS = 10_000;

/** How long to wait before attempt number `attempt`, counted from 0: doubled each time, up to 10 s, and spread by a half. */
export function backoffMs(attempt: number, random: Random): number {
  return Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS) * (0.5 + random() / 2);
}
