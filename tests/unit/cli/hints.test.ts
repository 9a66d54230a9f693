import { expect, test } from '@jest/globals';
import { hints } from '../../../cli/live/hints.js';

test('name an EVSE that the station has, and the charge point of our central system', () => {
  expect(hints(2, 'cp007')).toContain("npx everest csms send cp007 RemoteStartTransaction '{");
  expect(hints(2, 'cp007')).toContain('npx everest drive unplug --evse 2 ');
});

test('leave out the central system where there is none of ours', () => {
  expect(hints(1)).not.toContain('csms');
  expect(hints(1)).not.toContain('--evse 2');
});
