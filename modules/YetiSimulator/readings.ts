import { allPhases, type Board, type DrawnCurrents, type PhaseValues, type Plant, type Readings } from './board.js';

type Random = () => number;

const LINE_IMPEDANCE_OHM = 0.5;

/** All measured values of one tick: up to 1 % noise on most, up to 0.25 % on the frequency. */
export function measure(board: Board, plant: Plant, random: Random): Readings {
  const noise = noiseFactor(random);
  const frequencyNoise = 1 + (random() - 0.5) * 0.005;
  const currentA = noisyCurrents(board.drawnA, noise);
  return {
    ...measurePilot(board, () => noise),
    currentA,
    voltageV: noisyVoltages(plant.nominalVoltageV * noise, currentA),
    frequencyHz: allPhases(plant.nominalFrequencyHz * frequencyNoise),
    ppResistorOhm: board.car.ppResistorOhm * noise,
    rcdCurrentMa: board.car.rcdCurrentMa * noise,
  };
}

/** The readings with only the control pilot brought up to date. */
export function measurePilot(board: Board, noise: () => number): Readings {
  return {
    ...board.readings,
    cpVoltageV: board.car.cpVoltageV * noise(),
    diodeFail: board.car.diodeFail,
    pilotShorted: board.car.pilotShorted,
  };
}

export function noiseFactor(random: Random): number {
  return 1 + (random() - 0.5) * 0.02;
}

function noisyCurrents({ L1, L2, L3, N }: DrawnCurrents, noise: number): DrawnCurrents {
  return { L1: L1 * noise, L2: L2 * noise, L3: L3 * noise, N: N * noise };
}

function noisyVoltages(openV: number, { L1, L2, L3 }: DrawnCurrents): PhaseValues {
  const drop = (currentA: number): number => openV - LINE_IMPEDANCE_OHM * currentA;
  return { L1: drop(L1), L2: drop(L2), L3: drop(L3) };
}
