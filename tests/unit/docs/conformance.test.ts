import { describe, expect, test } from '@jest/globals';
import { conformanceRows, missingTests, unproven } from '../../support/conformance.js';

const rows = conformanceRows('docs/conformance-framework.md', /\d+/);

describe('docs/conformance-framework.md', () => {
  test('has each of the 76 items once', () => {
    expect(rows.map(({ number }) => Number(number))).toEqual(Array.from({ length: 76 }, (_, index) => index + 1));
  });

  test('each item holds with evidence, or is open for a reason', () => {
    expect(unproven(rows)).toEqual([]);
  });

  test('every test that it names exists', () => {
    expect(missingTests(rows)).toEqual([]);
  });
});
