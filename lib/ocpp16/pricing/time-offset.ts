import type { Clock, Timer } from '../../clock/clock.js';
import type { Logger } from '../../log/logger.js';
import { parseDateTime } from '../messages/index.js';
import type { PricingSettings } from './settings.js';
import { startWallClockTimer } from './wall-clock-timer.js';

const form = /^([+-]?)(\d{1,2}):(\d{1,2})$/;

/** Milliseconds of an offset like `02:00` or `-05:30`; the sign is that of hours and minutes. No readable offset is none. */
export function timeOffsetMs(text: string | undefined): number {
  const match = text === undefined ? null : form.exec(text);
  if (match === null) return 0;
  const [, sign, hours, minutes] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

interface Parts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: PricingSettings;
  /** Keeps `TimeOffset`. */
  readonly storeTimeOffset: (offset: string) => void;
}

/** Changes `TimeOffset` when `NextTimeOffsetTransitionDateTime` has come, for summer and winter time. */
export class TimeOffsetTransition {
  readonly #parts: Parts;
  #timer: Timer | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Waits for the configured time anew; a time that has passed changes nothing. */
  arm(): void {
    this.close();
    const { clock, settings } = this.#parts;
    const atMs = parseDateTime(settings.nextTimeOffsetTransition ?? '') ?? 0;
    if (atMs > clock.now()) this.#timer = startWallClockTimer(clock, atMs, () => this.#change());
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #change(): void {
    const { log, settings, storeTimeOffset } = this.#parts;
    const offset = settings.timeOffsetAfterTransition;
    if (offset === undefined) return log.warn('the time offset was to change, but TimeOffsetNextTransition is not set');
    log.info({ offset }, 'time offset changes');
    storeTimeOffset(offset);
  }
}
