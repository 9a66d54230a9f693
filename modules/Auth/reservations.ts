import type { CommandHandlers, Logger } from 'everest-ts';
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
  /** Tells EVSEs whether reservations that are bound to no EVSE need them. */
  checkOccupancy(): void;
  /** Takes back what was stored before the last shutdown. Called once, when all EVSEs are known. */
  restore(): Promise<void>;
}

/** A station that takes no reservations: every request is refused and no EVSE is ever reserved. */
export class NoReservations implements Reservations {
  readonly commands: CommandHandlers<ReservationInterface>;

  constructor(log: Logger) {
    this.commands = {
      reserve_now: ({ request }) => {
        log.warn({ reservationId: request.reservation_id }, 'reservations are not supported, request rejected');
        return 'Rejected';
      },
      cancel_reservation: ({ reservation_id: reservationId }) => {
        log.warn({ reservationId }, 'reservations are not supported, nothing to cancel');
        return false;
      },
      exists_reservation: () => 'NotReserved',
    };
  }

  isReserved(): boolean {
    return false;
  }

  canChargeAt(): boolean {
    return true;
  }

  match(): undefined {
    return undefined;
  }

  hasGroup(): boolean {
    return false;
  }

  use(): void {
    // there is none to use
  }

  connectorReported(): void {
    // no reservation depends on a connector
  }

  endedAt(): void {
    // there is none to end
  }

  checkOccupancy(): void {
    // no reservation needs an EVSE
  }

  async restore(): Promise<void> {
    // nothing was stored
  }
}
