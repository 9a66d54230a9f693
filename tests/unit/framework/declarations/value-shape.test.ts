import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createValidator } from '../../../../framework/declarations/index.js';
import { createShapeCheck } from '../../../../framework/declarations/value-shape.js';
import type { JsonSchema, TypeDocument } from '../../../../framework/declarations/types.js';

const demo: TypeDocument = {
  Unit: { type: 'string', enum: ['W', 'A'] },
  Reading: {
    type: 'object',
    required: ['power', 'unit'],
    properties: {
      power: { type: 'number', minimum: 0 },
      unit: { type: 'string', $ref: '/demo#/Unit' },
      phase: { type: 'object', required: ['index'], properties: { index: { type: 'integer' } } },
      history: { type: 'array', items: { type: 'object', $ref: '/demo#/Reading' } },
    },
  },
  Loop: { $ref: '/demo#/Loop' },
};

function find(name: string): TypeDocument | undefined {
  return name === 'demo' ? demo : undefined;
}

const shapeMismatch = createShapeCheck(find);

const reading: JsonSchema = { type: 'object', $ref: '/demo#/Reading' };

describe('shape of values, framework.md §18 and §29', () => {
  test.each([
    [{ power: 1, unit: 'W' }],
    [{ power: -1, unit: 'A', more: 'unknown members are ignored' }],
    [{ power: 1.5, unit: 'W', phase: { index: 1.5 } }],
    [{ power: 1, unit: 'W', history: [{ power: 2, unit: 'A', history: [] }] }],
  ])('%j has it', (value) => {
    expect(shapeMismatch(reading, value)).toBeUndefined();
  });

  test.each([
    ['text', 'the value has to be object, not string'],
    [null, 'the value has to be object, not null'],
    [[], 'the value has to be object, not array'],
    [{ unit: 'W' }, 'the value lacks the member "power"'],
    [{ power: null, unit: 'W' }, '/power has to be number, not null'],
    [{ power: '1', unit: 'W' }, '/power has to be number, not string'],
    [{ power: 1, unit: 'VA' }, '/unit has none of the declared values'],
    [{ power: 1, unit: 'W', phase: {} }, '/phase lacks the member "index"'],
    [{ power: 1, unit: 'W', history: [1] }, '/history/0 has to be object, not number'],
    [{ power: 1, unit: 'W', history: [{ unit: 'W' }] }, '/history/0 lacks the member "power"'],
    [JSON.parse('{"__proto__":{"power":1,"unit":"W"}}') as unknown, 'the value lacks the member "power"'],
  ])('%j does not, and it is said where', (value, reason) => {
    expect(shapeMismatch(reading, value)).toBe(reason);
  });

  test('compatibility-contract.md §4 · an optional member that is null counts as left out', () => {
    const value = { power: 1, unit: 'W', phase: null, history: [{ power: 2, unit: 'A', phase: null }] };

    expect(shapeMismatch(reading, value)).toBeUndefined();
    expect(value).toEqual({ power: 1, unit: 'W', history: [{ power: 2, unit: 'A' }] });
  });

  test.each([
    [['string', 'null'], null, undefined],
    [['string', 'null'], 5, 'the value has to be string or null, not number'],
    [undefined, { anything: [1] }, undefined],
  ])('type %j and the value %j', (type, value, reason) => {
    expect(shapeMismatch(type === undefined ? {} : { type }, value)).toBe(reason);
  });

  test('where a type is not known, the type beside the reference counts', () => {
    const unknown = { type: 'object', $ref: '/elsewhere#/Thing' };

    expect(shapeMismatch(unknown, {})).toBeUndefined();
    expect(shapeMismatch(unknown, 'text')).toBe('the value has to be object, not string');
  });

  test('a type that is itself has no shape and ends', () => {
    expect(shapeMismatch({ $ref: '/demo#/Loop' }, {})).toBeUndefined();
  });

  test('a value that is nested deeper than any type is refused', () => {
    let value: object = { power: 1, unit: 'W', history: [] };
    for (let depth = 0; depth < 100; depth++) value = { power: 1, unit: 'W', history: [value] };

    expect(shapeMismatch(reading, value)).toMatch(/is nested too deeply$/);
  });

  test('a value without the shape never passes the whole schema either', () => {
    const validator = createValidator(find);
    const member = fc.oneof(fc.jsonValue(), fc.constantFrom('W', 1, 2.5, null, [], { index: 1 }));
    const value = fc.record(
      { power: fc.constantFrom(1, '1'), unit: fc.constantFrom('W', 'VA'), phase: member, history: fc.array(member) },
      { requiredKeys: ['power'] },
    );

    fc.assert(
      fc.property(value, (candidate) => {
        const allowed = validator.validate(reading, candidate) === undefined;
        return !(allowed && shapeMismatch(reading, candidate) !== undefined);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});
