/** The statuses a connector can be in underneath a fault; `Faulted` is an overlay, see `connector.ts`. */
export const connectorStates = [
  'Available',
  'Preparing',
  'Charging',
  'SuspendedEV',
  'SuspendedEVSE',
  'Finishing',
  'Reserved',
  'Unavailable',
] as const;
export type ConnectorState = (typeof connectorStates)[number];

export const connectorEvents = [
  'UsageInitiated',
  'StartCharging',
  'PauseChargingEV',
  'PauseChargingEVSE',
  'TransactionStoppedAndUserActionRequired',
  'BecomeAvailable',
  'ReserveConnector',
  'ReservationEnd',
  'ChangeAvailabilityToUnavailable',
] as const;
export type ConnectorEvent = (typeof connectorEvents)[number];

/** Connectors 1..N use the full table; connector 0 stands for the whole station and knows two states only. */
export type MachineKind = 'connector' | 'station';

type Row = Partial<Record<ConnectorState, ConnectorState>>;

function from(states: readonly ConnectorState[], target: ConnectorState): Row {
  return Object.fromEntries(states.map((state) => [state, target]));
}

/** OCPP 1.6 §4.9: per event the states in which it is heard, and where it leads. What is not listed is ignored. */
const connectorTable: Readonly<Record<ConnectorEvent, Row>> = {
  UsageInitiated: from(['Available', 'Finishing', 'Reserved', 'Unavailable'], 'Preparing'),
  StartCharging: from(['Available', 'Preparing', 'SuspendedEV', 'SuspendedEVSE', 'Unavailable'], 'Charging'),
  PauseChargingEV: from(['Available', 'Preparing', 'Charging', 'SuspendedEVSE', 'Unavailable'], 'SuspendedEV'),
  PauseChargingEVSE: from(
    ['Available', 'Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Unavailable'],
    'SuspendedEVSE',
  ),
  TransactionStoppedAndUserActionRequired: from(['Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE'], 'Finishing'),
  BecomeAvailable: from(
    ['Preparing', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Reserved', 'Unavailable'],
    'Available',
  ),
  ReserveConnector: from(['Available'], 'Reserved'),
  ReservationEnd: from(['Reserved'], 'Available'),
  ChangeAvailabilityToUnavailable: from(
    ['Available', 'Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Reserved'],
    'Unavailable',
  ),
};

const stationTable: Partial<Record<ConnectorEvent, Row>> = {
  BecomeAvailable: from(['Unavailable'], 'Available'),
  ChangeAvailabilityToUnavailable: from(['Available'], 'Unavailable'),
};

/** The state after `event`, or `undefined` when the event means nothing in `state`. */
export function nextState(kind: MachineKind, state: ConnectorState, event: ConnectorEvent): ConnectorState | undefined {
  const table = kind === 'station' ? stationTable : connectorTable;
  return table[event]?.[state];
}
