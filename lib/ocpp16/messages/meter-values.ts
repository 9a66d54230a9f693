import { integer, list, optional } from './field.js';
import { meterValue } from './meter-value.js';
import { message } from './payload.js';

/** OCPP 1.6 §4.7. */
export const meterValues = message({
  profile: 'Core',
  direction: 'to-csms',
  request: { connectorId: integer, transactionId: optional(integer), meterValue: list(meterValue) },
  response: {},
});
