import type { ModuleContext } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { SessionEvent } from '#generated/types/evse_manager';
import type { ChargePoint, ChargePointCallbacks } from '../../lib/ocpp16/index.js';

type Callbacks = Pick<ChargePointCallbacks, 'cancelReservation' | 'isTokenReservedForConnector' | 'reserveNow'>;

/** OCPP 1.6 §5.13: connector 0 asks for any connector. */
const ANY_CONNECTOR = 0;

/** Reservations of the central system. Whoever keeps them answers; OCPP 1.6 names no kind of outlet. */
export function reservations({ call }: ModuleContext<OCPP>['requires']['reservation']): Callbacks {
  return {
    reserveNow: ({ connectorId, expiryDate, idTag, parentIdTag, reservationId }) =>
      call.reserve_now({
        request: {
          reservation_id: reservationId,
          id_token: idTag,
          expiry_time: expiryDate,
          ...(parentIdTag !== undefined && { parent_id_token: parentIdTag }),
          ...(connectorId !== ANY_CONNECTOR && { evse_id: connectorId }),
        },
      }),
    cancelReservation: (reservationId) => call.cancel_reservation({ reservation_id: reservationId }),
    isTokenReservedForConnector: (connectorId, idTag) =>
      call.exists_reservation({ request: { evse_id: connectorId, id_token: idTag } }),
  };
}

/** Which EVSEs say that they are reserved, for a charge point that has forgotten it. */
export class ReservedEvses {
  readonly #ids = new Set<number>();

  note(evseId: number, { event, session_started: started }: SessionEvent): void {
    if (event === 'ReservationStart') this.#ids.add(evseId);
    const isUsed = event === 'TransactionStarted' || started?.reason === 'Authorized';
    if (event === 'ReservationEnd' || isUsed) this.#ids.delete(evseId);
  }

  repeat(chargePoint: Pick<ChargePoint, 'onReservationStart'>): void {
    for (const evseId of this.#ids) chargePoint.onReservationStart(evseId);
  }
}
