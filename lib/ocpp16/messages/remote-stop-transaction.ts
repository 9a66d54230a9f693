import { integer, oneOf } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.12. */
export const remoteStopTransaction = message({
  profile: 'Core',
  direction: 'to-charge-point',
  request: { transactionId: integer },
  response: { status: oneOf('Accepted', 'Rejected') },
});
