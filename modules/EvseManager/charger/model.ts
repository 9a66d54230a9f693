import type { ProvidedIdToken, ValidationResult } from '#generated/types/authorization';
import type { PauseChargingEVSEReasonEnum, StopTransactionReason } from '#generated/types/evse_manager';
import type { SignedMeterValue } from '#generated/types/units_signed';
import type { ChargerState } from './states.js';

/** How far the active errors force the charger to stop. */
export type Shutdown = 'None' | 'Error' | 'Emergency';

/** What the control pilot was told last. */
export type PilotOutput = 'X1' | 'F' | 'PWM';

export interface ChargerSettings {
  /** CP state F after a fault that is first seen while paused, ms; 0 = never. */
  readonly faultPulseMs: number;
  readonly switchPhasesDelayMs: number;
  readonly switchPhasesPilot: 'X1' | 'F';
  readonly overCurrentTolerancePercent: number;
  readonly overCurrentNoiseA: number;
  readonly overCurrentTimeoutMs: number;
  /** A meter that cannot start a transaction prevents charging. */
  readonly failOnMeterErrors: boolean;
  readonly raiseAuthorizationTimeout: boolean;
}

export interface PhaseCurrents {
  readonly L1: number;
  readonly L2: number;
  readonly L3: number;
}

export interface ChargerSession {
  readonly id: string;
  readonly token?: ProvidedIdToken;
  readonly validation?: ValidationResult;
}

/** All that the charger knows. Times are milliseconds on the monotonic clock, currents ampere per phase. */
export interface Charger {
  readonly started: boolean;
  readonly state: ChargerState;
  /** State and shutdown type of the last round; a difference runs the entry actions. */
  readonly seenState: ChargerState | undefined;
  readonly seenShutdown: Shutdown;
  readonly enteredAt: number;

  readonly shutdown: Shutdown;
  /** Shutdown type whose immediate reaction has been executed. */
  readonly handledShutdown: Shutdown;
  readonly faultSince: number;

  readonly pluggedIn: boolean;
  /** The EV asks for power (CP state C or D). */
  readonly powerRequested: boolean;
  readonly contactorOpen: boolean;

  readonly session: ChargerSession | undefined;
  readonly authorized: boolean;
  readonly authorizedByContract: boolean;
  readonly transactionActive: boolean;
  /** A meter call is under way; the pass goes on with its answer. */
  readonly awaiting: 'meterStart' | 'meterStop' | undefined;
  readonly pausedByEvse: boolean;
  readonly externallyCancelled: boolean;
  readonly disableRequested: boolean;
  readonly connectorEnabled: boolean;
  readonly stopReason: StopTransactionReason | undefined;
  readonly stopToken: ProvidedIdToken | undefined;
  readonly startSigned: SignedMeterValue | undefined;
  readonly pauseReasons: readonly PauseChargingEVSEReasonEnum[];

  readonly pilot: PilotOutput;
  /** 0..1; 1 after X1, 0 after F. */
  readonly lastDuty: number;
  /** Current offered by the PWM now; 0 without PWM. */
  readonly signalledA: number;
  readonly lastPwmAt: number;
  /** The wake-up for EVs that do not react to PWM has been tried. */
  readonly wokenUp: boolean;
  readonly hardStopped: boolean;
  readonly contractWaitSince: number | undefined;

  /** Current offered again after T_step_EF; 0 = no PWM. */
  readonly returnA: number;
  /** T_step_EF has gone from F to X1. */
  readonly stepRaised: boolean;
  readonly pendingThreePhases: boolean | undefined;

  readonly limitA: number;
  readonly limitValidUntil: number;
  /** A socket limits the current to the ampacity of the cable plugged in. */
  readonly socket: boolean;
  readonly ampacityA: number | undefined;
  readonly cableA: number | undefined;
  readonly cableWarned: boolean;
  readonly vehicleCurrents: PhaseCurrents | undefined;
  readonly overCurrentSince: number | undefined;
}

/** The charger at power-on; limits are given by the first `setMaxCurrent`. */
export function newCharger(): Charger {
  return {
    started: false,
    state: 'Idle',
    seenState: undefined,
    seenShutdown: 'None',
    enteredAt: 0,
    shutdown: 'None',
    handledShutdown: 'None',
    faultSince: 0,
    pluggedIn: false,
    powerRequested: false,
    contactorOpen: true,
    session: undefined,
    authorized: false,
    authorizedByContract: false,
    transactionActive: false,
    awaiting: undefined,
    pausedByEvse: false,
    externallyCancelled: false,
    disableRequested: false,
    connectorEnabled: true,
    stopReason: undefined,
    stopToken: undefined,
    startSigned: undefined,
    pauseReasons: [],
    pilot: 'X1',
    lastDuty: 1,
    signalledA: 0,
    lastPwmAt: Number.NEGATIVE_INFINITY,
    wokenUp: false,
    hardStopped: false,
    contractWaitSince: undefined,
    returnA: 0,
    stepRaised: false,
    pendingThreePhases: undefined,
    limitA: 6,
    limitValidUntil: Number.POSITIVE_INFINITY,
    socket: false,
    ampacityA: undefined,
    cableA: undefined,
    cableWarned: false,
    vehicleCurrents: undefined,
    overCurrentSince: undefined,
  };
}
