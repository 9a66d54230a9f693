import type { BspEvent } from '#generated/types/board_support_common';
import type { PilotEvent } from '../charger/events.js';

/** Raw control pilot state; Disabled while the board is off or out of reach. */
export type RawState = 'Disabled' | 'A' | 'B' | 'C' | 'D' | 'E' | 'F';

export type PilotTimer = 'powerOff' | 'unlock';

export interface PilotSettings {
  readonly hasVentilation: boolean;
  readonly lockInStateB: boolean;
  readonly unlockWhenDeauthorized: boolean;
  /** Offer at most 10 A to EVs that go straight to state C. */
  readonly limitSimplifiedMode: boolean;
}

export interface Pilot {
  /** Board events count only while the board is enabled. */
  readonly enabled: boolean;
  readonly raw: RawState;
  readonly pluggedIn: boolean;
  readonly simplified: boolean;
  readonly pwm: boolean;
  readonly seenPwm: boolean;
  /** The charger permits power; forwarded when the pilot allows it. */
  readonly permitted: boolean;
  readonly seenPermitted: boolean;
  readonly relaysOn: boolean;
  readonly lockWanted: boolean;
  readonly forcedOpen: boolean;
  readonly authorized: boolean;
  readonly locked: boolean;
}

export type PilotInput =
  | { readonly type: 'board'; readonly event: BspEvent['event'] }
  | { readonly type: 'enable'; readonly enabled: boolean }
  /** `duty` 0..1. */
  | { readonly type: 'pwm'; readonly duty: number }
  | { readonly type: 'x1' }
  | { readonly type: 'f' }
  | { readonly type: 'allowPower'; readonly allow: boolean }
  | { readonly type: 'authorization'; readonly authorized: boolean }
  | { readonly type: 'timer'; readonly timer: PilotTimer }
  | { readonly type: 'forceUnlock' };

export type PilotOutput =
  | { readonly type: 'enable'; readonly enabled: boolean }
  | { readonly type: 'pwm'; readonly percent: number }
  | { readonly type: 'x1' }
  | { readonly type: 'f' }
  | { readonly type: 'allowPower'; readonly allow: boolean }
  | { readonly type: 'lock' }
  | { readonly type: 'unlock' }
  | { readonly type: 'event'; readonly event: PilotEvent }
  | { readonly type: 'startTimer'; readonly timer: PilotTimer; readonly delayMs: number }
  | { readonly type: 'stopTimer'; readonly timer: PilotTimer };

export function newPilot(): Pilot {
  return {
    enabled: false,
    raw: 'Disabled',
    pluggedIn: false,
    simplified: false,
    pwm: false,
    seenPwm: false,
    permitted: false,
    seenPermitted: false,
    relaysOn: false,
    lockWanted: false,
    forcedOpen: false,
    authorized: false,
    locked: false,
  };
}
