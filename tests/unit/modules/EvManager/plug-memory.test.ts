import { expect, test } from '@jest/globals';
import { pluggedInKey, pluggedInScriptKey } from '../../../../modules/EvManager/plug-memory.js';

test('the keys name the module', () => {
  expect(pluggedInKey('car_1')).toBe('EvManager_car_1_simulated_already_plugged_in');
  expect(pluggedInScriptKey('car_1')).toBe('EvManager_car_1_simulated_plugged_in_command');
});

test('an id that a store does not take as a key is made one', () => {
  expect(pluggedInKey('car-1')).toMatch(/^[A-Za-z0-9_.]+$/);
  expect(pluggedInScriptKey('car-1')).toMatch(/^[A-Za-z0-9_.]+$/);
});
