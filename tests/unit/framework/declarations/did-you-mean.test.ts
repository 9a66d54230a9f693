import { expect, test } from '@jest/globals';
import { didYouMean } from '../../../../framework/declarations/index.js';

const KNOWN = ['EvseManager', 'EvseSecurity', 'EnergyManager', 'Auth', 'SlacSimulator'];

test.each([
  ['EvseManagr', ' (did you mean "EvseManager"?)'],
  ['evsemanager', ' (did you mean "EvseManager"?)'],
  ['Autg', ' (did you mean "Auth"?)'],
  ['yeti_driver_3', ''],
  ['IMDSimulator', ''],
  ['xy', ''],
])('%s', (name, hint) => {
  expect(didYouMean(name, KNOWN)).toBe(hint);
});
