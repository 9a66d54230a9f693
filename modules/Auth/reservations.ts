import type { CommandHandlers } from 'everest-ts';
import type { ReservationInterface } from '#generated/interfaces/reservation';
import type { IdToken } from '#generated/types/authorization';
import type { Connector, Evse } from './evse.js';

/** What authorization asks and tells the reservations of the station. */
export interface Reservations {
  readonly commands: CommandHandlers<ReservationInterface>;
  /** Whether the EVSE itself is reserved. */
  isReserved(evse: Evse): boolean;
  /** Whether a token without a reservation may charge there and all reservations can still be kept. */
  canChargeAt(evse: Evse): boolean;
  /** Id of the reservation that a token, or its group, may use at the EVSE. */
  match(token: IdToken, evse: Evse, parent?: IdToken): number | undefined;
  /** Whether the reservation that concerns the EVSE was made for a group. */
  hasGroup(evse: Evse): boolean;
  /** The reservation was used to start charging. */
  use(reservationId: number): void;
  /** Called after every event of a connector, also when its state is the same as before. */
  connectorReported(evse: Evse, connector: Connector): void;
  /** The EVSE says that its reservation is over. */
  endedAt(evse: Evse): void;
  /** A session began with a token: the EVSE does not regard itself as reserved any more. */
  sessionAuthorized(evse: Evse): void;
  /** Tells EVSEs whether reservations that are bound to no EVSE need them. */
  checkOccupancy(): void;
  /** Takes back what was stored before the last shutdown. Called once, when all EVSEs are known. */
  restore(): Promise<void>;
  /** Ends all timers. */
  close(): void;
}
