import { describe, expect, test } from '@jest/globals';
import { declarationsWith, lines } from './folders.js';

describe('framework §9 · interfaces', () => {
  test('an interface has its defaults and its errors filled in', () => {
    const meter = declarationsWith().interface('meter');

    expect(meter?.description).toBe('Measures energy');
    expect(meter?.cmds['set_limit']?.result).toEqual({ type: 'null' });
    expect(meter?.vars['reading']?.['qos']).toBe(2);
    expect(meter?.vars['history']?.['qos']).toBe(0);
    expect(declarationsWith().interface('empty')).toMatchObject({ cmds: {}, vars: {}, errors: {} });
  });

  test('the wire form loses descriptions at the places of the specification and nowhere else', () => {
    expect(declarationsWith().wireInterface('meter')).toEqual({
      cmds: {
        set_limit: { arguments: { ampere: { type: 'number', minimum: 0 } }, result: { type: 'null' } },
      },
      vars: {
        reading: { type: 'object', $ref: '/demo_types#/Reading', qos: 2 },
        history: {
          type: 'array',
          qos: 0,
          items: {
            type: 'object',
            properties: {
              power_W: { type: 'number', minimum: 0 },
              phases: { type: 'object', properties: { L1: { description: 'The first phase', type: 'number' } } },
            },
          },
        },
      },
      errors: { demo: { Overheat: { name: 'Overheat', description: 'Too hot', namespace: 'demo' } } },
    });
  });

  test('a definition cannot be changed by its readers', () => {
    const meter = declarationsWith().interface('meter');

    expect(Object.isFrozen(meter?.cmds['set_limit']?.arguments['ampere'])).toBe(true);
  });

  test('a reference without a name stands for all errors of the file', () => {
    const declarations = declarationsWith({
      'interfaces/hot.yaml': 'description: Hot\nerrors:\n  - reference: /errors/demo\n',
    });

    expect(Object.keys(declarations.interface('hot')?.errors['demo'] ?? {})).toEqual(['Overheat', 'Frost']);
  });

  test('a reference to a name that the file does not have is dropped without a word', () => {
    const declarations = declarationsWith();

    expect(declarations.interface('meter')?.errors).not.toHaveProperty('demo.Unheard');
    expect(declarations.problems).toEqual([]);
  });

  test.each([
    [
      'a missing error file',
      'errors:\n  - reference: /errors/dem\n',
      'error interfaces/x.yaml:3:5 errors[0].reference: there is no error file "dem" (did you mean "demo"?)',
    ],
    [
      'an error that is referenced twice',
      'errors:\n  - reference: /errors/demo\n  - reference: /errors/demo#/Frost\n',
      'error interfaces/x.yaml:4:5 errors[1].reference: the error "Frost" of "demo" is referenced twice',
    ],
    [
      'an entry without a reference',
      'errors:\n  - {}\n',
      'error interfaces/x.yaml:3:5 errors[0]: "reference" is missing',
    ],
    [
      'a reference of another form',
      'errors:\n  - reference: demo\n',
      'error interfaces/x.yaml:3:5 errors[0].reference: has none of the forms allowed here',
    ],
    [
      'a default in a variable',
      'vars:\n  v: { type: string, description: It, default: a }\n',
      'error interfaces/x.yaml:3:39 vars.v.default: is not allowed here',
    ],
    [
      'a result of type null',
      'cmds:\n  c:\n    description: It\n    result: { type: "null", description: It }\n',
      'error interfaces/x.yaml:5:15 cmds.c.result.type: "null" does not match ^(?!null).*$',
    ],
    [
      'a variable without type',
      'vars:\n  v: { description: It }\n',
      'error interfaces/x.yaml:3:3 vars.v: "type" is missing',
    ],
    [
      'a variable that is no draft-07 schema',
      'vars:\n  v: { type: string, description: It, minLength: -1 }\n',
      'error interfaces/x.yaml:3:39 vars.v.minLength: -1 is less than the minimum 0',
    ],
    [
      'a $ref of another form',
      'vars:\n  v: { type: object, description: It, $ref: demo_types/Reading }\n',
      'error interfaces/x.yaml:3:39 vars.v.$ref: "demo_types/Reading" is no reference of the form /file#/Type',
    ],
    ['an unknown key', 'varz: {}\n', 'error interfaces/x.yaml:2:1 : unknown key "varz" (did you mean "vars"?)'],
    [
      'a name that is no id',
      'vars:\n  1v: { type: string, description: It }\n',
      'error interfaces/x.yaml:3:3 vars: "1v" is no valid name here (it has to match ^[a-zA-Z_][a-zA-Z0-9_.-]*$)',
    ],
  ])('%s makes the interface unusable', (_, text, problem) => {
    const declarations = declarationsWith({ 'interfaces/x.yaml': `description: About x\n${text}` });

    expect(declarations.interface('x')).toBeUndefined();
    expect(declarations.wireInterface('x')).toBeUndefined();
    expect(lines(declarations)).toContain(problem);
  });

  test('a type may be a list, also with null in it', () => {
    const text = 'description: About x\nvars:\n  v: { type: [string, "null"], description: It }\n';

    expect(declarationsWith({ 'interfaces/x.yaml': text }).interface('x')?.vars['v']?.['type']).toEqual([
      'string',
      'null',
    ]);
  });

  test('the first folder that has an interface wins', () => {
    const declarations = declarationsWith({ 'interfaces/meter.yaml': 'description: My own meter\n' });

    expect(declarations.interface('meter')?.description).toBe('My own meter');
    expect(declarations.interfaceNames()).toEqual(['display', 'empty', 'kvs', 'meter']);
  });

  test('a file is read once', () => {
    const declarations = declarationsWith({ 'interfaces/x.yaml': 'nothing: 1\n' });

    declarations.interface('x');
    const count = declarations.problems.length;
    declarations.interface('x');

    expect(count).toBeGreaterThan(0);
    expect(declarations.problems).toHaveLength(count);
  });

  test('a JSON file of old is read, with a warning, where there is no YAML file', () => {
    const declarations = declarationsWith({ 'interfaces/old.json': '{"description": "Old one"}' });

    expect(declarations.interface('old')?.description).toBe('Old one');
    expect(declarations.problems).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('deprecated') },
    ]);
  });
});
