import { noCurrents, type CarSide, type DrawnCurrents, type EvseSide } from './board.js';

const NEUTRAL_CURRENT_A = 0.2;

/** IEC 61851-1 table A.8: the current in A that a duty cycle (0 to 1) offers. */
export function offeredCurrent(dutyCycle: number): number {
  if (dutyCycle < 0.08) return 0;
  if (dutyCycle < 0.85) return dutyCycle * 60;
  if (dutyCycle < 0.96) return (dutyCycle * 100 - 64) * 2.5;
  return dutyCycle < 0.97 ? 80 : 0;
}

/** What a car in state C or D loads each conductor with, in A. */
export function drawnCurrents(car: CarSide, evse: EvseSide, relayOn: boolean): DrawnCurrents {
  const currentA = relayOn ? carCurrent(car, evse.dutyCycle) : 0;
  const threePhases = car.phases === 3 && evse.threePhases;
  return {
    L1: currentA,
    L2: threePhases ? currentA : noCurrents.L2,
    L3: threePhases ? currentA : noCurrents.L3,
    N: NEUTRAL_CURRENT_A,
  };
}

/** A duty cycle around 5 % leaves the limit to digital communication, that is to the car. */
function carCurrent(car: CarSide, dutyCycle: number): number {
  if (dutyCycle >= 0.03 && dutyCycle <= 0.07) return car.maxCurrentA;
  const offeredA = offeredCurrent(dutyCycle);
  if (car.maxCurrentA === 0) return offeredA;
  return Math.min(offeredA, Math.abs(car.maxCurrentA)) * Math.sign(car.maxCurrentA);
}
