import { idToken, idTagInfo } from './id-tag-info.js';
import { message } from './payload.js';

/** OCPP 1.6 §4.1. */
export const authorize = message({
  profile: 'Core',
  direction: 'to-csms',
  request: { idTag: idToken },
  response: { idTagInfo },
});
