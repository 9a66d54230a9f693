import { expect, test } from '@jest/globals';
import { sessionKey } from '../../../../../modules/EvseManager/session/unfinished-session.js';

test('module-evse-manager.md §24 · the session is kept under the id of the module', () => {
  expect(sessionKey('evse_manager_1')).toBe('evse_manager_1_session');
});

test('an id that a store does not take as a key is made one', () => {
  expect(sessionKey('evse-1')).toMatch(/^[A-Za-z0-9_.]+$/);
});
