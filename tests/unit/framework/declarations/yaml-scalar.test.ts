import { describe, expect, test } from '@jest/globals';
import { readPlainScalar } from '../../../../framework/declarations/index.js';

describe('framework §6 · unquoted scalars', () => {
  test.each([
    ['5', 5, false],
    ['-5', -5, false],
    ['+5', 5, false],
    ['010', 10, false],
    ['2147483647', 2147483647, false],
    ['-2147483648', -2147483648, false],
    ['5.0', 5, true],
    ['.5', 0.5, true],
    ['5.', 5, true],
    ['1e3', 1000, true],
    ['-1.5E-2', -0.015, true],
    ['true', true, false],
    ['false', false, false],
    ['True', 'True', false],
    ['yes', 'yes', false],
    ['on', 'on', false],
    ['', null, false],
    ['~', null, false],
    ['null', null, false],
    ['Null', null, false],
    ['NULL', null, false],
    ['nULL', 'nULL', false],
    ['2026-08-21', '2026-08-21', false],
    ['2026-08-21T19:33:58Z', '2026-08-21T19:33:58Z', false],
    ['1_000', '1_000', false],
    ['.inf', '.inf', false],
    ['1.2.3', '1.2.3', false],
  ])('%s', (text, value, double) => {
    expect(readPlainScalar(text)).toEqual({ value, double });
  });

  test.each(['0x10', '0b1', '0o17'])('%s is 0, with a warning', (text) => {
    expect(readPlainScalar(text)).toMatchObject({ value: 0, warning: expect.stringContaining(text) });
  });

  test.each(['2147483648', '-2147483649'])('%s is out of range', (text) => {
    expect(readPlainScalar(text).error).toContain('32-bit');
  });
});
