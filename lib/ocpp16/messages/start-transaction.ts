import { dateTime, integer, optional } from './field.js';
import { idToken, idTagInfo } from './id-tag-info.js';
import { message } from './payload.js';

/** OCPP 1.6 §4.8; `meterStart` in Wh. */
export const startTransaction = message({
  profile: 'Core',
  direction: 'to-csms',
  request: {
    connectorId: integer,
    idTag: idToken,
    meterStart: integer,
    reservationId: optional(integer),
    timestamp: dateTime,
  },
  response: { idTagInfo, transactionId: integer },
});
