import { expect, test } from '@jest/globals';
import type { Declarations, InterfaceDefinition, TypeDocument } from '../../../../framework/declarations/index.js';
import { usedTypesOf } from '../../../../manager/metadata/used-types.js';
import { smallSystem } from '../small-system.js';

const types: Record<string, TypeDocument> = {
  demo: {
    Reading: {
      type: 'object',
      description: 'What a meter measures',
      properties: { unit: { type: 'string', $ref: '/units#/Unit' }, description: { type: 'string' } },
    },
    Loop: { type: 'object', properties: { next: { type: 'object', $ref: '/demo#/Loop' } } },
    Unused: { type: 'string' },
  },
  units: { Unit: { type: 'string', enum: ['W'] } },
};

const interfaces: Record<string, InterfaceDefinition> = {
  demo_meter: {
    cmds: { ask: { arguments: { loop: { type: 'object', $ref: '/demo#/Loop' } }, result: { type: 'null' } } },
    vars: { reading: { type: 'array', items: { type: 'object', $ref: '/demo#/Reading' } } },
    errors: {},
  },
};

let asked = 0;

const declarations = {
  interface: (name: string) => interfaces[name],
  typeDocument: (name: string) => {
    asked += 1;
    return types[name];
  },
} as unknown as Declarations;

test('framework.md §10 · hosts get the types that are referred to, also by other types, without descriptions', () => {
  expect(usedTypesOf(smallSystem(), declarations)()).toEqual({
    demo: {
      Reading: {
        type: 'object',
        properties: { unit: { type: 'string', $ref: '/units#/Unit' }, description: { type: 'string' } },
      },
      Loop: { type: 'object', properties: { next: { type: 'object', $ref: '/demo#/Loop' } } },
    },
    units: { Unit: { type: 'string', enum: ['W'] } },
  });
});

test('with validate_schema they get them over the bus', () => {
  expect(usedTypesOf(smallSystem({ validateSchema: true }), declarations)()).toEqual({});
});

test('they are looked for when they are first asked for, and once', () => {
  asked = 0;
  const used = usedTypesOf(smallSystem(), declarations);
  const before = asked;

  const first = used();
  const after = asked;

  expect([before, used(), asked]).toEqual([0, first, after]);
});
