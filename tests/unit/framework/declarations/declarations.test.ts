import { describe, expect, test } from '@jest/globals';
import { frameworkSchemas, loadDeclarations } from '../../../../framework/declarations/index.js';
import { declarationsWith, lines } from './folders.js';

const HEAD = 'description: About it\nmetadata: { license: "https://x", authors: [Me] }\n';

describe('framework §8 · manifests', () => {
  test('defaults are filled in', () => {
    expect(declarationsWith().manifest('DemoDisplay')).toEqual({
      description: 'Displays',
      config: { brightness: { description: 'From 0 to 1', type: 'number', mutability: 'ReadOnly' } },
      provides: {},
      requires: {
        meters: { interface: 'meter', min_connections: 1, max_connections: 2, ignore: { errors: false } },
        store: { interface: 'kvs', min_connections: 0, max_connections: 1, ignore: { errors: false } },
      },
      metadata: { license: 'https://opensource.org/licenses/Apache-2.0', authors: ['A tester'] },
      enable_external_mqtt: true,
      enable_telemetry: false,
      enable_global_errors: false,
    });
    expect(declarationsWith().manifest('DemoMeter')?.provides['extra']?.config).toEqual({});
  });

  test('folder, file and places are known', () => {
    const declarations = declarationsWith();

    expect(declarations.moduleFolder('DemoMeter')).toMatch(/station\/modules\/DemoMeter$/);
    expect(declarations.manifestFile('DemoMeter')).toMatch(/DemoMeter\/manifest\.yaml$/);
    expect(declarations.manifestPosition('DemoMeter', ['provides', 'main', 'interface'])).toMatchObject({
      line: 25,
      column: 5,
    });
    expect(declarations.moduleNames()).toEqual(['DemoDisplay', 'DemoMeter', 'DemoStore']);
    expect(declarations.manifest('Nobody')).toBeUndefined();
    expect(declarations.problems).toEqual([]);
  });

  test.each([
    [
      'no description',
      'metadata: { license: "https://x", authors: [Me] }\n',
      'X/manifest.yaml:1:1 : "description" is missing',
    ],
    ['an unknown key', `${HEAD}mapping: {}\n`, 'X/manifest.yaml:3:1 : unknown key "mapping"'],
    ['empty provides', `${HEAD}provides: {}\n`, 'X/manifest.yaml:3:1 provides: needs at least 1 entries'],
    [
      'a license that is no URI',
      'description: It\nmetadata: { license: MIT, authors: [Me] }\n',
      'X/manifest.yaml:2:13 metadata.license: "MIT" is no URI (it has no "://")',
    ],
    [
      'no authors',
      'description: It\nmetadata: { license: "a://b", authors: [] }\n',
      'metadata.authors: needs at least 1 items',
    ],
    [
      'an unknown type',
      `${HEAD}config:\n  a: { type: text, description: It }\n`,
      'X/manifest.yaml:4:8 config.a.type: "text" is not one of "boolean", "integer", "number", "string"',
    ],
    [
      'an unknown mutability',
      `${HEAD}config:\n  a: { type: string, description: It, mutability: Readonly }\n`,
      '"Readonly" is not one of "ReadOnly", "ReadWrite", "WriteOnly" (did you mean "ReadOnly"?)',
    ],
    [
      'max_connections 0',
      `${HEAD}requires:\n  a: { interface: meter, max_connections: 0 }\n`,
      '0 is less than the minimum 1',
    ],
    ['broken YAML', 'a: [', 'X/manifest.yaml:1:'],
  ])('%s makes a manifest unusable', (_, text, problem) => {
    const declarations = declarationsWith({ 'modules/X/manifest.yaml': text });

    expect(declarations.manifest('X')).toBeUndefined();
    expect(lines(declarations).join('\n')).toContain(problem);
  });

  test.each([
    ['of another type', 'default: 5', '4:39 config.a.default: the default of "a" of X has to be string, not integer'],
    ['too short', 'default: a, minLength: 2', 'the default of "a" of X is not valid: needs at least 2 characters'],
    ['not listed', 'default: a, enum: [b]', 'the default of "a" of X is not valid: "a" is not one of "b"'],
  ])('framework §12 row 4 · a default that is %s is an error', (_, keywords, problem) => {
    const text = `${HEAD}config:\n  a: { type: string, description: It, ${keywords} }\n`;
    const declarations = declarationsWith({ 'modules/X/manifest.yaml': text });

    expect(declarations.manifest('X')).toBeUndefined();
    expect(lines(declarations).join('\n')).toContain(problem);
  });

  test('framework §12 row 4 · the message names the implementation', () => {
    const config = 'config: { a: { type: integer, description: It, default: 1.0 } }';
    const text = `${HEAD}provides:\n  main:\n    description: It\n    interface: meter\n    ${config}\n`;
    const declarations = declarationsWith({ 'modules/X/manifest.yaml': text });

    declarations.manifest('X');

    expect(lines(declarations).join()).toContain(
      'the default of "a" of implementation "main" of X has to be integer, not number',
    );
  });

  test('an entry that is marked as required is tolerated', () => {
    const text = `${HEAD}config:\n  a: { type: string, description: It, required: true }\n`;

    expect(declarationsWith({ 'modules/X/manifest.yaml': text }).manifest('X')?.config['a']).toMatchObject({
      required: true,
    });
  });
});

describe('framework §10 · type files', () => {
  test('a document is named after its file, with and without slash, and without its sub-folder', () => {
    const text = 'description: More\ntypes: { Thing: { description: A thing, type: string } }\n';
    const declarations = declarationsWith({ 'types/sub/more.yaml': text });

    expect(declarations.typeDocumentNames()).toEqual(['demo_types', 'more']);
    expect(declarations.typeDocument('more')).toEqual({ Thing: { description: 'A thing', type: 'string' } });
    expect(declarations.typeDocument('/more')).toBe(declarations.typeDocument('more'));
  });

  test.each([
    ['without type', '{ description: It is }', '"type" is missing'],
    ['without description', '{ type: string }', '"description" is missing'],
    ['that is no schema', '{ description: It is, type: strin }', 'has none of the forms allowed here'],
    [
      'with a bad reference',
      '{ description: It is, type: object, $ref: "#/X" }',
      'is no reference of the form /file#/Type',
    ],
  ])('a type %s makes the document unusable', (_, schema, problem) => {
    const declarations = declarationsWith({ 'types/bad.yaml': `description: Bad\ntypes:\n  T: ${schema}\n` });

    expect(declarations.typeDocument('bad')).toBeUndefined();
    expect(lines(declarations).join('\n')).toContain(problem);
  });
});

describe('framework §11 · error files', () => {
  const text = [
    'description: Odd ones',
    'errors:',
    '  - { name: Good, description: It is fine }',
    '  - { description: Nameless }',
    '  - { name: Good, description: Again }',
    '  - { name: Silent }',
  ].join('\n');

  test('entries without a name and repeated names are skipped, a missing description is replaced', () => {
    const declarations = declarationsWith({ 'errors/odd.yaml': text });

    expect(declarations.errorList('odd')).toEqual([
      { name: 'Good', description: 'It is fine', namespace: 'odd' },
      { name: 'Silent', description: 'No description found', namespace: 'odd' },
    ]);
    expect(lines(declarations)).toEqual([
      'warning errors/odd.yaml:4:5 errors[1]: an error without a name is skipped',
      'warning errors/odd.yaml:5:5 errors[2]: the error "Good" is declared twice; the second is skipped',
    ]);
  });

  test('they are checked against their schema only where that is asked for, and once', () => {
    const declarations = declarationsWith({ 'errors/odd.yaml': text });

    declarations.checkTypesAndErrors();
    declarations.checkTypesAndErrors();

    expect(lines(declarations).filter((line) => line.startsWith('error'))).toEqual([
      'error errors/odd.yaml:4:5 errors[1]: "name" is missing',
      'error errors/odd.yaml:6:5 errors[3]: "description" is missing',
    ]);
  });
});

describe('framework §12 row 1 · schema files', () => {
  test('the schemas that are built in count where an installation has none', () => {
    expect(declarationsWith().schemas).toEqual(frameworkSchemas);
  });

  test('the schema of an installation counts where it has one', () => {
    const schema = 'type: object\nrequired: [description, owner]\n';
    const declarations = declarationsWith({ 'schemas/manifest.yaml': schema });

    expect(declarations.manifest('DemoStore')).toBeUndefined();
    expect(lines(declarations).join()).toContain('"owner" is missing');
  });

  test('one that is no schema is an error with file and reason', () => {
    const declarations = declarationsWith({ 'schemas/interface.yaml': 'type: objekt\n' });

    expect(lines(declarations)).toEqual(['error schemas/interface.yaml:1:1 type: has none of the forms allowed here']);
  });

  test('one that is no YAML is an error', () => {
    expect(lines(declarationsWith({ 'schemas/config.yaml': '[' })).join()).toContain('error schemas/config.yaml:1:');
  });
});

test('every declaration of this package loads without a problem', () => {
  const declarations = loadDeclarations({
    interfaces: ['interfaces'],
    types: ['types'],
    errors: ['errors'],
    modules: [],
  });

  declarations.checkTypesAndErrors();
  const unusable = [
    ...declarations.interfaceNames().filter((name) => !declarations.wireInterface(name)),
    ...declarations.typeDocumentNames().filter((name) => !declarations.typeDocument(name)),
  ];

  expect(declarations.interfaceNames().length).toBeGreaterThan(50);
  expect(unusable).toEqual([]);
  expect(declarations.problems).toEqual([]);
});
