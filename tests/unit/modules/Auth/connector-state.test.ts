import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  connectorEvents,
  connectorStates,
  nextConnectorState,
  type ConnectorState,
} from '../../../../modules/Auth/connector-state.js';

/** Columns as in `connectorEvents`: ENABLE, DISABLE, FAULTED, ERROR_CLEARED, TRANSACTION_STARTED, SESSION_FINISHED. */
const table: Record<ConnectorState, readonly ConnectorState[]> = {
  AVAILABLE: ['AVAILABLE', 'UNAVAILABLE', 'FAULTED', 'AVAILABLE', 'OCCUPIED', 'AVAILABLE'],
  UNAVAILABLE: ['AVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE_FAULTED', 'UNAVAILABLE', 'UNAVAILABLE', 'UNAVAILABLE'],
  FAULTED: ['FAULTED', 'UNAVAILABLE_FAULTED', 'FAULTED', 'AVAILABLE', 'FAULTED', 'FAULTED'],
  OCCUPIED: ['OCCUPIED', 'OCCUPIED', 'FAULTED_OCCUPIED', 'OCCUPIED', 'OCCUPIED', 'AVAILABLE'],
  FAULTED_OCCUPIED: [
    'FAULTED_OCCUPIED',
    'FAULTED_OCCUPIED',
    'FAULTED_OCCUPIED',
    'OCCUPIED',
    'FAULTED_OCCUPIED',
    'FAULTED',
  ],
  UNAVAILABLE_FAULTED: [
    'FAULTED',
    'UNAVAILABLE_FAULTED',
    'UNAVAILABLE_FAULTED',
    'UNAVAILABLE',
    'UNAVAILABLE_FAULTED',
    'UNAVAILABLE_FAULTED',
  ],
};

describe('state table of a connector', () => {
  const cells = connectorStates.flatMap((state) =>
    connectorEvents.map((event, column) => [state, event, table[state][column]] as const),
  );

  test('has 36 cells', () => {
    expect(cells).toHaveLength(36);
  });

  test.each(cells)('%s + %s -> %s', (state, event, next) => {
    expect(nextConnectorState(state, event)).toBe(next);
  });

  test('no sequence of events leaves a connector that cannot become available again', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...connectorEvents)), (events) => {
        const left = events.reduce(nextConnectorState, 'AVAILABLE' as ConnectorState);

        const recovered = (['ERROR_CLEARED', 'SESSION_FINISHED', 'ENABLE'] as const).reduce(nextConnectorState, left);

        expect(recovered).toBe('AVAILABLE');
      }),
    );
  });
});
