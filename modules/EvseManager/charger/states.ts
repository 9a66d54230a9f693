import type { EvseState } from '#generated/types/energy';

export interface StateFacts {
  /** Integer on the external topic `state/state`. */
  readonly number: number;
  /** Text on the external topic `state/state_string`. */
  readonly label: string;
  /** How the energy tree sees the state. */
  readonly energy: EvseState;
}

/** States of basic charging. Number 10 belongs to a fallback of high level communication. */
export type ChargerState =
  | 'Disabled'
  | 'Idle'
  | 'WaitingForAuthentication'
  | 'PrepareCharging'
  | 'Charging'
  | 'ChargingPausedEV'
  | 'ChargingPausedEVSE'
  | 'StoppingCharging'
  | 'Finished'
  | 'T_step_EF'
  | 'SwitchPhases';

export const STATE_FACTS: Readonly<Record<ChargerState, StateFacts>> = {
  Disabled: { number: 0, label: 'Disabled', energy: 'Disabled' },
  Idle: { number: 1, label: 'Idle', energy: 'Unplugged' },
  WaitingForAuthentication: { number: 2, label: 'Wait for Auth', energy: 'WaitForAuth' },
  PrepareCharging: { number: 3, label: 'PrepareCharging', energy: 'PrepareCharging' },
  Charging: { number: 4, label: 'Charging', energy: 'Charging' },
  ChargingPausedEV: { number: 5, label: 'Car Paused', energy: 'PausedEV' },
  ChargingPausedEVSE: { number: 6, label: 'EVSE Paused', energy: 'PausedEVSE' },
  StoppingCharging: { number: 7, label: 'StoppingCharging', energy: 'Finished' },
  Finished: { number: 8, label: 'Finished', energy: 'Finished' },
  T_step_EF: { number: 9, label: 'T_step_EF', energy: 'PrepareCharging' },
  SwitchPhases: { number: 11, label: 'SwitchPhases', energy: 'Charging' },
};
