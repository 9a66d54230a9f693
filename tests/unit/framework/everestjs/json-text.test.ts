import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonText } from '../../../../framework/everestjs/json-text.js';

describe('framework.md §26.5 · values to JSON', () => {
  test.each([
    ['undefined', undefined, 'null'],
    ['null', null, 'null'],
    ['NaN', NaN, 'null'],
    ['an infinite number', -Infinity, 'null'],
    ['an integral number', 16.0, '16'],
    ['negative zero', -0, '0'],
    ['a fraction', 0.1, '0.1'],
    ['an integer beyond 2^53', 2 ** 60, '1152921504606846976'],
    ['the smallest 64-bit integer', -(2 ** 63), '-9223372036854775808'],
    ['2^63, which is no 64-bit integer', 2 ** 63, '9.223372036854776e+18'],
    ['1e300', 1e300, '1e+300'],
    ['a text', 'a"\n\u2028é', JSON.stringify('a"\n\u2028é')],
    ['members that are undefined', { a: undefined, b: 1 }, '{"a":null,"b":1}'],
    ['a list with undefined elements', [1, undefined, [true]], '[1,null,[true]]'],
    ['a list with holes', [1, new Array(2)], '[1,[null,null]]'],
    ['a date', new Date(0), '{}'],
    ['toJSON, which does not count', { a: 1, toString: 'x' }, '{"a":1,"toString":"x"}'],
  ])('%s', (_name, value, text) => {
    expect(jsonText(value)).toBe(text);
  });

  test('inherited enumerable members count, symbols as keys do not', () => {
    const value: object = Object.assign(Object.create({ inherited: 1 }) as object, { own: 2, [Symbol('s')]: 3 });

    expect(jsonText(value)).toBe('{"own":2,"inherited":1}');
  });

  test.each([
    ['function', () => 1],
    ['symbol', Symbol('s')],
    ['bigint', 1n],
  ])('a %s throws, also deep inside', (type, value) => {
    expect(() => jsonText(value)).toThrow(`a ${type} cannot be written as JSON`);
    expect(() => jsonText({ a: [value] })).toThrow(`a ${type} cannot be written as JSON`);
  });

  test('an object in itself throws, the same object twice does not', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = [circle];
    const shared = { n: 1 };

    expect(() => jsonText(circle)).toThrow('contains itself');
    expect(jsonText([shared, shared])).toBe('[{"n":1},{"n":1}]');
  });

  test('whatever JSON can say comes back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));

        expect(JSON.parse(jsonText(plain))).toEqual(plain);
      }),
    );
  });
});
