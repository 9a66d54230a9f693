import { integer } from './field.js';
import { message } from './payload.js';

/** OCPP 1.6 §5.10. */
export const getLocalListVersion = message({
  profile: 'LocalAuthListManagement',
  direction: 'to-charge-point',
  request: {},
  response: { listVersion: integer },
});
