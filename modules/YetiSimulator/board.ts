/** Control pilot states of IEC 61851-1; `Disabled` is out of service. */
export type CpState = 'Disabled' | 'A' | 'B' | 'C' | 'D' | 'E' | 'F';

export type CarCpState = 'A' | 'B' | 'C' | 'D' | 'E';

export interface PhaseValues {
  readonly L1: number;
  readonly L2: number;
  readonly L3: number;
}

/** What the car does at its end of the cable. */
export interface CarSide {
  readonly cpVoltageV: number;
  readonly diodeFail: boolean;
  /** The control pilot is shorted to earth. */
  readonly pilotShorted: boolean;
  readonly ppResistorOhm: number;
  readonly rcdCurrentMa: number;
  /** Per phase; 0 takes whatever is offered, a negative value discharges. */
  readonly maxCurrentA: number;
  readonly phases: 1 | 3;
}

/** What the charger does at its end of the cable. */
export interface EvseSide {
  /** 0 to 1. */
  readonly dutyCycle: number;
  readonly pwmRunning: boolean;
  /** The pilot stands at -12 V. */
  readonly stateF: boolean;
  readonly powerAllowed: boolean;
  readonly threePhases: boolean;
}

/** Currents that flow, in A, before measurement noise. */
export interface DrawnCurrents extends PhaseValues {
  readonly N: number;
}

/** What the board measures: the settings with noise, one tick late. */
export interface Readings {
  readonly currentA: DrawnCurrents;
  readonly voltageV: PhaseValues;
  readonly frequencyHz: PhaseValues;
  readonly cpVoltageV: number;
  readonly diodeFail: boolean;
  readonly pilotShorted: boolean;
  readonly ppResistorOhm: number;
  readonly rcdCurrentMa: number;
}

/** Energy counters in Wh, unrounded. */
export interface EnergyCounters {
  readonly importWh: PhaseValues;
  readonly exportWh: PhaseValues;
}

/** What the configuration says about mains and meter. */
export interface Plant {
  readonly nominalVoltageV: number;
  readonly nominalFrequencyHz: number;
  readonly resetMeterOnSessionStart: boolean;
}

export interface Board {
  /** The simulated car is switched on; without it nothing is evaluated. */
  readonly carEnabled: boolean;
  readonly car: CarSide;
  readonly evse: EvseSide;
  readonly drawnA: DrawnCurrents;
  readonly readings: Readings;
  readonly cp: CpState;
  readonly previousCp: CpState;
  /** The present state is to be reported again although it did not change. */
  readonly republish: boolean;
  readonly relayOn: boolean;
  readonly switchings: number;
  readonly energy: EnergyCounters;
  /** Faults that the physics raised, as opposed to injected ones. */
  readonly diodeFault: boolean;
  readonly rcdFault: boolean;
}

export const noPhases: PhaseValues = { L1: 0, L2: 0, L3: 0 };
export const noCurrents: DrawnCurrents = { ...noPhases, N: 0 };
export const noEnergy: EnergyCounters = { importWh: noPhases, exportWh: noPhases };

export const IDLE_RCD_CURRENT_MA = 0.1;

const unpluggedCar: CarSide = {
  cpVoltageV: 12,
  diodeFail: false,
  pilotShorted: false,
  ppResistorOhm: 220.1,
  rcdCurrentMa: IDLE_RCD_CURRENT_MA,
  maxCurrentA: 0,
  phases: 3,
};

export function allPhases(value: number): PhaseValues {
  return { L1: value, L2: value, L3: value };
}

/** A board after power-up. */
export function initialBoard(plant: Plant): Board {
  return {
    carEnabled: false,
    car: unpluggedCar,
    evse: { dutyCycle: 0, pwmRunning: false, stateF: false, powerAllowed: false, threePhases: true },
    drawnA: noCurrents,
    readings: {
      currentA: noCurrents,
      voltageV: allPhases(plant.nominalVoltageV),
      frequencyHz: allPhases(plant.nominalFrequencyHz),
      cpVoltageV: unpluggedCar.cpVoltageV,
      diodeFail: false,
      pilotShorted: false,
      ppResistorOhm: unpluggedCar.ppResistorOhm,
      rcdCurrentMa: unpluggedCar.rcdCurrentMa,
    },
    cp: 'Disabled',
    previousCp: 'Disabled',
    republish: false,
    relayOn: false,
    switchings: 0,
    energy: noEnergy,
    diodeFault: false,
    rcdFault: false,
  };
}

/** Steady +12 V behind the resistor: no energy is offered. */
export function withX1(evse: EvseSide): EvseSide {
  return { ...evse, dutyCycle: 1, pwmRunning: false, stateF: false };
}

export function withF(evse: EvseSide): EvseSide {
  return { ...evse, dutyCycle: 1, pwmRunning: false, stateF: true };
}

/** `percent` above 0 starts the square wave, anything else is X1. */
export function withPwm(evse: EvseSide, percent: number): EvseSide {
  if (percent <= 0) return withX1(evse);
  return { ...evse, dutyCycle: percent / 100, pwmRunning: true, stateF: false };
}
