import type { ChargerState } from '../charger/states.js';
import type { CountDown } from '#generated/types/uk_random_delay';
import type { Random } from 'everest-ts';

/** A limit that changes soon after the start is delayed as well, ms. */
export const START_UP_WINDOW_MS = 5000;

export interface RandomDelay {
  readonly enabled: boolean;
  readonly maxDurationS: number;
  readonly lastRequestedA: number;
  /** Set while a delay runs. */
  readonly running?: RunningDelay;
}

interface RunningDelay {
  /** Wall clock, ms; may be set while the delay runs, and is only told. */
  readonly startedAt: number;
  /** Monotonic clock, ms. */
  readonly endsAt: number;
  readonly heldA: number;
}

export interface DelayInput {
  readonly requestedA: number;
  readonly state: ChargerState;
  /** Wall clock, ms. */
  readonly now: number;
  /** Monotonic clock, ms. */
  readonly monotonicNow: number;
  readonly sinceReadyMs: number;
  readonly atAnyChange: boolean;
  readonly random: Random;
}

export interface DelayOutcome {
  readonly delay: RandomDelay;
  /** The limit that holds now, A. */
  readonly limitA: number;
  readonly countdown: CountDown;
}

const delayedStates = new Set<ChargerState>(['PrepareCharging', 'Charging', 'WaitingForAuthentication']);

/** UK smart charging: a change of the limit takes effect after a random time. */
export function delayLimit(delay: RandomDelay, input: DelayInput): DelayOutcome {
  const { requestedA } = input;
  const started = startIfNeeded(delay, input);
  const next: RandomDelay = { ...started, lastRequestedA: requestedA };
  const { running } = started;
  if (running === undefined) {
    return { delay: next, limitA: requestedA, countdown: countdown(0, requestedA, requestedA) };
  }
  const leftMs = running.endsAt - input.monotonicNow;
  if (leftMs <= 0) {
    return { delay: stopDelay(next), limitA: running.heldA, countdown: countdown(0, requestedA, running.heldA) };
  }
  const left = countdown(Math.ceil(leftMs / 1000), requestedA, running.heldA);
  const start_time = new Date(running.startedAt).toISOString();
  return { delay: next, limitA: running.heldA, countdown: { ...left, start_time } };
}

export function stopDelay({ enabled, maxDurationS, lastRequestedA }: RandomDelay): RandomDelay {
  return { enabled, maxDurationS, lastRequestedA };
}

function startIfNeeded(delay: RandomDelay, input: DelayInput): RandomDelay {
  if (!delayedStates.has(input.state)) return stopDelay(delay);
  if (delay.running !== undefined) return delay;
  const atStart = input.sinceReadyMs < START_UP_WINDOW_MS;
  const heldA = atStart ? 0 : delay.lastRequestedA;
  if (!atStart && !isChange(heldA, input.requestedA, input.atAnyChange)) return delay;
  const durationMs = Math.floor(input.random() * Math.max(delay.maxDurationS, 0)) * 1000;
  return { ...delay, running: { startedAt: input.now, endsAt: input.monotonicNow + durationMs, heldA } };
}

function isChange(lastA: number, newA: number, atAnyChange: boolean): boolean {
  const threshold = 0.1;
  if (atAnyChange) return Math.abs(lastA - newA) >= threshold;
  return isZero(lastA) !== isZero(newA);
}

function isZero(ampere: number): boolean {
  return Math.abs(ampere) <= 0.1;
}

function countdown(countdown_s: number, afterA: number, duringA: number): CountDown {
  return { countdown_s, current_limit_after_delay_A: afterA, current_limit_during_delay_A: duringA };
}
