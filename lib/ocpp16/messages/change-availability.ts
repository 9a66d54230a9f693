import { integer, oneOf } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.2. */
export const changeAvailability = message({
  profile: 'Core',
  direction: 'to-charge-point',
  request: { connectorId: integer, type: oneOf('Inoperative', 'Operative') },
  response: { status: oneOf('Accepted', 'Rejected', 'Scheduled') },
});
