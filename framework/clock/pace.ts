import type { Clock } from '../../lib/clock/clock.js';
import { RealClock } from './real-clock.js';
import { ScaledClock } from './scaled-clock.js';

/** How time passes in a system (`--time-scale`); all its processes are given the same. */
export interface Pace {
  /** Seconds of the station in a second of the wall clock. */
  readonly scale: number;
  /** When the station's clock showed the time of the wall clock, in ms since 1970. */
  readonly beginMs: number;
}

/** The pace of a system whose time begins now. */
export function paceFromNow(scale: number): Pace {
  return { scale, beginMs: Date.now() };
}

export interface PacedClock {
  readonly clock: Clock;
  /** Ends the time of starting, which passes as on the wall: it depends on the machine. */
  readonly release: () => void;
}

/** `isBehind` is asked at each step whether somebody has not come to do yet what the step before has brought. */
export function openClock({ scale, beginMs }: Pace, isBehind: () => boolean = () => false): PacedClock {
  if (scale === 1) return { clock: new RealClock(), release: () => undefined };
  const clock = new ScaledClock({ scale, beginMs, isBehind });
  return { clock, release: () => clock.release() };
}
