export const connectorStates = [
  'AVAILABLE',
  'UNAVAILABLE',
  'FAULTED',
  'OCCUPIED',
  'UNAVAILABLE_FAULTED',
  'FAULTED_OCCUPIED',
] as const;

export type ConnectorState = (typeof connectorStates)[number];

export const connectorEvents = [
  'ENABLE',
  'DISABLE',
  'FAULTED',
  'ERROR_CLEARED',
  'TRANSACTION_STARTED',
  'SESSION_FINISHED',
] as const;

export type ConnectorEvent = (typeof connectorEvents)[number];

const transitions: Record<ConnectorState, Partial<Record<ConnectorEvent, ConnectorState>>> = {
  AVAILABLE: { DISABLE: 'UNAVAILABLE', FAULTED: 'FAULTED', TRANSACTION_STARTED: 'OCCUPIED' },
  UNAVAILABLE: { ENABLE: 'AVAILABLE', FAULTED: 'UNAVAILABLE_FAULTED' },
  FAULTED: { DISABLE: 'UNAVAILABLE_FAULTED', ERROR_CLEARED: 'AVAILABLE' },
  OCCUPIED: { FAULTED: 'FAULTED_OCCUPIED', SESSION_FINISHED: 'AVAILABLE' },
  FAULTED_OCCUPIED: { ERROR_CLEARED: 'OCCUPIED', SESSION_FINISHED: 'FAULTED' },
  UNAVAILABLE_FAULTED: { ENABLE: 'FAULTED', ERROR_CLEARED: 'UNAVAILABLE' },
};

/** An event without a transition leaves the state as it is. */
export function nextConnectorState(state: ConnectorState, event: ConnectorEvent): ConnectorState {
  return transitions[state][event] ?? state;
}
