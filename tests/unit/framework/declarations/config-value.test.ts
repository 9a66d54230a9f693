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

  test.each([
    ['ipv4', '192.168.0.1', '192.168.0.256'],
    ['date-time', '2026-01-31T12:00:00Z', '2026-02-31T12:00:00Z'],
    ['email', 'a@example.org', 'a'],
    ['uri', 'any://thing', 'thing'],
  ])('the format %s is checked', (format, good, bad) => {
    expect([messages({ format }, good).length, messages({ format }, bad).length]).toEqual([0, 1]);
  });

  test('a format that nobody knows makes the check fail', () => {
    expect(messages({ format: 'phone' }, '112')).toEqual(['is not valid: the format "phone" is unknown']);
  });
});
