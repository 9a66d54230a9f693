import { describe, expect, jest, test } from '@jest/globals';
import { createValidator, loadDeclarations } from '../../../../framework/declarations/index.js';
import type { JsonSchema, TypeDocument } from '../../../../framework/declarations/index.js';
import { declarationsWith } from './folders.js';

function validatorOf(documents: Record<string, TypeDocument> = {}) {
  const own = declarationsWith();
  return createValidator((name) => documents[name] ?? own.typeDocument(name));
}

const READING: JsonSchema = { type: 'string', $ref: '/demo_types#/Reading', maxLength: 1 };

describe('framework §10 · values', () => {
  test('a reference is followed, also from one type to another, and nothing beside it counts', () => {
    const { validate } = bound(validatorOf());

    expect(validate(READING, { power_W: 5, quality: 'Good' })).toBeUndefined();
    expect(validate(READING, { power_W: 5, quality: 'good' })).toContain('/quality');
    expect(validate(READING, { power_W: '5' })).toBe('/power_W must be number');
    expect(validate(READING, {})).toContain("'power_W'");
  });

  test('a member that a closed type does not have is named', () => {
    expect(validatorOf().validate(READING, { power_W: 5, powr: 1 })).toBe('the value has the unknown member "powr"');
  });

  test('every violation is listed', () => {
    expect(validatorOf().validate(READING, { power_W: 'x', quality: 'y' })?.split('; ')).toHaveLength(2);
  });

  test('a pattern may mask characters that need no mask', () => {
    const schema = { type: 'string', pattern: '^[a-z\\_]+\\@x$' };

    expect([validatorOf().validate(schema, 'a_b@x'), validatorOf().validate(schema, 'ab')]).toEqual([
      undefined,
      'the value must match pattern "^[a-z\\_]+\\@x$"',
    ]);
  });

  test('a schema is compiled once', () => {
    const getDocument = jest.fn((): TypeDocument => ({ T: { type: 'integer' } }));
    const validator = createValidator(getDocument);
    const schema = { type: 'array', items: { type: 'integer', $ref: '/t#/T' } };

    validator.validate(schema, [1]);
    const calls = getDocument.mock.calls.length;
    expect(validator.validate(schema, ['a'])).toBe('/0 must be integer');

    expect(calls).toBeGreaterThan(0);
    expect(getDocument).toHaveBeenCalledTimes(calls);
  });

  test.each([
    ['of an unknown file', '/nowhere#/T'],
    ['of an unknown type', '/demo_types#/Nothing'],
    ['elsewhere', 'http://example.org/schema#/T'],
  ])('a reference to a type %s makes the check fail', (_, reference) => {
    expect(validatorOf().validate({ $ref: reference }, 1)).toBe(
      `the schema is unusable: there is no type ${reference}`,
    );
  });

  test('types may refer to each other in a circle', () => {
    const document: TypeDocument = {
      Tree: { type: 'object', properties: { children: { type: 'array', items: { $ref: '/trees#/Tree' } } } },
    };
    const validator = validatorOf({ trees: document });

    expect(validator.validate({ $ref: '/trees#/Tree' }, { children: [{ children: [] }] })).toBeUndefined();
    expect(validator.validate({ $ref: '/trees#/Tree' }, { children: [{ children: 5 }] })).toContain('must be array');
  });

  test.each([
    ['uri', 'a://b', 'ab'],
    ['uri-reference', '/a#/B', 'a#/B'],
    ['date-time', '2026-08-21T19:33:58.123Z', '21.8.2026'],
    ['ipv4', '10.0.0.1', '10.0.0.1111'],
  ])('format %s', (format, good, bad) => {
    const validator = validatorOf();
    const schema = { type: 'string', format };

    expect(validator.validate(schema, good)).toBeUndefined();
    expect(validator.validate(schema, bad)).toContain('format');
  });

  test('an unknown format makes the check fail', () => {
    expect(validatorOf().validate({ type: 'string', format: 'poem' }, 'a')).toBe(
      'the schema is unusable: unknown format "poem"',
    );
  });

  test('a fraction is a multiple of its step in spite of rounding', () => {
    const validator = validatorOf();

    expect(validator.validate({ type: 'number', multipleOf: 0.1 }, 0.3)).toBeUndefined();
    expect(validator.validate({ type: 'number', multipleOf: 0.1 }, 0.35)).toBeDefined();
  });

  test('the value of an enum or a default is not taken for a schema', () => {
    const schema = { type: 'object', properties: { default: { type: 'string', enum: ['a'] } } };

    expect(validatorOf().validate(schema, { default: 'b' })).toContain('/default');
  });

  test.each(['default', 'const', 'examples', 'enum', 'format', '$ref'])('a member may be called %s', (name) => {
    const validator = validatorOf({ numbers: { T: { type: 'number' } } });
    const schema = { type: 'object', properties: { [name]: { type: 'number', $ref: '/numbers#/T' } } };

    expect(validator.validate(schema, { [name]: 1 })).toBeUndefined();
    expect(validator.validate(schema, { [name]: 'a' })).toBe(`/${name} must be number`);
  });
});

test('every schema of this package can be compiled', () => {
  const declarations = loadDeclarations({
    interfaces: ['interfaces'],
    types: ['types'],
    errors: ['errors'],
    modules: [],
  });
  const validator = createValidator((name) => declarations.typeDocument(name));
  const schemas = declarations.interfaceNames().flatMap((name) => {
    const { cmds = {}, vars = {} } = declarations.wireInterface(name) ?? {};
    return [
      ...Object.values(vars),
      ...Object.values(cmds).flatMap((cmd) => [...Object.values(cmd.arguments), cmd.result]),
    ];
  });

  const unusable = schemas
    .map((schema) => validator.validate(schema, undefined))
    .filter((text) => text?.includes('unusable'));

  expect(schemas.length).toBeGreaterThan(200);
  expect(unusable).toEqual([]);
});

function bound(validator: ReturnType<typeof createValidator>) {
  return { validate: (schema: JsonSchema, value: unknown) => validator.validate(schema, value) };
}
