import type { EvManager } from '#generated/modules/EvManager';
import type { State as SlacState } from '#generated/types/slac';
import { batteryAt, type Battery } from './battery.js';
import type { Effect } from './effects.js';
import type { Command } from './script.js';
import type { Link } from './vocabulary.js';

export type CarConfig = EvManager['config']['module'];

/** What the car is doing; `ev-states.ts` says what each state means at the plug. */
export type EvState =
  | 'UNPLUGGED'
  | 'PLUGGED_IN'
  | 'CHARGING_REGULATED'
  | 'CHARGING_FIXED'
  | 'ERROR_E'
  | 'DIODE_FAIL'
  | 'ISO_POWER_READY'
  | 'ISO_CHARGING_REGULATED'
  | 'BCB_TOGGLE';

/** What ISO 15118 communication told since the session began. */
export interface Signals {
  readonly powerReady: boolean;
  readonly dcPowerOn: boolean;
  readonly stopFromCharger: boolean;
  readonly pauseFromCharger: boolean;
  readonly sessionFinished: boolean;
}

/** Belongs to one script and is forgotten at its end. */
export interface Session {
  readonly state: EvState;
  /** The state of the pass before; undefined at first, so that the first pass enters its state. */
  readonly lastState: EvState | undefined;
  readonly lastDutyPercent: number | undefined;
  readonly slac: SlacState;
  readonly signals: Signals;
  readonly energyMode: 'AC' | 'DC';
  readonly battery: Battery;
  /** How often the pilot went back to B while toggling, and whether it shows C now. */
  readonly toggles: number;
  readonly togglesToC: boolean;
}

export interface Car {
  readonly enabled: boolean;
  readonly executing: boolean;
  readonly queue: readonly Command[];
  /** Passes that the command at the front of the queue still waits; undefined before its first one. */
  readonly passesLeft: number | undefined;
  /** Script that takes the place of the queue after this pass. */
  readonly replacement: string | undefined;
  readonly session: Session;
  /** Last measured duty cycle of the control pilot, in percent. */
  readonly dutyPercent: number;
  readonly lastBspEvent: string | undefined;
  /** What was told or stored last, to tell and store changes only. */
  readonly toldSoc: number | undefined;
  readonly storedPluggedIn: boolean | undefined;
}

/** What never changes while the module runs. */
export interface Setup {
  readonly config: CarConfig;
  readonly links: ReadonlySet<Link>;
  /** The plugged-in state is kept in the key-value store. */
  readonly remembersPlug: boolean;
}

export interface CarStep {
  readonly car: Car;
  readonly effects: readonly Effect[];
}

export function freshSession(config: CarConfig): Session {
  return {
    state: 'UNPLUGGED',
    lastState: undefined,
    lastDutyPercent: undefined,
    slac: 'UNMATCHED',
    signals: {
      powerReady: false,
      dcPowerOn: false,
      stopFromCharger: false,
      pauseFromCharger: false,
      sessionFinished: false,
    },
    energyMode: 'AC',
    battery: batteryAt(config.dc_energy_capacity, config.soc),
    toggles: 0,
    togglesToC: false,
  };
}

export function initialCar(config: CarConfig): Car {
  return {
    enabled: false,
    executing: false,
    queue: [],
    passesLeft: undefined,
    replacement: undefined,
    session: freshSession(config),
    dutyPercent: 100,
    lastBspEvent: undefined,
    toldSoc: undefined,
    storedPluggedIn: undefined,
  };
}
