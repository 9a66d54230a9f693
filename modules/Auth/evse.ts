import type { Clock, Required, Timer } from 'everest-ts';
import type { EvseManagerInterface } from '#generated/interfaces/evse_manager';
import type { ConnectorTypeEnum, Evse as EvseDescription } from '#generated/types/evse_manager';
import { nextConnectorState, type ConnectorEvent, type ConnectorState } from './connector-state.js';
import type { Identifier } from './identifier.js';

export interface Connector {
  readonly id: number;
  readonly type: ConnectorTypeEnum;
  state: ConnectorState;
}

/** One EVSE as far as authorization knows it. */
export class Evse {
  readonly id: number;
  readonly connection: Required<EvseManagerInterface>;
  readonly connectors: readonly Connector[];
  /** Holder of the grant; absent while nobody is authorized. */
  identifier: Identifier | undefined;
  /** Holder of a grant that is being taken back, until the EVSE has said what became of it. */
  expired: Identifier | undefined;
  transactionActive = false;
  pluggedIn = false;
  /** An EV was plugged in for too long without a grant; holds until the session ends. */
  plugInTimedOut = false;
  #timer: Timer | undefined;

  constructor({ id, connectors }: EvseDescription, connection: Required<EvseManagerInterface>) {
    this.id = id;
    this.connection = connection;
    this.connectors = connectors.map((connector) => ({
      id: connector.id,
      type: connector.type ?? 'Unknown',
      state: 'AVAILABLE',
    }));
  }

  /** Out of service as a whole. An EVSE without connectors always is. */
  get isUnavailable(): boolean {
    return this.connectors.every(({ state }) => state === 'UNAVAILABLE' || state === 'UNAVAILABLE_FAULTED');
  }

  /** Whether a new token may be granted here. */
  get isAvailable(): boolean {
    if (this.plugInTimedOut || this.identifier !== undefined) return false;
    if (this.connectors.some(({ state }) => state === 'OCCUPIED' || state === 'FAULTED_OCCUPIED')) return false;
    return this.connectors.some(({ state }) => state !== 'UNAVAILABLE' && state !== 'FAULTED');
  }

  /** Returns the connector concerned, also when the event changed nothing; undefined for an unknown one. */
  apply(connectorId: number, event: ConnectorEvent): Connector | undefined {
    const connector = this.connectors.find(({ id }) => id === connectorId);
    if (connector !== undefined) connector.state = nextConnectorState(connector.state, event);
    return connector;
  }

  /** The grant and the plug-in share one timer: starting it ends what ran before. */
  startTimer(clock: Clock, delayMs: number, expired: () => void): void {
    this.stopTimer();
    this.#timer = clock.setTimeout(expired, delayMs);
  }

  stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
