import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { nodeFrom, plain, readYaml } from '../../../../framework/declarations/index.js';
import { mergePatch } from '../../../../manager/config/index.js';

const at = { file: 'a.yaml', line: 1, column: 1 };

function merged(target: unknown, patch: unknown): unknown {
  return plain(mergePatch(nodeFrom(target, at), nodeFrom(patch, at)));
}

describe('RFC 7396 · examples of the appendix', () => {
  test.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j', (target, patch, expected) => {
    expect(merged(target, patch)).toEqual(expected);
  });
});

const key = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
}));

test('a patch without effect leaves a document as it is', () => {
  fc.assert(fc.property(json.map, (target) => void expect(merged(target, {})).toEqual(target)));
});

test('the same patch twice is the same patch once', () => {
  fc.assert(
    fc.property(json.map, json.map, (target, patch) => {
      const once = merged(target, patch);
      expect(merged(once, patch)).toEqual(once);
    }),
  );
});

test('every JSON document of 32-bit integers reads as itself', () => {
  fc.assert(
    fc.property(json.map, (document) => {
      const { root, problems } = readYaml('a.yaml', JSON.stringify(document));
      expect(problems).toEqual([]);
      expect(root && plain(root)).toEqual(document);
    }),
  );
});
