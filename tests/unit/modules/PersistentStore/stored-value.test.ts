import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeValue, encodeValue, type StorableValue } from '../../../../modules/PersistentStore/stored-value.js';

describe('TYPE and VALUE of the table', () => {
  test.each<[StorableValue, string, string]>([
    [null, 'nullptr_t', ''],
    [[1, 'a', null], 'Array', '[1,"a",null]'],
    [{ a: { b: 1.5 } }, 'Object', '{"a":{"b":1.5}}'],
    [true, 'bool', 'true'],
    [false, 'bool', 'false'],
    [1.5, 'double', '1.500000'],
    [0.1234567, 'double', '0.1234567'],
    [1e-7, 'double', '0.0000001'],
    [42, 'int', '42'],
    [-7, 'int', '-7'],
    ['text', 'std::string', 'text'],
    ['', 'std::string', ''],
  ])('%j is stored as %s', (value, type, text) => {
    expect(encodeValue(value)).toEqual({ type, text });
    expect(decodeValue({ type, text })).toEqual(value);
  });

  test.each([
    ['bool', 'TRUE', false],
    ['bool', '1', false],
    ['double', '2.000000', 2],
    ['double', '1e3', 1000],
    ['long', '5', null],
    ['nullptr_t', 'x', null],
    ['int', 'five', null],
    ['int', '', null],
    ['Object', '{', null],
    ['Object', '[]', null],
    ['Array', '{}', null],
  ])('%s with the text %j reads as %j', (type, text, value) => {
    expect(decodeValue({ type, text })).toBe(value);
  });

  test('every number reads as it was stored', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(decodeValue(encodeValue(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
