import type { State } from '#generated/types/slac';

/** Loop periods that a matching takes at least; it is done in the first period after. */
const MATCHING_PERIODS = 8;

export type Side = 'evse' | 'ev';

/** Both ends of the simulated power line. */
export interface Pairing {
  readonly evse: State;
  readonly ev: State;
  /** Periods since matching was last begun on either side. */
  readonly periods: number;
}

export type PairingInput =
  | { readonly type: 'begin'; readonly side: Side }
  | { readonly type: 'leave'; readonly side: Side }
  | { readonly type: 'period' };

/** A side's new state; the link is up exactly in MATCHED and is reported on the ways in and out. */
export interface PairingChange {
  readonly side: Side;
  readonly state: State;
  readonly linkReady?: boolean;
}

export interface PairingStep {
  readonly pairing: Pairing;
  readonly changes: readonly PairingChange[];
}

export const unmatched: Pairing = { evse: 'UNMATCHED', ev: 'UNMATCHED', periods: 0 };

export function step(pairing: Pairing, input: PairingInput): PairingStep {
  switch (input.type) {
    case 'begin':
      return {
        pairing: { ...pairing, [input.side]: 'MATCHING', periods: 0 },
        changes: [{ side: input.side, state: 'MATCHING' }],
      };
    case 'leave':
      return leave(pairing, input.side);
    case 'period':
      return passPeriod({ ...pairing, periods: pairing.periods + 1 });
  }
}

function leave(pairing: Pairing, side: Side): PairingStep {
  if (pairing[side] === 'UNMATCHED') return { pairing, changes: [] };
  return {
    pairing: { ...pairing, [side]: 'UNMATCHED' },
    changes: [{ side, state: 'UNMATCHED', linkReady: false }],
  };
}

function passPeriod(pairing: Pairing): PairingStep {
  const matching = pairing.evse === 'MATCHING' && pairing.ev === 'MATCHING';
  if (!matching || pairing.periods <= MATCHING_PERIODS) return { pairing, changes: [] };
  return {
    pairing: { ...pairing, evse: 'MATCHED', ev: 'MATCHED' },
    changes: [
      { side: 'ev', state: 'MATCHED', linkReady: true },
      { side: 'evse', state: 'MATCHED', linkReady: true },
    ],
  };
}
