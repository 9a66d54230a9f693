import { oneOf, text } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.3. */
export const changeConfiguration = message({
  profile: 'Core',
  direction: 'to-charge-point',
  request: { key: text(50), value: text(500) },
  response: { status: oneOf('Accepted', 'Rejected', 'RebootRequired', 'NotSupported') },
});
