import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readParameterText } from '../../../../framework/runtime/parameter-text.js';

describe('framework.md §21.3 · values as text', () => {
  test.each([
    ['12', 12],
    ['12abc', 12],
    ['  -7', -7],
    ['+5', 5],
    ['5.9', 5],
    ['0x10', 0],
    ['-0', 0],
    ['2147483647', 2_147_483_647],
    ['-2147483648', -2_147_483_648],
  ])('integer %j is %d', (text, value) => {
    expect(readParameterText(text, 'integer')).toEqual({ ok: true, value });
  });

  test.each(['', 'abc', ' ', '-', '2147483648', '-2147483649'])('%j is no integer', (text) => {
    expect(readParameterText(text, 'integer')).toMatchObject({ ok: false });
  });

  test.each([
    ['0.5', 0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1e', 1],
    ['-2.5kW', -2.5],
    ['0x1A', 26],
  ])('number %j is %d', (text, value) => {
    expect(readParameterText(text, 'number')).toEqual({ ok: true, value });
  });

  test.each(['', '.', 'e5', 'nan', 'inf', '1e999'])('%j is no number', (text) => {
    expect(readParameterText(text, 'number')).toMatchObject({ ok: false });
  });

  test.each([
    ['true', true],
    ['1', true],
    ['false', false],
    ['True', false],
    ['', false],
    ['2', false],
  ])('bool %j is %s', (text, value) => {
    expect(readParameterText(text, 'bool')).toEqual({ ok: true, value });
  });

  test('strings are as they are', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readParameterText(text, 'string')).toEqual({ ok: true, value: text });
      }),
    );
  });

  test('every 32-bit integer and every finite number survives being written', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), (integer, number) => {
        expect(readParameterText(String(integer), 'integer')).toEqual({ ok: true, value: integer });
        expect(readParameterText(String(number), 'number')).toEqual({ ok: true, value: number === 0 ? 0 : number });
      }),
    );
  });
});
