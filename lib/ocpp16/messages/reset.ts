import { oneOf } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.14. */
export const reset = message({
  profile: 'Core',
  direction: 'to-charge-point',
  request: { type: oneOf('Hard', 'Soft') },
  response: { status: oneOf('Accepted', 'Rejected') },
});
