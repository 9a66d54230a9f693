import type { StepEnvironment } from './draft.js';
import { Draft } from './draft.js';
import type { Effect } from './effects.js';
import type { ChargerEvent, PilotEvent } from './events.js';
import { effectiveLimitA } from './guards.js';
import type { Charger, ChargerSettings } from './model.js';
import { evaluateFault } from './pilot-actions.js';
import {
  announce,
  authorize,
  cancelTransaction,
  deauthorize,
  transactionBegun,
  transactionEnded,
} from './session-actions.js';
import { STATE_TABLE } from './state-table.js';

const MAX_ROUNDS = 10;
const LIMIT_GRACE_MS = 1000;

export interface StepResult {
  readonly charger: Charger;
  readonly effects: readonly Effect[];
  /** Answer to a command; true for events that are none. */
  readonly accepted: boolean;
}

/** One event, pure: the charger after it and what the surroundings have to do, in order. */
export function step(
  charger: Charger,
  event: ChargerEvent,
  settings: ChargerSettings,
  environment: StepEnvironment,
): StepResult {
  const draft = new Draft(charger, settings, environment);
  const accepted = apply(draft, event);
  return { charger: draft.charger, effects: draft.effects, accepted };
}

function apply(draft: Draft, event: ChargerEvent): boolean {
  const { charger } = draft;
  switch (event.type) {
    case 'start':
      charger.started = true;
      draft.emit({ type: 'enableBoard', enabled: true });
      draft.emit({ type: 'maxCurrent', ampere: charger.limitA });
      break;
    case 'pass':
      pass(draft);
      break;
    case 'tick':
      expireLimit(draft);
      pass(draft);
      break;
    case 'pilot':
      if (event.effect === 'always') applyPilotEvent(draft, event.event);
      else applyPilotEventInState(draft, event.event);
      break;
    case 'meterStarted':
      if (charger.awaiting === 'meterStart' && transactionBegun(draft, event.response)) pass(draft);
      break;
    case 'meterStopped':
      if (charger.awaiting !== 'meterStop') break;
      transactionEnded(draft, event.response);
      pass(draft);
      break;
    case 'authorize':
      authorize(draft, event.token, event.validation);
      break;
    case 'deauthorize':
      deauthorize(draft);
      break;
    case 'stopTransaction':
      return cancelTransaction(draft, event.reason, event.token);
    case 'pause':
    case 'resume':
      return setPaused(draft, event.type === 'pause');
    case 'switchPhases':
      switchPhases(draft, event.threePhases);
      break;
    case 'enableDisable':
      enableDisable(draft, event);
      break;
    case 'shutdown':
      charger.shutdown = event.shutdown;
      break;
    case 'setMaxCurrent':
      return setMaxCurrent(draft, event.current, event.validUntil);
    case 'ampacity':
      charger.ampacityA = event.ampere;
      break;
    case 'outlet':
      charger.socket = event.socket;
      break;
    case 'vehicleCurrents':
      charger.vehicleCurrents = event.currents;
      break;
  }
  return true;
}

/** Rounds until the state no longer changes; ends early while a meter call is under way. */
function pass(draft: Draft): void {
  const { charger } = draft;
  if (!charger.started) return;
  for (let round = 1; charger.awaiting === undefined; round++) {
    if (charger.seenState !== charger.state || charger.seenShutdown !== charger.shutdown) enter(draft);
    const { state } = charger;
    applyRules(draft);
    if (charger.state === state) return;
    if (round < MAX_ROUNDS) continue;
    draft.emit({ type: 'log', level: 'warn', message: 'the charger state changes without end' });
    return;
  }
}

function enter(draft: Draft): void {
  const { charger } = draft;
  const from = charger.seenState;
  const row = STATE_TABLE[charger.state];
  const faultAppeared = from === charger.state && charger.shutdown !== 'None';
  charger.seenState = charger.state;
  charger.seenShutdown = charger.shutdown;
  if (faultAppeared && row.endsOnFault === true) return;
  charger.enteredAt = draft.now;
  draft.emit({ type: 'stateChanged', from, to: charger.state });
  for (const action of row.entry) action(draft);
}

function applyRules(draft: Draft): void {
  const { charger } = draft;
  if (charger.awaiting !== undefined) return;
  const row = STATE_TABLE[charger.state];
  draft.faultIsNew = false;
  if (row.evaluatesFaults) evaluateFault(draft);
  for (const rule of row.rules) {
    if (!rule.when(draft)) continue;
    rule.run?.(draft);
    if (rule.to === undefined) continue;
    if (rule.to !== 'stay') charger.state = rule.to;
    return;
  }
}

function applyPilotEvent({ charger }: Draft, event: PilotEvent): void {
  if (event === 'CarRequestedStopPower') charger.powerRequested = false;
  if (event === 'CarUnplugged') charger.pluggedIn = false;
  if (event === 'PowerOff') charger.contactorOpen = true;
  if (event === 'PowerOn') charger.contactorOpen = false;
}

function applyPilotEventInState(draft: Draft, event: PilotEvent): void {
  const reaction = STATE_TABLE[draft.charger.state].pilot[event];
  if (reaction === undefined || draft.charger.awaiting !== undefined || !draft.charger.started) return;
  reaction.run(draft);
  if (reaction.to !== undefined) draft.charger.state = reaction.to;
}

function setPaused({ charger }: Draft, paused: boolean): boolean {
  if (!charger.transactionActive) return false;
  charger.pausedByEvse = paused;
  return true;
}

function switchPhases(draft: Draft, threePhases: boolean): void {
  const { charger } = draft;
  if (charger.state !== 'Charging' && charger.state !== 'SwitchPhases') {
    draft.emit({ type: 'switchThreePhases', threePhases });
    return;
  }
  charger.pendingThreePhases = threePhases;
  charger.state = 'SwitchPhases';
}

function enableDisable(
  draft: Draft,
  { enabled, changed, connector }: Extract<ChargerEvent, { type: 'enableDisable' }>,
): void {
  const { charger } = draft;
  if (connector) charger.connectorEnabled = enabled;
  if (enabled && charger.state === 'Disabled' && charger.connectorEnabled) {
    draft.emit({ type: 'enableBoard', enabled: true });
    charger.state = 'Idle';
  }
  if (enabled && charger.state !== 'Disabled') {
    charger.disableRequested = false;
    if (charger.stopReason === 'EVSEDisabled') charger.stopReason = undefined;
  }
  if (!changed) return;
  if (enabled) return announce('Enabled')(draft);
  charger.disableRequested = true;
  charger.stopReason = 'EVSEDisabled';
}

function setMaxCurrent(draft: Draft, current: number, validUntil: number): boolean {
  const { charger } = draft;
  if (validUntil < draft.now) return false;
  charger.limitA = Math.abs(current);
  charger.limitValidUntil = validUntil;
  draft.emit({ type: 'overcurrentLimit', ampere: effectiveLimitA(draft) });
  draft.emit({ type: 'maxCurrent', ampere: current });
  return true;
}

/** A limit that nobody renews lapses one second after its time. */
function expireLimit(draft: Draft): void {
  const { charger, now } = draft;
  if (charger.limitA <= 0 || now - charger.limitValidUntil < LIMIT_GRACE_MS) return;
  charger.limitA = 0;
  draft.emit({ type: 'maxCurrent', ampere: 0 });
}
