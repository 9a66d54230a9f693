import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Readiness } from '../../../../manager/lifecycle/readiness.js';

describe('framework.md §16.4 · readiness', () => {
  test('all ready when the last has said so, once', () => {
    const readiness = new Readiness(['a', 'b'], []);

    expect([readiness.report('a'), readiness.missing, readiness.report('b'), readiness.report('b')]).toEqual([
      undefined,
      ['b'],
      'all-ready',
      undefined,
    ]);
  });

  test('says once that only standalone modules are missing', () => {
    const readiness = new Readiness(['a', 's', 't'], ['s', 't']);

    expect(['a', 's', 't'].map((id) => readiness.report(id))).toEqual([
      'waiting-for-standalone',
      undefined,
      'all-ready',
    ]);
  });

  test('which modules are ready counts, not how many', () => {
    const readiness = new Readiness(['a', 's'], ['s']);

    expect([readiness.report('s'), readiness.report('a')]).toEqual([undefined, 'all-ready']);
  });

  test('a system of standalone modules waits for them from the start', () => {
    expect(new Readiness(['s'], ['s']).report()).toBe('waiting-for-standalone');
  });

  test('a system without modules is ready from the start', () => {
    expect(new Readiness([], []).report()).toBe('all-ready');
  });

  test('a standalone module that comes back is told again', () => {
    const readiness = new Readiness(['a', 's'], ['s']);
    readiness.report('a');
    readiness.report('s');

    expect([readiness.report('s'), readiness.report('a')]).toEqual(['ready-again', undefined]);
  });

  test('unknown modules count for nothing', () => {
    const readiness = new Readiness(['a'], ['ignored']);

    expect([readiness.report('x'), readiness.report('ignored'), readiness.missing]).toEqual([
      undefined,
      undefined,
      ['a'],
    ]);
  });

  test('any order of reports says each thing at most once, and all ready exactly when all are', () => {
    const ids = ['a', 'b', 'c', 'd'];

    fc.assert(
      fc.property(fc.subarray(ids), fc.array(fc.constantFrom(...ids, 'x')), (standalone, reports) => {
        const readiness = new Readiness(ids, standalone);
        const said = [readiness.report(), ...reports.map((id) => readiness.report(id))];
        const complete = ids.every((id) => reports.includes(id));

        expect(said.filter((event) => event === 'all-ready')).toHaveLength(complete ? 1 : 0);
        expect(said.filter((event) => event === 'waiting-for-standalone').length).toBeLessThanOrEqual(1);
        expect(said.indexOf('ready-again') < 0 || said.indexOf('ready-again') > said.indexOf('all-ready')).toBe(true);
      }),
    );
  });
});
