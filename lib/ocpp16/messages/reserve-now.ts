import { dateTime, integer, oneOf, optional } from './field.js';
import { idToken } from './id-tag-info.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.13. */
export const reserveNow = message({
  profile: 'Reservation',
  direction: 'to-charge-point',
  request: {
    connectorId: integer,
    expiryDate: dateTime,
    idTag: idToken,
    parentIdTag: optional(idToken),
    reservationId: integer,
  },
  response: { status: oneOf('Accepted', 'Faulted', 'Occupied', 'Rejected', 'Unavailable') },
});
