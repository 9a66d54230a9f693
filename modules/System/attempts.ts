import type { Clock, ModuleContext } from 'everest-ts';
import type { System } from '#generated/modules/System';

export interface Attempts {
  /** At least one. */
  readonly total: number;
  readonly intervalMs: number;
}

type Wish = { readonly retries?: number | undefined; readonly retry_interval_s?: number | undefined };

/** What the request does not say, the configuration does. `retries` counts attempts, the first one included. */
export function attemptsOf(
  { retries, retry_interval_s: intervalS }: Wish,
  { DefaultRetries, DefaultRetryInterval }: ModuleContext<System>['config']['module'],
): Attempts {
  return {
    total: Math.max(1, Math.floor(retries ?? DefaultRetries)),
    intervalMs: Math.max(0, intervalS ?? DefaultRetryInterval) * 1000,
  };
}

/** Runs `attempt` until its outcome is not worth another one, and returns the last outcome. */
export async function repeat<T>(
  attempt: () => Promise<T>,
  isWorthAnother: (outcome: T) => boolean,
  { intervalMs, total }: Attempts,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  for (let left = total; ; left--) {
    const outcome = await attempt();
    if (left <= 1 || !isWorthAnother(outcome)) return outcome;
    await clock.sleep(intervalMs, signal);
  }
}

/** Milliseconds until an RFC 3339 time; 0 when it is past, absent or unreadable. */
export function msUntil(time: string | undefined, clock: Clock): number {
  const atMs = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(atMs) ? 0 : Math.max(0, atMs - clock.now());
}
