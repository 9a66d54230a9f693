import { describe, expect, test } from '@jest/globals';
import { cardinality } from '../../../codegen/module-file.js';
import { interfaceIdentifier, propertyKey, typeIdentifier } from '../../../codegen/names.js';
import { schemaType } from '../../../codegen/schema-type.js';
import type { JsonSchema } from '../../../framework/declarations/types.js';

const resolve = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);
const oneLine = (schema: JsonSchema): string => schemaType(schema, resolve).replaceAll(/\s+/g, ' ').trim();

describe('the type of a schema', () => {
  test.each<[string, JsonSchema, string]>([
    ['an integer', { type: 'integer', minimum: 1 }, 'number'],
    ['null', { type: 'null' }, 'null'],
    ['a list of types', { type: ['integer', 'number', 'null'] }, 'number | null'],
    ['an enumeration of mixed values', { enum: ['a', 1, true, null] }, "'a' | 1 | true | null"],
    ['a constant', { const: 'x' }, "'x'"],
    ['a reference, whatever stands beside it', { type: 'object', $ref: '/a#/B', minLength: 1 }, 'B'],
    ['an array of references', { type: 'array', items: { type: 'object', $ref: '/a#/B' } }, 'B[]'],
    ['an array of alternatives', { type: 'array', items: { type: ['string', 'null'] } }, '(string | null)[]'],
    ['an array of arrays', { type: 'array', items: { type: 'array', items: { type: 'number' } } }, 'number[][]'],
    ['an array of anything', { type: 'array' }, 'unknown[]'],
    ['a tuple', { type: 'array', items: [{ type: 'string' }, { type: 'integer' }] }, '[string, number]'],
    [
      'an array of objects',
      { type: 'array', items: { type: 'object', required: ['a'], properties: { a: {} } } },
      '{ a: unknown; }[]',
    ],
    ['an optional member', { type: 'object', properties: { a: { type: 'string' } } }, '{ a?: string | undefined; }'],
    ['a required member without a schema', { type: 'object', required: ['a'] }, '{ a: unknown; }'],
    ['an object without type keyword', { required: ['a'], properties: { a: { type: 'null' } } }, '{ a: null; }'],
    ['a closed object without members', { type: 'object', additionalProperties: false }, '{ [key: string]: never }'],
    ['a map', { type: 'object', additionalProperties: { type: 'number' } }, '{ [key: string]: number }'],
    [
      'keys by pattern',
      { type: 'object', patternProperties: { '^a': { type: 'number' } } },
      '{ [key: string]: unknown }',
    ],
    [
      'a map with known members',
      { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'number' } },
      '{ a?: string | undefined; [key: string]: number | string | undefined; }',
    ],
    ['alternatives', { type: 'string', anyOf: [{ $ref: '/a#/B' }, { const: 'c' }] }, "B | 'c'"],
    ['alternatives that only restrict', { type: 'string', oneOf: [{ minLength: 1 }, { maxLength: 3 }] }, 'string'],
    ['parts together', { allOf: [{ $ref: '/a#/B' }, { $ref: '/a#/C' }] }, 'B & C'],
    ['no statement at all', {}, 'unknown'],
    ['a quote in a value', { enum: ["it's", 'a"b', 'c\\d'] }, String.raw`'it\'s' | 'a"b' | 'c\\d'`],
  ])('of %s', (_what, schema, expected) => {
    expect(oneLine(schema)).toBe(expected);
  });
});

describe('names', () => {
  test.each([
    ['ISO15118_charger', 'ISO15118ChargerInterface'],
    ['auth_token_provider', 'AuthTokenProviderInterface'],
    ['power_supply_DC', 'PowerSupplyDCInterface'],
    ['a-b.c', 'ABCInterface'],
  ])('interface %s is %s', (name, expected) => {
    expect(interfaceIdentifier(name)).toBe(expected);
  });

  test.each([
    ['IdToken', 'IdToken'],
    ['Some-Type', 'SomeType'],
    ['string', 'String'],
    ['2fast', '_2fast'],
  ])('type %s is %s', (name, expected) => {
    expect(typeIdentifier(name)).toBe(expected);
  });

  test('a key that is no identifier is quoted', () => {
    expect([propertyKey('a_b'), propertyKey('a-b')]).toEqual(['a_b', "'a-b'"]);
  });
});

describe('the cardinality of a requirement', () => {
  test.each([
    [1, 1, 'one'],
    [0, 1, 'optional'],
    [0, 2, 'many'],
    [1, 128, 'many'],
    [2, 2, 'many'],
  ])('of %d to %d connections is %s', (min, max, expected) => {
    expect(cardinality({ min_connections: min, max_connections: max })).toBe(expected);
  });
});
