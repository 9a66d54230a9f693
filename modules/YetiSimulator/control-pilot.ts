import type { CpState, EvseSide, Readings } from './board.js';

const TOLERANCE_V = 1.1;

/** What the comparison of both half waves says; what is absent stays as it is. */
export interface PilotReading {
  readonly state?: CpState;
  readonly diode?: 'broken' | 'intact';
  readonly load?: 'connected' | 'none';
}

/** IEC 61851-1 A.3: the state that the voltages of the two half waves stand for. The first match counts. */
export function readPilot(readings: Readings, evse: EvseSide): PilotReading {
  const { highV, lowV } = halfWaves(readings, evse);
  if (evse.pwmRunning && !isNear(lowV, -12)) return readDisturbedWave(highV, lowV);
  if (isNear(highV, 12)) return { state: 'A', diode: 'intact', load: 'none' };
  if (isNear(highV, 9)) return { state: 'B', load: 'none' };
  if (isNear(highV, 6)) return { state: 'C', load: 'connected' };
  if (isNear(highV, 3)) return { state: 'D', load: 'connected' };
  if (isNear(highV, -12)) return { state: 'F', load: 'none' };
  return {};
}

function readDisturbedWave(highV: number, lowV: number): PilotReading {
  if (isNear(lowV, 0) && isNear(highV, 0)) return { state: 'E', load: 'none' };
  if (isNear(highV + lowV, 0)) return { diode: 'broken', load: 'none' };
  return {};
}

function halfWaves(readings: Readings, evse: EvseSide): { highV: number; lowV: number } {
  const highV = readings.cpVoltageV;
  const wave = { highV, lowV: evse.pwmRunning ? -12 : highV };
  const charger = evse.stateF ? { highV: -12, lowV: -12 } : wave;
  const shorted = readings.pilotShorted ? { highV: 0, lowV: 0 } : charger;
  return readings.diodeFail ? { highV: shorted.highV, lowV: -shorted.highV } : shorted;
}

function isNear(voltageV: number, expectedV: number): boolean {
  return Math.abs(voltageV - expectedV) <= TOLERANCE_V;
}
