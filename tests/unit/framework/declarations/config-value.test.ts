import { describe, expect, test } from '@jest/globals';
import { checkConfigValue, nodeFrom, type ConfigEntry } from '../../../../framework/declarations/index.js';

function messages(limits: Partial<ConfigEntry> & Record<string, unknown>, value: string): readonly string[] {
  const entry = { type: 'string', description: 'A text', mutability: 'ReadOnly', ...limits } as ConfigEntry;
  return checkConfigValue(nodeFrom(value, { file: 'a.yaml', line: 1, column: 1 }), entry).messages;
}

describe('framework §12 row 11 · texts', () => {
  test('a pattern may mask characters that need no mask', () => {
    const pattern = '^[a-z\\_]+\\@[\\w-.]+$';

    expect(messages({ pattern }, 'some_body@example.org')).toEqual([]);
    expect(messages({ pattern }, 'somebody')).toEqual([`is not valid: "somebody" does not match ${pattern}`]);
  });

  test('a pattern takes a character outside of the basic plane for one', () => {
    expect(messages({ pattern: '^.$' }, '🚗')).toEqual([]);
  });
});
