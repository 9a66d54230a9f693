import type { ConnectorStatuses } from '../connectors/connector-statuses.js';

type Reason = 'Authorized' | 'EVConnected';

/** OCPP 1.6 §4.9: what happens at a connector while it is Reserved. */
export class ReservedConnectors {
  readonly #statuses: ConnectorStatuses;
  /** Reserved connectors with a car whose driver has shown nothing yet. */
  readonly #occupied = new Set<number>();

  constructor({ statuses }: { readonly statuses: ConnectorStatuses }) {
    this.#statuses = statuses;
  }

  begun(connectorId: number): void {
    this.#statuses.raise(connectorId, 'ReserveConnector');
  }

  /** A connector with a car is not Available for anybody, so it becomes Preparing. */
  ended(connectorId: number): void {
    const isOccupied = this.#occupied.delete(connectorId) && this.#statuses.state(connectorId) === 'Reserved';
    if (isOccupied) this.#statuses.raise(connectorId, 'UsageInitiated', 'EVConnected');
    else this.#statuses.raise(connectorId, 'ReservationEnd');
  }

  /** A car at a reserved connector proves nothing, a token does. */
  sessionStarted(connectorId: number, reason: Reason): void {
    if (reason === 'EVConnected' && this.#statuses.state(connectorId) === 'Reserved') this.#occupied.add(connectorId);
    else this.#statuses.raise(connectorId, 'UsageInitiated', reason);
  }

  sessionStopped(connectorId: number): void {
    this.#occupied.delete(connectorId);
  }
}
