import { describe, expect, test } from '@jest/globals';
import { literal } from '../../../codegen/skeleton/literal.js';
import { minimalValues } from '../../../codegen/skeleton/minimal-value.js';
import { rootTree } from '../../../codegen/source-tree.js';
import { loadDeclarations } from '../../../framework/declarations/index.js';
import type { JsonSchema } from '../../../framework/declarations/types.js';

const fixtures = new URL('../../fixtures/codegen', import.meta.url).pathname;
const minimalValue = minimalValues(loadDeclarations(rootTree(fixtures).folders));

describe('a minimal value', () => {
  test.each<[string, JsonSchema, unknown]>([
    ['a boolean', { type: 'boolean' }, false],
    ['a number with bounds', { type: 'number', minimum: 2, maximum: 5 }, 2],
    ['a negative number', { type: 'integer', maximum: -3 }, -3],
    ['a string with a length', { type: 'string', minLength: 3 }, '---'],
    ['a time', { type: 'string', format: 'date-time' }, '1970-01-01T00:00:00.000Z'],
    ['a type list with null', { type: ['string', 'null'] }, null],
    ['an array', { type: 'array', items: { type: 'string' } }, []],
    ['an array that must not be empty', { type: 'array', items: { type: 'integer' }, minItems: 2 }, [0, 0]],
    ['a reference', { type: 'object', $ref: '/demo#/Page' }, { title: '', level: 'low', lines: [] }],
    ['alternatives', { anyOf: [{ type: 'integer' }, { type: 'string' }] }, 0],
    ['an enumeration', { type: 'string', enum: ['Big', 'Small'] }, 'Big'],
    ['an enumeration with a refusal', { type: 'string', enum: ['Accepted', 'Rejected'] }, 'Rejected'],
  ])('of %s', (_what, schema, expected) => {
    expect(minimalValue(schema)).toEqual({ value: expected });
  });

  test.each<[string, JsonSchema]>([
    ['a pattern', { type: 'string', pattern: '^[A-F]{4}$' }],
    ['a reference that leads nowhere', { $ref: '/demo#/Missing' }],
  ])('is not guessed for %s', (_what, schema) => {
    expect(minimalValue(schema)).toBeUndefined();
  });
});

describe('a value as source text', () => {
  test('stands on one line where it fits', () => {
    expect(literal({ a: "it's", 'b-c': [1, null] })).toBe(String.raw`{ a: 'it\'s', 'b-c': [1, null] }`);
  });

  test('is spread out where it does not fit', () => {
    expect(literal({ first: 'x'.repeat(60), second: ['y'.repeat(60)] })).toBe(
      `{\n  first: '${'x'.repeat(60)}',\n  second: ['${'y'.repeat(60)}'],\n}`,
    );
  });
});
