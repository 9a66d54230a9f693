import type { Clock } from '../../lib/clock/clock.js';

/** How long each step of leaving the broker may take, in ms. */
const LEAVE_MS = 2500;

/** compatibility-contract.md §1.5: no stop waits for a broker that has stopped answering. Resolves with the work or without it. */
export async function withinLimit(clock: Clock, work: Promise<void> | undefined): Promise<void> {
  const limit = new AbortController();
  const late = clock.sleep(LEAVE_MS, limit.signal).catch(() => undefined);
  await Promise.race([work, late]).finally(() => limit.abort());
}
