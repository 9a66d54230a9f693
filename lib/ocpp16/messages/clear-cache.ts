import { oneOf } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.4. */
export const clearCache = message({
  profile: 'Core',
  direction: 'to-charge-point',
  request: {},
  response: { status: oneOf('Accepted', 'Rejected') },
});
