import { describe, expect, test } from '@jest/globals';
import { conformanceRows, missingTests, unproven } from '../../support/conformance.js';

const rows = conformanceRows('docs/conformance-ocpp16.md', /[A-Z]\d+/);

describe('docs/conformance-ocpp16.md', () => {
  test('has each item of library, OCPP, Auth, EvseSecurity and the subtleties once', () => {
    const sections = { L: 48, O: 26, A: 26, S: 19, T: 44 };
    const expected = Object.entries(sections).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
    );

    expect(rows.map(({ number }) => number)).toEqual(expected);
  });

  test('each item holds with evidence, or is open for a reason', () => {
    expect(unproven(rows)).toEqual([]);
  });

  test('every test that it names exists', () => {
    expect(missingTests(rows)).toEqual([]);
  });
});
