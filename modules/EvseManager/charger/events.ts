import type { ProvidedIdToken, ValidationResult } from '#generated/types/authorization';
import type { StopTransactionReason } from '#generated/types/evse_manager';
import type { TransactionStartResponse, TransactionStopResponse } from '#generated/types/powermeter';
import type { PhaseCurrents, Shutdown } from './model.js';

/** What the control pilot handling tells the charger. */
export type PilotEvent =
  | 'CarPluggedIn'
  | 'CarRequestedPower'
  | 'PowerOn'
  | 'PowerOff'
  | 'CarRequestedStopPower'
  | 'CarUnplugged'
  | 'EFtoBCD'
  | 'BCDtoEF'
  | 'BCDtoE';

export type ChargerEvent =
  /** Begins operation; passes before it do nothing. */
  | { readonly type: 'start' }
  /** Evaluates the state until it no longer changes; around each pilot event. */
  | { readonly type: 'pass' }
  /** Every 100 ms: a limit that nobody has renewed lapses, then a pass. */
  | { readonly type: 'tick' }
  | { readonly type: 'pilot'; readonly event: PilotEvent; readonly effect: 'always' | 'inState' }
  | { readonly type: 'meterStarted'; readonly response: TransactionStartResponse }
  | { readonly type: 'meterStopped'; readonly response: TransactionStopResponse }
  | { readonly type: 'authorize'; readonly token: ProvidedIdToken; readonly validation: ValidationResult }
  | { readonly type: 'deauthorize' }
  | {
      readonly type: 'stopTransaction';
      readonly reason: StopTransactionReason;
      readonly token?: ProvidedIdToken | undefined;
    }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'switchPhases'; readonly threePhases: boolean }
  | {
      readonly type: 'enableDisable';
      readonly enabled: boolean;
      readonly changed: boolean;
      readonly connector: boolean;
    }
  | { readonly type: 'shutdown'; readonly shutdown: Shutdown }
  /** `current` in A with the sign of the direction, `validUntil` on the monotonic clock. */
  | { readonly type: 'setMaxCurrent'; readonly current: number; readonly validUntil: number }
  | { readonly type: 'ampacity'; readonly ampere: number | undefined }
  | { readonly type: 'outlet'; readonly socket: boolean }
  | { readonly type: 'vehicleCurrents'; readonly currents: PhaseCurrents | undefined };

/** One pilot event as the charger has to see it: a pass before, between and after its effects. */
export function pilotSequence(event: PilotEvent): ChargerEvent[] {
  return [
    { type: 'pass' },
    { type: 'pilot', event, effect: 'always' },
    { type: 'pass' },
    { type: 'pilot', event, effect: 'inState' },
    { type: 'pass' },
  ];
}
