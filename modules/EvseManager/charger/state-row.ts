import type { Action, Guard } from './draft.js';
import type { PilotEvent } from './events.js';
import type { ChargerState } from './states.js';

/** One line of a state: when `when` holds, `run` happens, and `to` ends the pass. */
export interface Rule {
  readonly name: string;
  readonly when: Guard;
  readonly run?: Action;
  readonly to?: ChargerState | 'stay';
}

export interface StateRow {
  readonly entry: readonly Action[];
  /** The immediate reaction to faults belongs to this state. */
  readonly evaluatesFaults: boolean;
  /** A fault ends the state at once, so its entry actions do not run again for it. */
  readonly endsOnFault?: boolean;
  /** Read from the top in each pass. */
  readonly rules: readonly Rule[];
  readonly pilot: Readonly<Partial<Record<PilotEvent, { readonly run: Action; readonly to?: ChargerState }>>>;
}
