import { integer, oneOf } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.1. */
export const cancelReservation = message({
  profile: 'Reservation',
  direction: 'to-charge-point',
  request: { reservationId: integer },
  response: { status: oneOf('Accepted', 'Rejected') },
});
