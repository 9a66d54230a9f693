import type { ConnectorTypeEnum } from '#generated/types/evse_manager';
import type { ReservationResult } from '#generated/types/reservation';
import type { ConnectorState } from '../connector-state.js';
import type { Connector, Evse } from '../evse.js';

/** Stands for any kind of outlet, in requests as well as at connectors. */
export const ANY_TYPE = 'Unknown' satisfies ConnectorTypeEnum;

export function fits(wanted: ConnectorTypeEnum, type: ConnectorTypeEnum): boolean {
  return wanted === ANY_TYPE || type === ANY_TYPE || wanted === type;
}

export function connectorsFor(wanted: ConnectorTypeEnum, { connectors }: Evse): readonly Connector[] {
  return connectors.filter(({ type }) => fits(wanted, type));
}

/** Whether an EVSE can be reserved, apart from its connectors being available. */
export function evseResult(evse: Evse, reservedIds: ReadonlySet<number>): ReservationResult {
  const has = (state: ConnectorState): boolean => evse.connectors.some((connector) => connector.state === state);
  if (evse.pluggedIn || has('OCCUPIED')) return 'Occupied';
  if (has('FAULTED_OCCUPIED')) return 'Faulted';
  return reservedIds.has(evse.id) ? 'Occupied' : 'Accepted';
}

/** Whether one of the connectors of the wanted kind can be reserved. */
export function connectorResult(evse: Evse, wanted: ConnectorTypeEnum): ReservationResult {
  const connectors = connectorsFor(wanted, evse);
  return connectors.some(({ state }) => state === 'AVAILABLE') ? 'Accepted' : aggregate(connectors);
}

/** Why the station as a whole cannot take a reservation besides those it has. */
export function stationResult(evses: readonly Evse[], wanted: ConnectorTypeEnum, isAnyReserved: boolean) {
  if (isAnyReserved || evses.some(({ pluggedIn }) => pluggedIn)) return 'Occupied';
  const connectors = evses.flatMap((evse) => connectorsFor(wanted, evse));
  return aggregate(connectors.filter(({ state }) => state !== 'AVAILABLE'));
}

function aggregate(connectors: readonly Connector[]): ReservationResult {
  const has = (...states: readonly ConnectorState[]): boolean => connectors.some(({ state }) => states.includes(state));
  if (has('OCCUPIED', 'FAULTED_OCCUPIED')) return 'Occupied';
  return has('FAULTED', 'UNAVAILABLE_FAULTED') ? 'Faulted' : 'Unavailable';
}
