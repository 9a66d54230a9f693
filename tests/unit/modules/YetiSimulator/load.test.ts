import { describe, expect, test } from '@jest/globals';
import { initialBoard, withPwm, withX1, type CarSide } from '../../../../modules/YetiSimulator/board.js';
import { drawnCurrents, offeredCurrent } from '../../../../modules/YetiSimulator/load.js';

const { car, evse } = initialBoard({ nominalVoltageV: 230, nominalFrequencyHz: 50, resetMeterOnSessionStart: true });
const carOf = (changes: Partial<CarSide>): CarSide => ({ ...car, ...changes });

describe('offered current', () => {
  test.each([
    [0, 0],
    [0.0799, 0],
    [0.08, 4.8],
    [0.26667, 16.0002],
    [0.53333, 31.9998],
    [0.8499, 50.994],
    [0.85, 52.5],
    [0.9599, 79.975],
    [0.96, 80],
    [0.97, 0],
    [1, 0],
  ])('duty cycle %s offers %s A', (dutyCycle, currentA) => {
    expect(offeredCurrent(dutyCycle)).toBeCloseTo(currentA, 3);
  });
});

describe('drawn current', () => {
  test('row 6: a car limited to 10 A draws 10 A at 53 % and at 5 %', () => {
    expect(drawnCurrents(carOf({ maxCurrentA: 10 }), withPwm(evse, 53), true).L1).toBe(10);
    expect(drawnCurrents(carOf({ maxCurrentA: 10 }), withPwm(evse, 5), true).L1).toBe(10);
  });

  test('a car without a limit takes what the duty cycle offers', () => {
    expect(drawnCurrents(car, withPwm(evse, 50), true)).toEqual({ L1: 30, L2: 30, L3: 30, N: 0.2 });
  });

  test('the offer limits the car', () => {
    expect(drawnCurrents(carOf({ maxCurrentA: 40 }), withPwm(evse, 10), true).L1).toBeCloseTo(6);
  });

  test('a negative limit discharges, within the offer', () => {
    expect(drawnCurrents(carOf({ maxCurrentA: -20 }), withPwm(evse, 10), true).L1).toBeCloseTo(-6);
    expect(drawnCurrents(carOf({ maxCurrentA: -20 }), withPwm(evse, 5), true).L1).toBe(-20);
  });

  test('row 7: with one phase at the car L2 and L3 are zero', () => {
    expect(drawnCurrents(carOf({ phases: 1 }), withPwm(evse, 50), true)).toMatchObject({ L1: 30, L2: 0, L3: 0 });
  });

  test('row 7: with one phase at the EVSE L2 and L3 are zero', () => {
    const onePhase = { ...withPwm(evse, 50), threePhases: false };

    expect(drawnCurrents(car, onePhase, true)).toMatchObject({ L1: 30, L2: 0, L3: 0 });
  });

  test('an open contactor and X1 leave only the neutral current', () => {
    expect(drawnCurrents(car, withPwm(evse, 50), false)).toEqual({ L1: 0, L2: 0, L3: 0, N: 0.2 });
    expect(drawnCurrents(car, withX1(evse), true)).toEqual({ L1: 0, L2: 0, L3: 0, N: 0.2 });
  });
});
