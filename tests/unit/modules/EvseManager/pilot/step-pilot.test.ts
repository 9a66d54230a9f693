import { describe, expect, test } from '@jest/globals';
import type { Pilot, PilotInput, PilotOutput, PilotSettings } from '../../../../../modules/EvseManager/pilot/model.js';
import { newPilot } from '../../../../../modules/EvseManager/pilot/model.js';
import { stepPilot } from '../../../../../modules/EvseManager/pilot/step-pilot.js';
import { ampacityA } from '../../../../../modules/EvseManager/pilot/ampacity.js';
import { pilotSettings } from '../charger/bench.js';

type Short = string;

/** `A`…`F`, `PowerOn`, `PowerOff`, `Disconnected` from the board; `pwm`, `x1`, `f`, `allow`, `forbid`, `off` to it. */
function inputs(words: Short): PilotInput[] {
  return words.split(' ').map((word): PilotInput => {
    switch (word) {
      case 'pwm':
        return { type: 'pwm', duty: 0.5 };
      case 'x1':
      case 'f':
        return { type: word };
      case 'allow':
      case 'forbid':
        return { type: 'allowPower', allow: word === 'allow' };
      case 'on':
      case 'off':
        return { type: 'enable', enabled: word === 'on' };
      case 'authorized':
      case 'unauthorized':
        return { type: 'authorization', authorized: word === 'authorized' };
      case '6s':
        return { type: 'timer', timer: 'powerOff' };
      case '5s':
        return { type: 'timer', timer: 'unlock' };
      case 'force':
        return { type: 'forceUnlock' };
      default:
        return { type: 'board', event: word as 'A' };
    }
  });
}

function shorten(output: PilotOutput): string[] {
  switch (output.type) {
    case 'event':
      return [output.event];
    case 'allowPower':
      return [output.allow ? '+power' : '-power'];
    case 'startTimer':
      return [`start ${output.timer}`];
    case 'stopTimer':
      return [];
    case 'pwm':
      return [`pwm ${output.percent.toFixed(1)}`];
    default:
      return [output.type];
  }
}

/** The outputs to `words` after `history`. */
function outputs(history: Short, words: Short, changes: Partial<PilotSettings> = {}): string {
  const settings = { ...pilotSettings, ...changes };
  let pilot: Pilot = newPilot();
  for (const input of inputs(`on ${history}`)) ({ pilot } = stepPilot(pilot, input, settings));
  const result: string[] = [];
  for (const input of inputs(words)) {
    const stepped = stepPilot(pilot, input, settings);
    pilot = stepped.pilot;
    result.push(...stepped.outputs.flatMap(shorten));
  }
  return result.join(' ');
}

describe('control pilot §5.3', () => {
  test.each([
    ['first A', 'off on', 'A', 'x1 -power'],
    ['A again', 'A', 'A', ''],
    ['plug in', 'A', 'B', 'CarPluggedIn lock'],
    ['B again', 'A B', 'B', ''],
    ['plugged in at boot', 'off on', 'B', 'CarRequestedStopPower -power CarPluggedIn lock'],
    ['straight to C', 'A', 'C', 'CarPluggedIn lock'],
    ['B to C', 'A B', 'C', 'CarRequestedPower'],
    ['C to B', 'A B C', 'B', 'CarRequestedStopPower -power'],
    ['C to A', 'A B C', 'A', 'x1 -power CarUnplugged unlock'],
    ['B to E', 'A B', 'E', '-power x1 BCDtoEF BCDtoE unlock'],
    ['E again', 'A B E', 'E', ''],
    ['A to E', 'A', 'E', '-power x1'],
    ['E to B', 'A B E', 'B', 'CarRequestedStopPower -power EFtoBCD lock'],
    ['B to F', 'A B', 'F', '-power start unlock BCDtoEF'],
    ['F to B, known EV', 'A B F', 'B', 'CarRequestedStopPower -power EFtoBCD'],
    ['F to B, new EV', 'A F', 'B', 'CarRequestedStopPower -power CarPluggedIn EFtoBCD lock'],
    ['F to A', 'A B F', 'A', 'x1 -power CarUnplugged unlock'],
    ['unlocked after 5 s of F', 'A B F', '5s', 'unlock'],
    ['board lost', 'A B C', 'Disconnected', 'x1 -power unlock'],
    ['board back, EV gone', 'A B Disconnected', 'A', 'x1 -power CarUnplugged'],
    ['permission before PWM', 'A B C', 'allow', ''],
    ['permission with PWM in C', 'A B pwm C', 'allow', '+power'],
    ['permission with PWM in B', 'A B pwm', 'allow C', 'CarRequestedPower +power'],
    ['permission is given once', 'A B pwm C allow', 'C pwm', 'pwm 50.0'],
    ['permission withdrawn', 'A B pwm C allow', 'forbid C', '-power'],
    ['PWM off under load', 'A B pwm C allow', 'x1', 'x1 start powerOff'],
    ['6 s under load', 'A B pwm C allow x1', '6s', '-power'],
    ['PWM back under load', 'A B pwm C allow x1', 'pwm', 'pwm 50.0 +power'],
    ['PWM back after 6 s', 'A B pwm C allow x1 6s', 'pwm', 'pwm 50.0'],
    ['simplified mode asks with the PWM', 'A C', 'pwm', 'pwm 50.0 CarRequestedPower'],
    ['board off', 'A B', 'off', 'enable unlock'],
    ['board off is deaf', 'A B off', 'A B C PowerOn', ''],
    ['on again, EV still there', 'A B off on', 'B', 'CarRequestedStopPower -power CarPluggedIn lock'],
    ['contactor', 'A B C', 'PowerOn PowerOff', 'PowerOn PowerOff'],
  ])('%s', (_name, history, words, expected) => {
    // A board that has never spoken counts as disconnected, which is no connection that stops.
    expect(outputs(history, words)).toBe(expected);
  });

  test('state D without ventilation only locks', () => {
    expect(outputs('A B', 'D', { hasVentilation: false })).toBe('-power');
    expect(outputs('A B pwm C allow', 'D', { hasVentilation: false })).toBe('-power');
  });

  test('state D with ventilation is state C', () => {
    expect(outputs('A B pwm', 'D allow')).toBe('CarRequestedPower +power');
  });

  test('simplified mode is capped at 10 A when configured, until the EV shows state B on arrival', () => {
    expect(outputs('A C', 'pwm', { limitSimplifiedMode: true })).toContain('pwm 16.7');
    expect(outputs('A B', 'pwm', { limitSimplifiedMode: true })).toBe('pwm 50.0');
  });
});

describe('connector lock §5.7', () => {
  test('a closed contactor keeps the lock, whatever the pilot says', () => {
    expect(outputs('A B C PowerOn', 'A')).toBe('x1 -power CarUnplugged');
    expect(outputs('A B C PowerOn A', 'PowerOff')).toBe('unlock PowerOff');
  });

  test('a forced unlock holds until the EV has left', () => {
    expect(outputs('A B', 'force')).toBe('unlock');
    expect(outputs('A B force', 'C B')).not.toContain('lock');
    expect(outputs('A B force A', 'B')).toContain('lock');
  });

  test('a forced unlock waits for the contactor', () => {
    expect(outputs('A B C PowerOn', 'force')).toBe('');
    expect(outputs('A B C PowerOn force', 'PowerOff')).toBe('unlock PowerOff');
  });

  test('unlock_when_deauthorized', () => {
    const settings = { unlockWhenDeauthorized: true };
    expect(outputs('A', 'B', settings)).toBe('CarPluggedIn');
    expect(outputs('A B', 'authorized', settings)).toBe('lock');
    expect(outputs('A B authorized', 'unauthorized', settings)).toBe('unlock');
  });

  test('lock_connector_in_state_b', () => {
    expect(outputs('A', 'B', { lockInStateB: false })).toBe('CarPluggedIn');
    expect(outputs('A B', 'C', { lockInStateB: false })).toBe('CarRequestedPower lock');
  });
});

test.each([
  ['None', 3, undefined],
  ['A_13', 3, 13],
  ['A_20', 3, 20],
  ['A_32', 3, 32],
  ['A_63_3ph_70_1ph', 3, 63],
  ['A_63_3ph_70_1ph', 1, 70],
] as const)('§5.6 · ampacity %s with %i phases', (ampacity, phases, expected) => {
  expect(ampacityA(ampacity, phases)).toBe(expected);
});
