import { describe, expect, test } from '@jest/globals';
import { initialBoard, withF, withPwm, withX1, type Readings } from '../../../../modules/YetiSimulator/board.js';
import { readPilot } from '../../../../modules/YetiSimulator/control-pilot.js';

const plant = { nominalVoltageV: 230, nominalFrequencyHz: 50, resetMeterOnSessionStart: true };
const { readings, evse } = initialBoard(plant);
const at = (cpVoltageV: number, more: Partial<Readings> = {}): Readings => ({ ...readings, cpVoltageV, ...more });
const pwm = withPwm(evse, 26.667);
const x1 = withX1(evse);

describe('control pilot', () => {
  test.each([
    [12, 'A', 'none'],
    [10.95, 'A', 'none'],
    [10.05, 'B', 'none'],
    [9, 'B', 'none'],
    [6, 'C', 'connected'],
    [3, 'D', 'connected'],
  ] as const)('%s V is state %s, with and without PWM', (voltageV, state, load) => {
    expect(readPilot(at(voltageV), pwm)).toMatchObject({ state, load });
    expect(readPilot(at(voltageV), x1)).toMatchObject({ state, load });
  });

  test.each([13.2, 7.5, 4.5, 0])('%s V steady is no state, nothing changes', (voltageV) => {
    expect(readPilot(at(voltageV), x1)).toEqual({});
  });

  test('the order for state F is seen as F whatever the car does', () => {
    expect(readPilot(at(6), withF(evse))).toEqual({ state: 'F', load: 'none' });
  });

  test('a shorted pilot is state E while PWM runs only', () => {
    expect(readPilot(at(6, { pilotShorted: true }), pwm)).toEqual({ state: 'E', load: 'none' });
    expect(readPilot(at(6, { pilotShorted: true }), x1)).toEqual({});
  });

  test('a broken diode is seen while PWM runs and leaves the state as it is', () => {
    expect(readPilot(at(6, { diodeFail: true }), pwm)).toEqual({ diode: 'broken', load: 'none' });
    expect(readPilot(at(6, { diodeFail: true }), x1)).toEqual({ state: 'C', load: 'connected' });
  });

  test('12 V tells that the diode is no trouble any more', () => {
    expect(readPilot(at(12, { diodeFail: true }), pwm)).toEqual({ state: 'A', diode: 'intact', load: 'none' });
  });
});
