import { dateTime, integer, list, oneOf, optional } from './field.js';
import { idToken, idTagInfo } from './id-tag-info.js';
import { meterValue } from './meter-value.js';
import { message, type Value } from './payload.js';

/** OCPP 1.6 §7 `Reason`. */
export const reason = oneOf(
  'DeAuthorized',
  'EmergencyStop',
  'EVDisconnected',
  'HardReset',
  'Local',
  'Other',
  'PowerLoss',
  'Reboot',
  'Remote',
  'SoftReset',
  'UnlockCommand',
);

/** OCPP 1.6 §4.10; `meterStop` in Wh. */
export const stopTransaction = message({
  profile: 'Core',
  direction: 'to-csms',
  request: {
    idTag: optional(idToken),
    meterStop: integer,
    timestamp: dateTime,
    transactionId: integer,
    reason: optional(reason),
    transactionData: optional(list(meterValue)),
  },
  response: { idTagInfo: optional(idTagInfo) },
});

export type Reason = Value<typeof reason>;
