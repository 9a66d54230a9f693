import type { Logger } from 'everest-ts';
import type { SessionEvent } from '#generated/types/evse_manager';
import type { ConnectorEvent } from './connector-state.js';
import type { Evse } from './evse.js';
import type { Grants } from './grants.js';
import type { Reservations } from './reservations.js';
import type { AuthSettings } from './settings.js';
import type { Station } from './station.js';

export interface SessionEventsParts {
  readonly station: Station;
  readonly settings: AuthSettings;
  readonly reservations: Reservations;
  readonly grants: Grants;
  readonly log: Logger;
}

/** Errors of an EVSE are reported without a connector and count for the first. */
const DEFAULT_CONNECTOR = 1;

/** Keeps book of what the EVSEs report. */
export class SessionEvents {
  readonly #parts: SessionEventsParts;

  constructor(parts: SessionEventsParts) {
    this.#parts = parts;
  }

  handle(evse: Evse, event: SessionEvent): void {
    const connectorId = event.connector_id ?? DEFAULT_CONNECTOR;
    if (connectorId <= 0) {
      this.#parts.log.warn({ evseId: evse.id, connectorId }, 'session event of an unusable connector dropped');
      return;
    }
    switch (event.event) {
      case 'SessionStarted':
        if (event.session_started?.reason === 'EVConnected') return this.#plugIn(evse);
        return this.#parts.reservations.sessionAuthorized(evse);
      case 'TransactionStarted':
        return this.#transactionStarted(evse, connectorId);
      case 'TransactionFinished':
        evse.transactionActive = false;
        evse.identifier = undefined;
        return;
      case 'SessionFinished':
        return this.#sessionFinished(evse, connectorId);
      case 'Disabled':
        return this.#applyAndCheck(evse, connectorId, 'DISABLE');
      case 'Enabled':
        return this.#applyAndCheck(evse, connectorId, 'ENABLE');
      case 'Deauthorized':
        return this.#deauthorized(evse);
      case 'ReservationEnd':
        return this.#parts.reservations.endedAt(evse);
      default:
        return;
    }
  }

  faulted(evse: Evse): void {
    if (!this.#parts.settings.ignoreConnectorFaults) this.#apply(evse, DEFAULT_CONNECTOR, 'FAULTED');
  }

  faultCleared(evse: Evse): void {
    if (!this.#parts.settings.ignoreConnectorFaults) this.#apply(evse, DEFAULT_CONNECTOR, 'ERROR_CLEARED');
  }

  /** With a single EVSE there is no other that a token could be led to, so the plug-in never times out. */
  #plugIn(evse: Evse): void {
    const { station, settings, grants } = this.#parts;
    evse.pluggedIn = true;
    station.plugIns.append(evse.id);
    station.selections.wake();
    if (settings.plugInTimeoutEnabled && station.evses.length > 1) grants.startPlugInTimer(evse);
  }

  /** A transaction may have begun while its grant was being taken back: it goes on, and its card has to end it. */
  #transactionStarted(evse: Evse, connectorId: number): void {
    evse.pluggedIn = true;
    evse.transactionActive = true;
    evse.identifier ??= evse.expired;
    evse.expired = undefined;
    evse.stopTimer();
    this.#applyAndCheck(evse, connectorId, 'TRANSACTION_STARTED');
  }

  #deauthorized(evse: Evse): void {
    evse.expired = undefined;
    evse.stopTimer();
    if (!evse.transactionActive) evse.identifier = undefined;
  }

  #sessionFinished(evse: Evse, connectorId: number): void {
    evse.pluggedIn = false;
    evse.plugInTimedOut = false;
    evse.identifier = undefined;
    evse.expired = undefined;
    evse.stopTimer();
    this.#parts.station.plugIns.remove(evse.id);
    this.#applyAndCheck(evse, connectorId, 'SESSION_FINISHED');
  }

  #applyAndCheck(evse: Evse, connectorId: number, event: ConnectorEvent): void {
    this.#apply(evse, connectorId, event);
    this.#parts.reservations.checkOccupancy();
  }

  #apply(evse: Evse, connectorId: number, event: ConnectorEvent): void {
    const connector = evse.apply(connectorId, event);
    if (connector !== undefined) this.#parts.reservations.connectorReported(evse, connector);
  }
}
