import { expect, test } from '@jest/globals';
import { describeFields } from '../../../csms/describe.js';
import { messages } from '../../../lib/ocpp16/messages/index.js';

test('help on an action shows its members, nested ones indented', () => {
  expect(describeFields(messages.SendLocalList.request).split('\n').slice(0, 4)).toEqual([
    '  listVersion: integer',
    '  localAuthorizationList: list of object, optional',
    '    idTag: text of at most 20 characters',
    '    idTagInfo: object, optional',
  ]);
});
