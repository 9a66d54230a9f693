import { describe, expect, test } from '@jest/globals';
import { step, unmatched, type Pairing, type PairingInput } from '../../../../modules/SlacSimulator/pairing.js';

function after(inputs: readonly PairingInput[], from: Pairing = unmatched): Pairing {
  return inputs.reduce((pairing, input) => step(pairing, input).pairing, from);
}

const periods = (count: number): PairingInput[] => Array.from({ length: count }, () => ({ type: 'period' }));
const begin = (side: 'evse' | 'ev'): PairingInput => ({ type: 'begin', side });
const leave = (side: 'evse' | 'ev'): PairingInput => ({ type: 'leave', side });
const matched: Pairing = { evse: 'MATCHED', ev: 'MATCHED', periods: 9 };

describe('SLAC pairing', () => {
  test('is not matched after eight periods', () => {
    expect(after([begin('evse'), begin('ev'), ...periods(8)])).toMatchObject({ evse: 'MATCHING', ev: 'MATCHING' });
  });

  test('is matched in the ninth period, the EV first', () => {
    const pairing = after([begin('evse'), begin('ev'), ...periods(8)]);

    const { pairing: next, changes } = step(pairing, { type: 'period' });

    expect(next).toMatchObject({ evse: 'MATCHED', ev: 'MATCHED' });
    expect(changes).toEqual([
      { side: 'ev', state: 'MATCHED', linkReady: true },
      { side: 'evse', state: 'MATCHED', linkReady: true },
    ]);
  });

  test('counts from the later of the two triggers', () => {
    expect(after([begin('evse'), ...periods(8), begin('ev'), ...periods(8)]).ev).toBe('MATCHING');
    expect(after([begin('evse'), ...periods(8), begin('ev'), ...periods(9)]).ev).toBe('MATCHED');
  });

  test('leaves MATCHED with a report that the link is lost, on that side only', () => {
    const { pairing, changes } = step(matched, leave('evse'));

    expect(pairing).toMatchObject({ evse: 'UNMATCHED', ev: 'MATCHED' });
    expect(changes).toEqual([{ side: 'evse', state: 'UNMATCHED', linkReady: false }]);
  });

  test('reports nothing when a side that is UNMATCHED leaves', () => {
    expect(step(unmatched, leave('ev')).changes).toEqual([]);
  });

  test('starts over from MATCHED when matching is begun again', () => {
    expect(after([begin('evse')], matched)).toEqual({ evse: 'MATCHING', ev: 'MATCHED', periods: 0 });
  });
});
