import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  connectorEvents,
  connectorStates,
  nextState,
  type ConnectorEvent,
  type ConnectorState,
} from '../../../../../../lib/ocpp16/core/connectors/state-machine.js';

const columns: ConnectorState[] = [
  'Available',
  'Preparing',
  'Charging',
  'SuspendedEV',
  'SuspendedEVSE',
  'Finishing',
  'Reserved',
  'Unavailable',
];

/** One row per event, one cell per column above, `-` where the event is ignored. */
const table: [ConnectorEvent, string][] = [
  ['UsageInitiated', 'Preparing - - - - Preparing Preparing Preparing'],
  ['StartCharging', 'Charging Charging - Charging Charging - - Charging'],
  ['PauseChargingEV', 'SuspendedEV SuspendedEV SuspendedEV - SuspendedEV - - SuspendedEV'],
  ['PauseChargingEVSE', 'SuspendedEVSE SuspendedEVSE SuspendedEVSE SuspendedEVSE SuspendedEVSE - - SuspendedEVSE'],
  ['TransactionStoppedAndUserActionRequired', '- Finishing Finishing Finishing Finishing - - -'],
  ['BecomeAvailable', '- Available Available Available Available Available Available Available'],
  ['ReserveConnector', 'Reserved - - - - - - -'],
  ['ReservationEnd', '- - - - - - Available -'],
  ['ChangeAvailabilityToUnavailable', 'Unavailable - Unavailable Unavailable Unavailable Unavailable Unavailable -'],
];

const cells = table.flatMap(([event, row]) =>
  row.split(' ').map((target, index) => [event, columns[index]!, target === '-' ? undefined : target] as const),
);

describe('connector state machine', () => {
  test.each(cells)('OCPP 1.6 §4.9 · %s in %s leads to %s', (event, state, target) => {
    expect(nextState('connector', state, event)).toBe(target);
  });

  test('the table has a row for every event and a column for every state', () => {
    expect(table.map(([event]) => event).sort()).toEqual([...connectorEvents].sort());
    expect([...columns].sort()).toEqual([...connectorStates].sort());
  });

  test('connector 0 knows Available and Unavailable only', () => {
    const moves = connectorEvents.flatMap((event) =>
      connectorStates.flatMap((state) => {
        const target = nextState('station', state, event);
        return target === undefined ? [] : [`${state} -> ${target}`];
      }),
    );

    expect(moves.sort()).toEqual(['Available -> Unavailable', 'Unavailable -> Available']);
  });

  test('no sequence of events wedges a connector: BecomeAvailable always leads back to Available', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...connectorEvents)), (events) => {
        const reached = events.reduce<ConnectorState>(
          (state, event) => nextState('connector', state, event) ?? state,
          'Available',
        );
        return (nextState('connector', reached, 'BecomeAvailable') ?? reached) === 'Available';
      }),
    );
  });
});
