import type { ProvidedIdToken } from '#generated/types/authorization';
import type {
  PauseChargingEVSEReasonEnum,
  StartSessionReason,
  StopTransactionReason,
} from '#generated/types/evse_manager';
import type { SignedMeterValue } from '#generated/types/units_signed';
import type { ChargerState } from './states.js';

/** Session events without details of their own besides the meter value. */
export type SimpleEvent =
  | 'AuthRequired'
  | 'Authorized'
  | 'Deauthorized'
  | 'PluginTimeout'
  | 'PrepareCharging'
  | 'ChargingStarted'
  | 'ChargingPausedEV'
  | 'StoppingCharging'
  | 'ChargingFinished'
  | 'SwitchingPhases'
  | 'Enabled'
  | 'Disabled';

/** Own errors that the charger raises. */
export type ChargerError = 'MREC4OverCurrentFailure' | 'MREC9AuthorizationTimeout' | 'PowermeterTransactionStartFailed';

/** What a step asks the surroundings to do, in this order. */
export type Effect =
  | { readonly type: 'stateChanged'; readonly from: ChargerState | undefined; readonly to: ChargerState }
  | { readonly type: 'enableBoard'; readonly enabled: boolean }
  /** `duty` 0..1. */
  | { readonly type: 'pwm'; readonly duty: number }
  | { readonly type: 'pilotX1' }
  | { readonly type: 'pilotF' }
  | { readonly type: 'allowPower'; readonly allow: boolean }
  | { readonly type: 'authorization'; readonly authorized: boolean }
  | { readonly type: 'overcurrentLimit'; readonly ampere: number }
  | { readonly type: 'switchThreePhases'; readonly threePhases: boolean }
  | { readonly type: 'maxCurrent'; readonly ampere: number }
  | { readonly type: 'event'; readonly event: SimpleEvent; readonly sessionId: string }
  | {
      readonly type: 'pausedByEvse';
      readonly sessionId: string;
      readonly reasons: readonly PauseChargingEVSEReasonEnum[];
    }
  | {
      readonly type: 'sessionStarted';
      readonly sessionId: string;
      readonly reason: StartSessionReason;
      readonly token?: ProvidedIdToken;
    }
  | { readonly type: 'sessionFinished'; readonly sessionId: string }
  | {
      readonly type: 'startMeter';
      readonly sessionId: string;
      readonly token: ProvidedIdToken;
      readonly tariffText?: string;
    }
  | { readonly type: 'stopMeter'; readonly sessionId: string }
  | {
      readonly type: 'transactionStarted';
      readonly sessionId: string;
      readonly token: ProvidedIdToken;
      readonly signed?: SignedMeterValue | undefined;
    }
  | {
      readonly type: 'transactionFinished';
      readonly sessionId: string;
      readonly reason: StopTransactionReason;
      readonly token?: ProvidedIdToken | undefined;
      readonly startSigned?: SignedMeterValue | undefined;
      readonly signed?: SignedMeterValue | undefined;
    }
  | { readonly type: 'raise'; readonly error: ChargerError }
  | { readonly type: 'clearSessionErrors' }
  | { readonly type: 'log'; readonly level: 'info' | 'warn'; readonly message: string };
