import type { Guard } from './draft.js';
import {
  cableIsUnknown,
  effectiveLimitA,
  hasNoPower,
  isDetourAborted,
  isDisableRequested,
  isFaulted,
  isOver,
  isUnplugged,
} from './guards.js';
import {
  allowPower,
  forbidPower,
  offerCurrent,
  offerLimit,
  pilotF,
  pilotX1,
  refreshPwm,
  watchOverCurrent,
} from './pilot-actions.js';
import {
  announce,
  beginTransaction,
  deauthorize,
  endTransaction,
  startSession,
  stopSession,
} from './session-actions.js';
import {
  contractWaited,
  executePhaseSwitch,
  pauseReasons,
  powerRequested,
  publishPauseReasons,
  takeCable,
} from './state-actions.js';
import type { Rule, StateRow } from './state-row.js';
import type { ChargerState } from './states.js';

/** IEC 61851-1: pilot F and then X1 wake an EV that does not react to the PWM. ms. */
const STEP_F_MS = 4000;
const STEP_X1_MS = 750;
const WAKE_UP_AFTER_MS = 30_000;
const GIVE_UP_AFTER_WAKE_UP_MS = 10_000;
const HARD_STOP_MS = 20_000;

const always: Guard = () => true;
const finishedRules: readonly Rule[] = [
  { name: 'disabled', when: isDisableRequested, run: stopSession, to: 'Disabled' },
  { name: 'unplugged', when: isUnplugged, run: stopSession, to: 'Idle' },
];

/** Basic charging as a table; everything that happens in a state stands in its row. */
export const STATE_TABLE: Readonly<Record<ChargerState, StateRow>> = {
  Disabled: {
    entry: [pilotF, (draft) => draft.emit({ type: 'enableBoard', enabled: false }), announce('Disabled')],
    evaluatesFaults: false,
    rules: [],
    pilot: {},
  },

  Idle: {
    entry: [
      ({ charger }) => {
        charger.powerRequested = false;
        charger.cableA = undefined;
        charger.cableWarned = false;
        charger.wokenUp = false;
        charger.contractWaitSince = undefined;
      },
      (draft) => (isFaulted(draft) ? undefined : pilotX1(draft)),
      deauthorize,
      (draft) => draft.emit({ type: 'clearSessionErrors' }),
    ],
    evaluatesFaults: false,
    rules: [
      { name: 'disabled', when: isDisableRequested, to: 'Disabled' },
      { name: 'shows the fault', when: (draft) => isFaulted(draft) && draft.charger.pilot !== 'F', run: pilotF },
      { name: 'fault is over', when: (draft) => !isFaulted(draft) && draft.charger.pilot === 'F', run: pilotX1 },
    ],
    pilot: {
      CarPluggedIn: {
        run: ({ charger }) => {
          charger.pluggedIn = true;
        },
        to: 'WaitingForAuthentication',
      },
    },
  },

  WaitingForAuthentication: {
    entry: [
      forbidPower,
      (draft) => (draft.charger.session === undefined ? startSession(draft, 'EVConnected') : undefined),
      announce('AuthRequired'),
    ],
    evaluatesFaults: true,
    endsOnFault: true,
    rules: [
      { name: 'fault', when: isFaulted, to: 'Finished' },
      { name: 'unplugged', when: isUnplugged, to: 'Finished' },
      { name: 'disabled', when: isDisableRequested, to: 'Finished' },
      { name: 'reads the cable', when: cableIsUnknown, run: takeCable },
      { name: 'cable unknown', when: cableIsUnknown, to: 'stay' },
      { name: 'not authorized', when: ({ charger }) => !charger.authorized, to: 'stay' },
      {
        name: 'transaction to be started',
        when: ({ charger }) => !charger.transactionActive,
        run: beginTransaction,
        to: 'stay',
      },
      { name: 'authorized', when: ({ charger }) => !charger.authorizedByContract, to: 'PrepareCharging' },
      {
        name: 'contract without high level communication',
        when: contractWaited,
        run: ({ charger }) => {
          charger.returnA = 0;
        },
        to: 'T_step_EF',
      },
    ],
    pilot: {
      CarRequestedPower: { run: powerRequested(true) },
      CarRequestedStopPower: { run: powerRequested(false) },
    },
  },

  T_step_EF: {
    entry: [
      pilotF,
      ({ charger }) => {
        charger.stepRaised = false;
      },
    ],
    evaluatesFaults: true,
    endsOnFault: true,
    rules: [
      { name: 'aborted', when: isDetourAborted, run: pilotX1, to: 'PrepareCharging' },
      {
        name: 'F is over',
        when: (draft) => !draft.charger.stepRaised && draft.timeInState >= STEP_F_MS,
        run: (draft) => {
          draft.charger.stepRaised = true;
          pilotX1(draft);
        },
      },
      {
        name: 'X1 is over',
        when: (draft) => draft.timeInState >= STEP_F_MS + STEP_X1_MS,
        run: (draft) => offerCurrent(draft, draft.charger.returnA),
        to: 'PrepareCharging',
      },
    ],
    pilot: {},
  },

  PrepareCharging: {
    entry: [announce('PrepareCharging')],
    evaluatesFaults: true,
    endsOnFault: true,
    rules: [
      { name: 'fault', when: isFaulted, to: 'StoppingCharging' },
      { name: 'over', when: isOver, to: 'StoppingCharging' },
      { name: 'offers the limit', when: always, run: offerLimit },
      { name: 'waits for power', when: hasNoPower, to: 'stay' },
      { name: 'EV asks for power', when: ({ charger }) => charger.powerRequested, to: 'Charging' },
      {
        name: 'EV has to be woken up',
        when: (draft) => !draft.charger.wokenUp && draft.timeInState > WAKE_UP_AFTER_MS,
        run: (draft) => {
          draft.charger.wokenUp = true;
          draft.charger.returnA = effectiveLimitA(draft);
        },
        to: 'T_step_EF',
      },
      {
        name: 'EV does not want power',
        when: (draft) => draft.charger.wokenUp && draft.timeInState > GIVE_UP_AFTER_WAKE_UP_MS,
        to: 'ChargingPausedEV',
      },
    ],
    pilot: {
      CarRequestedPower: { run: powerRequested(true) },
      CarRequestedStopPower: { run: powerRequested(false), to: 'ChargingPausedEVSE' },
    },
  },

  Charging: {
    entry: [
      announce('ChargingStarted'),
      ({ charger }) => {
        charger.wokenUp = false;
        charger.overCurrentSince = undefined;
      },
      allowPower,
      offerLimit,
    ],
    evaluatesFaults: true,
    endsOnFault: true,
    rules: [
      { name: 'fault', when: isFaulted, to: 'StoppingCharging' },
      { name: 'over', when: isOver, to: 'StoppingCharging' },
      { name: 'paused by the user', when: ({ charger }) => charger.pausedByEvse, to: 'StoppingCharging' },
      { name: 'paused by the EV', when: ({ charger }) => !charger.powerRequested, to: 'StoppingCharging' },
      { name: 'no energy', when: hasNoPower, to: 'StoppingCharging' },
      { name: 'watches the current', when: always, run: watchOverCurrent },
      { name: 'follows the limit', when: always, run: refreshPwm },
    ],
    pilot: {
      CarRequestedStopPower: { run: powerRequested(false) },
      BCDtoE: { run: powerRequested(false) },
    },
  },

  ChargingPausedEV: {
    entry: [
      announce('ChargingPausedEV'),
      ({ charger }) => {
        charger.overCurrentSince = undefined;
      },
    ],
    evaluatesFaults: false,
    rules: [
      { name: 'over', when: isOver, to: 'StoppingCharging' },
      // Charging was stopped for a cause that is gone by now, and the EV never ceased to ask.
      { name: 'EV still asks for power', when: ({ charger }) => charger.powerRequested, to: 'PrepareCharging' },
      { name: 'watches the current', when: always, run: watchOverCurrent },
      { name: 'no energy', when: hasNoPower, to: 'ChargingPausedEVSE' },
      { name: 'follows the limit', when: always, run: refreshPwm },
    ],
    pilot: { CarRequestedPower: { run: powerRequested(true), to: 'PrepareCharging' } },
  },

  ChargingPausedEVSE: {
    entry: [
      pilotX1,
      // A pause that was wanted before charging began finds the contactor open, but permitted to close.
      forbidPower,
      ({ charger }) => {
        charger.pauseReasons = [];
      },
    ],
    evaluatesFaults: true,
    rules: [
      { name: 'over', when: isOver, to: 'StoppingCharging' },
      { name: 'shows the fault', when: (draft) => draft.faultIsNew && draft.settings.faultPulseMs > 0, run: pilotF },
      {
        name: 'has shown the fault',
        when: ({ charger, now, settings }) => charger.pilot === 'F' && now - charger.faultSince > settings.faultPulseMs,
        run: pilotX1,
      },
      { name: 'no reason is left', when: (draft) => pauseReasons(draft).length === 0, to: 'PrepareCharging' },
      { name: 'tells why', when: always, run: publishPauseReasons },
    ],
    pilot: {},
  },

  StoppingCharging: {
    entry: [
      ({ charger }) => {
        charger.wokenUp = false;
        charger.hardStopped = false;
      },
      announce('StoppingCharging'),
      pilotX1,
    ],
    evaluatesFaults: true,
    rules: [
      {
        name: 'EV keeps drawing power',
        when: (draft) => !draft.charger.hardStopped && draft.timeInState > HARD_STOP_MS,
        run: (draft) => {
          draft.charger.hardStopped = true;
          forbidPower(draft);
        },
      },
      { name: 'contactor closed', when: ({ charger }) => !charger.contactorOpen, to: 'stay' },
      { name: 'over', when: isOver, to: 'Finished' },
      {
        name: 'paused by the station',
        when: (draft) => pauseReasons(draft).length > 0,
        to: 'ChargingPausedEVSE',
      },
      { name: 'paused by the EV', when: always, to: 'ChargingPausedEV' },
    ],
    pilot: {},
  },

  Finished: { entry: [endTransaction], evaluatesFaults: false, rules: finishedRules, pilot: {} },

  SwitchPhases: {
    entry: [
      announce('SwitchingPhases'),
      (draft) => (draft.settings.switchPhasesPilot === 'F' ? pilotF(draft) : pilotX1(draft)),
    ],
    evaluatesFaults: true,
    endsOnFault: true,
    rules: [
      { name: 'aborted', when: isDetourAborted, run: executePhaseSwitch, to: 'PrepareCharging' },
      {
        name: 'pause is over',
        when: (draft) => draft.timeInState >= draft.settings.switchPhasesDelayMs,
        run: executePhaseSwitch,
        to: 'PrepareCharging',
      },
    ],
    pilot: {},
  },
};
