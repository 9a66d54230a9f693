import type { PilotEvent } from '../charger/events.js';
import type { Pilot, PilotInput, PilotOutput, PilotSettings, PilotTimer, RawState } from './model.js';

/** IEC 61851-1 table A.6: an EV that stays in state C without PWM is switched off under load after 6 s. */
export const POWER_OFF_UNDER_LOAD_MS = 6000;
export const UNLOCK_IN_F_MS = 5000;
/** Duty of 10 A. */
const SIMPLIFIED_MODE_DUTY = 10 / 60;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Work {
  readonly pilot: Writable<Pilot>;
  readonly settings: PilotSettings;
  readonly outputs: PilotOutput[];
}

/** One input to the control pilot, pure: the pilot after it and what board, lock and charger have to be told. */
export function stepPilot(
  pilot: Pilot,
  input: PilotInput,
  settings: PilotSettings,
): { readonly pilot: Pilot; readonly outputs: readonly PilotOutput[] } {
  const work: Work = { pilot: { ...pilot }, settings, outputs: [] };
  apply(work, input);
  return { pilot: work.pilot, outputs: work.outputs };
}

function apply(work: Work, input: PilotInput): void {
  const { pilot, outputs } = work;
  switch (input.type) {
    case 'board':
      if (pilot.enabled) applyBoardEvent(work, input.event);
      return;
    case 'enable':
      outputs.push({ type: 'enable', enabled: input.enabled });
      pilot.enabled = input.enabled;
      if (!input.enabled) forgetCar(work);
      return;
    case 'pwm': {
      const capped = pilot.simplified && work.settings.limitSimplifiedMode;
      const duty = capped ? Math.min(input.duty, SIMPLIFIED_MODE_DUTY) : input.duty;
      pilot.pwm = true;
      outputs.push({ type: 'pwm', percent: duty * 100 });
      return evaluate(work, pilot.raw);
    }
    case 'x1':
    case 'f':
      pilot.pwm = false;
      outputs.push({ type: input.type });
      return evaluate(work, pilot.raw);
    case 'allowPower':
      if (!input.allow) forbidPower(work);
      else pilot.permitted = true;
      return evaluate(work, pilot.raw);
    case 'authorization':
      pilot.authorized = input.authorized;
      return evaluate(work, pilot.raw);
    case 'timer':
      if (input.timer === 'powerOff') forbidPower(work);
      else setLockWanted(work, false);
      return evaluate(work, pilot.raw);
    case 'forceUnlock':
      return forceUnlock(work);
  }
}

function applyBoardEvent(work: Work, event: Extract<PilotInput, { type: 'board' }>['event']): void {
  switch (event) {
    case 'PowerOn':
    case 'PowerOff':
      work.pilot.relaysOn = event === 'PowerOn';
      updateLock(work);
      tell(work, event);
      return;
    case 'Disconnected':
      return evaluate(work, 'Disabled');
    default:
      return evaluate(work, event);
  }
}

function evaluate(work: Work, raw: RawState): void {
  const { pilot } = work;
  if (raw !== 'F' && pilot.raw === 'F') stopTimer(work, 'unlock');
  switch (raw) {
    case 'Disabled':
    case 'A':
      enterUnplugged(work, raw);
      break;
    case 'B':
      connected(work);
      break;
    case 'C':
    case 'D':
      if (raw === 'D' && !work.settings.hasVentilation) withoutVentilation(work);
      else wantsPower(work);
      break;
    case 'E':
      shortCircuit(work);
      break;
    case 'F':
      fault(work);
      break;
  }
  pilot.raw = raw;
  pilot.seenPwm = pilot.pwm;
  pilot.seenPermitted = pilot.permitted;
  updateLock(work);
}

function enterUnplugged(work: Work, raw: 'Disabled' | 'A'): void {
  const { pilot, outputs } = work;
  if (pilot.raw === raw) return;
  const wasThere = pilot.pluggedIn || (pilot.raw !== 'A' && pilot.raw !== 'Disabled');
  pilot.pwm = false;
  outputs.push({ type: 'x1' });
  pilot.simplified = false;
  stopTimer(work, 'powerOff');
  forbidPower(work);
  setLockWanted(work, false);
  if (raw === 'Disabled') return;
  pilot.pluggedIn = false;
  if (wasThere) tell(work, 'CarUnplugged');
}

function connected(work: Work): void {
  const { pilot } = work;
  const before = pilot.raw;
  setLockWanted(work, work.settings.lockInStateB);
  if (before === 'B') return;
  if (before !== 'A') {
    tell(work, 'CarRequestedStopPower');
    forbidPower(work);
    stopTimer(work, 'powerOff');
  }
  if (isArrival(pilot)) plugIn(work, false);
  if (before === 'E' || before === 'F') tell(work, 'EFtoBCD');
}

function withoutVentilation(work: Work): void {
  const { pilot } = work;
  setLockWanted(work, true);
  if (pilot.raw !== 'D' || pilot.permitted) forbidPower(work);
  stopTimer(work, 'powerOff');
}

function wantsPower(work: Work): void {
  const { pilot, outputs } = work;
  const before = pilot.raw;
  setLockWanted(work, true);
  if (isArrival(pilot)) plugIn(work, true);
  else if (before === 'B') tell(work, 'CarRequestedPower');

  const pwmStarted = pilot.pwm && !pilot.seenPwm;
  if (!pilot.pwm && pilot.seenPwm) {
    outputs.push({ type: 'startTimer', timer: 'powerOff', delayMs: POWER_OFF_UNDER_LOAD_MS });
  }
  if (pwmStarted) stopTimer(work, 'powerOff');
  const isNews = pwmStarted || !pilot.seenPermitted || before === 'B';
  if (pilot.pwm && pilot.permitted && isNews) outputs.push({ type: 'allowPower', allow: true });
  if (pwmStarted && pilot.simplified) tell(work, 'CarRequestedPower');
}

function shortCircuit(work: Work): void {
  const { pilot, outputs } = work;
  setLockWanted(work, false);
  if (pilot.raw === 'E') return;
  stopTimer(work, 'powerOff');
  forbidPower(work);
  pilot.pwm = false;
  outputs.push({ type: 'x1' });
  if (!isConnected(pilot)) return;
  tell(work, 'BCDtoEF');
  tell(work, 'BCDtoE');
}

function fault(work: Work): void {
  const { pilot, outputs } = work;
  if (pilot.raw === 'F') {
    if (pilot.permitted) forbidPower(work);
    return;
  }
  stopTimer(work, 'powerOff');
  forbidPower(work);
  pilot.pwm = false;
  outputs.push({ type: 'startTimer', timer: 'unlock', delayMs: UNLOCK_IN_F_MS });
  if (isConnected(pilot)) tell(work, 'BCDtoEF');
}

function isConnected({ raw }: Pilot): boolean {
  return raw === 'B' || raw === 'C' || raw === 'D';
}

function isArrival({ raw, pluggedIn }: Pilot): boolean {
  return raw === 'A' || raw === 'Disabled' || (raw === 'F' && !pluggedIn);
}

function plugIn(work: Work, simplified: boolean): void {
  work.pilot.pluggedIn = true;
  work.pilot.simplified = simplified;
  tell(work, 'CarPluggedIn');
}

/** The board is off: what it says next is a fresh start. */
function forgetCar(work: Work): void {
  const { pilot } = work;
  stopTimer(work, 'powerOff');
  stopTimer(work, 'unlock');
  pilot.raw = 'Disabled';
  pilot.pluggedIn = false;
  pilot.simplified = false;
  pilot.pwm = false;
  pilot.seenPwm = false;
  pilot.permitted = false;
  pilot.seenPermitted = false;
  pilot.relaysOn = false;
  setLockWanted(work, false);
  updateLock(work);
}

function forceUnlock(work: Work): void {
  const { pilot, outputs } = work;
  if (!pilot.relaysOn) {
    outputs.push({ type: 'unlock' });
    pilot.locked = false;
  }
  if (pilot.raw !== 'B' && pilot.raw !== 'C') return;
  pilot.forcedOpen = true;
  updateLock(work);
}

function forbidPower({ pilot, outputs }: Work): void {
  pilot.permitted = false;
  outputs.push({ type: 'allowPower', allow: false });
}

function setLockWanted({ pilot }: Work, wanted: boolean): void {
  pilot.lockWanted = wanted;
  if (!wanted) pilot.forcedOpen = false;
}

function updateLock({ pilot, settings, outputs }: Work): void {
  const authorized = !settings.unlockWhenDeauthorized || pilot.authorized;
  const locked = pilot.relaysOn || (pilot.lockWanted && !pilot.forcedOpen && authorized);
  if (locked === pilot.locked) return;
  pilot.locked = locked;
  outputs.push({ type: locked ? 'lock' : 'unlock' });
}

function tell({ outputs }: Work, event: PilotEvent): void {
  outputs.push({ type: 'event', event });
}

function stopTimer({ outputs }: Work, timer: PilotTimer): void {
  outputs.push({ type: 'stopTimer', timer });
}
