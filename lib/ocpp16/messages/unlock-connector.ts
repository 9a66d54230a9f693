import { integer, oneOf } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.18. */
export const unlockConnector = message({
  profile: 'Core',
  direction: 'to-charge-point',
  request: { connectorId: integer },
  response: { status: oneOf('Unlocked', 'UnlockFailed', 'NotSupported') },
});
