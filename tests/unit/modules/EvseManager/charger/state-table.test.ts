import { describe, expect, test } from '@jest/globals';
import type { ProvidedIdToken } from '#generated/types/authorization';
import type { ChargerEvent } from '../../../../../modules/EvseManager/charger/events.js';
import type { Charger } from '../../../../../modules/EvseManager/charger/model.js';
import { newCharger } from '../../../../../modules/EvseManager/charger/model.js';
import { STATE_TABLE } from '../../../../../modules/EvseManager/charger/state-table.js';
import type { ChargerState } from '../../../../../modules/EvseManager/charger/states.js';
import { STATE_FACTS } from '../../../../../modules/EvseManager/charger/states.js';
import { step } from '../../../../../modules/EvseManager/charger/step.js';
import { settings } from './bench.js';

const token: ProvidedIdToken = { id_token: { value: 'X', type: 'ISO14443' }, authorization_type: 'RFID' };

/** A charger that has been in `state` for a while, in the middle of a healthy transaction. */
function settled(state: ChargerState, changes: Partial<Charger> = {}): Charger {
  return {
    ...newCharger(),
    started: true,
    state,
    seenState: state,
    enteredAt: 0,
    pluggedIn: true,
    powerRequested: true,
    session: { id: 's', token },
    authorized: true,
    transactionActive: true,
    limitA: 16,
    pilot: 'PWM',
    lastDuty: 16 / 60,
    signalledA: 16,
    lastPwmAt: 0,
    ...changes,
  };
}

/** The state that the first matching rule leads to; the entry of that state is another matter. */
function firstTransition(charger: Charger, now: number): ChargerState | undefined {
  const { effects } = step(charger, { type: 'pass' }, settings, { now, newSessionId: 'new' });
  const changed = effects.find((effect) => effect.type === 'stateChanged');
  return changed?.type === 'stateChanged' ? changed.to : undefined;
}

type Row = readonly [string, ChargerState, Partial<Charger>, number, ChargerState | undefined];

const idle = { session: undefined, authorized: false, transactionActive: false, pluggedIn: false } as const;
const waiting = { transactionActive: false, authorized: false } as const;
const faulted = { shutdown: 'Emergency', seenShutdown: 'Emergency', handledShutdown: 'Emergency' } as const;

const rows: readonly Row[] = [
  ['nothing to do', 'Disabled', { ...idle, disableRequested: true }, 100, undefined],
  ['disabled', 'Idle', { ...idle, disableRequested: true }, 100, 'Disabled'],
  ['nothing to do', 'Idle', idle, 100, undefined],
  ['fault', 'WaitingForAuthentication', { ...waiting, ...faulted }, 100, 'Finished'],
  ['unplugged', 'WaitingForAuthentication', { ...waiting, pluggedIn: false }, 100, 'Finished'],
  ['disabled', 'WaitingForAuthentication', { ...waiting, disableRequested: true }, 100, 'Finished'],
  ['not authorized', 'WaitingForAuthentication', waiting, 3_600_000, undefined],
  ['transaction open', 'WaitingForAuthentication', {}, 100, 'PrepareCharging'],
  ['cable unknown', 'WaitingForAuthentication', { socket: true }, 100, undefined],
  [
    'contract, first',
    'WaitingForAuthentication',
    { authorizedByContract: true, contractWaitSince: 0 },
    10_000,
    undefined,
  ],
  [
    'contract, late',
    'WaitingForAuthentication',
    { authorizedByContract: true, contractWaitSince: 0 },
    10_100,
    'T_step_EF',
  ],
  ['fault', 'T_step_EF', faulted, 100, 'PrepareCharging'],
  ['unplugged', 'T_step_EF', { pluggedIn: false }, 100, 'PrepareCharging'],
  ['disabled', 'T_step_EF', { disableRequested: true }, 100, 'PrepareCharging'],
  ['F', 'T_step_EF', {}, 4740, undefined],
  ['F and X1 over', 'T_step_EF', {}, 4750, 'PrepareCharging'],
  ['fault', 'PrepareCharging', faulted, 100, 'StoppingCharging'],
  ['not authorized', 'PrepareCharging', { authorized: false }, 100, 'StoppingCharging'],
  ['unplugged', 'PrepareCharging', { pluggedIn: false }, 100, 'StoppingCharging'],
  ['disabled', 'PrepareCharging', { disableRequested: true }, 100, 'StoppingCharging'],
  ['no energy', 'PrepareCharging', { limitA: 5.9 }, 100_000, undefined],
  ['EV asks', 'PrepareCharging', {}, 100, 'Charging'],
  ['EV does not ask', 'PrepareCharging', { powerRequested: false }, 30_000, undefined],
  ['EV asleep', 'PrepareCharging', { powerRequested: false }, 30_100, 'T_step_EF'],
  ['EV woken', 'PrepareCharging', { powerRequested: false, wokenUp: true }, 10_000, undefined],
  ['EV not to be woken', 'PrepareCharging', { powerRequested: false, wokenUp: true }, 10_100, 'ChargingPausedEV'],
  ['healthy', 'Charging', {}, 3_600_000, undefined],
  ['fault', 'Charging', faulted, 100, 'StoppingCharging'],
  ['not authorized', 'Charging', { authorized: false }, 100, 'StoppingCharging'],
  ['unplugged', 'Charging', { pluggedIn: false }, 100, 'StoppingCharging'],
  ['paused by the user', 'Charging', { pausedByEvse: true }, 100, 'StoppingCharging'],
  ['paused by the EV', 'Charging', { powerRequested: false }, 100, 'StoppingCharging'],
  ['disabled', 'Charging', { disableRequested: true }, 100, 'StoppingCharging'],
  ['no energy', 'Charging', { limitA: 0 }, 100, 'StoppingCharging'],
  ['healthy', 'ChargingPausedEV', { powerRequested: false }, 3_600_000, undefined],
  ['fault', 'ChargingPausedEV', { powerRequested: false, ...faulted }, 100, undefined],
  ['over', 'ChargingPausedEV', { powerRequested: false, authorized: false }, 100, 'StoppingCharging'],
  ['no energy', 'ChargingPausedEV', { powerRequested: false, limitA: 0 }, 100, 'ChargingPausedEVSE'],
  ['EV asks still', 'ChargingPausedEV', {}, 100, 'PrepareCharging'],
  ['no reason left', 'ChargingPausedEVSE', {}, 100, 'PrepareCharging'],
  ['over', 'ChargingPausedEVSE', { pluggedIn: false }, 100, 'StoppingCharging'],
  ['paused by the user', 'ChargingPausedEVSE', { pausedByEvse: true }, 3_600_000, undefined],
  ['fault', 'ChargingPausedEVSE', faulted, 3_600_000, undefined],
  ['no energy', 'ChargingPausedEVSE', { limitA: 0 }, 3_600_000, undefined],
  ['contactor closed', 'StoppingCharging', { contactorOpen: false }, 3_600_000, undefined],
  ['over', 'StoppingCharging', { authorized: false }, 100, 'Finished'],
  ['paused by the user', 'StoppingCharging', { pausedByEvse: true }, 100, 'ChargingPausedEVSE'],
  ['fault', 'StoppingCharging', faulted, 100, 'ChargingPausedEVSE'],
  ['no energy', 'StoppingCharging', { limitA: 0 }, 100, 'ChargingPausedEVSE'],
  ['paused by the EV', 'StoppingCharging', { powerRequested: false }, 100, 'ChargingPausedEV'],
  ['still plugged in', 'Finished', { transactionActive: false }, 3_600_000, undefined],
  ['unplugged', 'Finished', { transactionActive: false, pluggedIn: false }, 100, 'Idle'],
  ['disabled', 'Finished', { transactionActive: false, disableRequested: true }, 100, 'Disabled'],
  ['pause', 'SwitchPhases', {}, 9900, undefined],
  ['pause over', 'SwitchPhases', {}, 10_000, 'PrepareCharging'],
  ['fault', 'SwitchPhases', faulted, 100, 'PrepareCharging'],
  ['unplugged', 'SwitchPhases', { pluggedIn: false }, 100, 'PrepareCharging'],
];

describe('charger states', () => {
  test.each(rows)('%s in %s', (_name, state, changes, now, expected) => {
    expect(firstTransition(settled(state, changes), now)).toBe(expected);
  });

  test.each<[ChargerState, ChargerEvent, Partial<Charger>]>([
    ['Idle', pilot('CarPluggedIn'), { state: 'WaitingForAuthentication', pluggedIn: true }],
    ['Charging', pilot('CarPluggedIn'), { state: 'Charging' }],
    ['WaitingForAuthentication', pilot('CarRequestedPower'), { powerRequested: true }],
    ['WaitingForAuthentication', pilot('CarRequestedStopPower'), { powerRequested: false }],
    ['PrepareCharging', pilot('CarRequestedPower'), { state: 'PrepareCharging', powerRequested: true }],
    ['PrepareCharging', pilot('CarRequestedStopPower'), { state: 'ChargingPausedEVSE', powerRequested: false }],
    ['Charging', pilot('CarRequestedStopPower'), { state: 'Charging', powerRequested: false }],
    ['Charging', pilot('BCDtoE'), { state: 'Charging', powerRequested: false }],
    ['ChargingPausedEV', pilot('CarRequestedPower'), { state: 'PrepareCharging', powerRequested: true }],
    ['Finished', pilot('CarRequestedPower'), { state: 'Finished' }],
  ])('pilot events in %s: %j', (state, event, expected) => {
    const { charger } = step(settled(state), event, settings, { now: 100, newSessionId: 'new' });

    expect(charger).toMatchObject(expected);
  });

  test.each(Object.keys(STATE_TABLE) as ChargerState[])('%s can be reached', (state) => {
    const targets = Object.values(STATE_TABLE).flatMap((row) => [
      ...row.rules.map(({ to }) => to),
      ...Object.values(row.pilot).map(({ to }) => to),
    ]);
    const commanded: readonly (ChargerState | 'stay' | undefined)[] = ['SwitchPhases', 'Idle'];

    expect([...targets, ...commanded]).toContain(state);
  });

  test('§26 · numbers and texts of the states', () => {
    expect(Object.values(STATE_FACTS).map(({ number, label }) => `${number} ${label}`)).toEqual([
      '0 Disabled',
      '1 Idle',
      '2 Wait for Auth',
      '3 PrepareCharging',
      '4 Charging',
      '5 Car Paused',
      '6 EVSE Paused',
      '7 StoppingCharging',
      '8 Finished',
      '9 T_step_EF',
      '11 SwitchPhases',
    ]);
  });

  test('a step does not touch the charger it is given', () => {
    const before = Object.freeze(settled('Charging', { limitA: 0 }));

    const { charger } = step(before, { type: 'pass' }, settings, { now: 100, newSessionId: 'new' });

    expect(before.state).toBe('Charging');
    expect(charger.state).not.toBe('Charging');
  });
});

function pilot(event: Extract<ChargerEvent, { type: 'pilot' }>['event']): ChargerEvent {
  return { type: 'pilot', event, effect: 'inState' };
}
