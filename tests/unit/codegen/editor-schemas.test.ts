import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { configSchema } from '../../../codegen/editor-schemas/config-schema.js';
import { manifestSchema } from '../../../codegen/editor-schemas/manifest-schema.js';
import { loadDeclarations, type JsonSchema } from '../../../framework/declarations/index.js';
import { resolvePaths } from '../../../manager/config/index.js';

const root = join(import.meta.dirname, '../../..');
const declarations = loadDeclarations(resolvePaths().folders);
const config = configSchema(declarations, { strict: false });
const manifest = manifestSchema(declarations, { strict: true });

function compile(schema: JsonSchema): ValidateFunction {
  return new Ajv({ strict: false, allErrors: true, formats: { uri: /:\/\// } }).compile(schema);
}

const validators = {
  config: compile(config),
  strictConfig: compile(configSchema(declarations, { strict: true })),
  manifest: compile(manifest),
};

function problems(validate: ValidateFunction, document: unknown): string[] {
  validate(document);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

const yamlFiles = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !file.includes('user-config'))
    .map((file) => join(folder, file));
const read = (file: string): unknown => parse(readFileSync(join(root, file), 'utf8'));

describe('accepted', () => {
  test.each(yamlFiles('config'))('%s, with nothing but known modules', (file) => {
    expect(problems(validators.strictConfig, read(file))).toEqual([]);
  });

  test.each(yamlFiles('tests/fixtures/configs/station-today'))('%s', (file) => {
    expect(problems(validators.config, read(file))).toEqual([]);
  });

  test.each(readdirSync(join(root, 'modules')))('the manifest of %s', (module) => {
    expect(problems(validators.manifest, read(`modules/${module}/manifest.yaml`))).toEqual([]);
  });

  test('a module that is not known, unless that is asked for', () => {
    const document = { active_modules: { a: { module: 'SomebodyElses', config_module: { any: 1 } } } };

    expect(problems(validators.config, document)).toEqual([]);
    expect(problems(validators.strictConfig, document)).not.toEqual([]);
  });
});

const store = { module: 'PersistentStore', config_module: { sqlite_db_file_path: '/tmp/x.db' } };
const board = { module: 'YetiSimulator', config_module: { connector_id: 1 } };
const yeti = [{ module_id: 'board', implementation_id: 'ev_board_support' }];

describe('refused, with the place', () => {
  test.each([
    ['an unknown setting', { settings: { mqtt_port: 1 } }, '/settings'],
    ['a setting of the wrong type', { settings: { mqtt_broker_port: '1883' } }, '/settings/mqtt_broker_port'],
    ['an instance without module', { active_modules: { a: {} } }, '/active_modules/a'],
    ['a bad name of an instance', { active_modules: { '1a': store } }, '/active_modules'],
    ['an unknown part', { active_modules: { a: { ...store, config: {} } } }, '/active_modules/a'],
    [
      'an unknown key',
      { active_modules: { a: { ...store, config_module: { path: 'x' } } } },
      '/active_modules/a/config_module',
    ],
    [
      'a value of the wrong type',
      { active_modules: { a: { ...board, config_module: { connector_id: 'one' } } } },
      '/active_modules/a/config_module/connector_id',
    ],
    [
      'a key that is missing',
      { active_modules: { a: { module: 'YetiSimulator', config_module: {} } } },
      '/active_modules/a/config_module',
    ],
    ['configuration that is missing', { active_modules: { a: { module: 'YetiSimulator' } } }, '/active_modules/a'],
    [
      'an unknown implementation',
      { active_modules: { a: { ...store, config_implementation: { other: {} } } } },
      '/active_modules/a/config_implementation',
    ],
    [
      'an unknown requirement',
      { active_modules: { a: { ...store, connections: { other: yeti } } } },
      '/active_modules/a/connections',
    ],
    [
      'a requirement without connection',
      { active_modules: { a: { module: 'EnergyManager', connections: { energy_trunk: [] } } } },
      '/active_modules/a/connections/energy_trunk',
    ],
    [
      'too many connections',
      {
        active_modules: {
          a: {
            module: 'EvManager',
            config_module: { connector_id: 1 },
            connections: { ev_board_support: [...yeti, ...yeti] },
          },
        },
      },
      '/active_modules/a/connections/ev_board_support',
    ],
    [
      'a connection without implementation',
      {
        active_modules: {
          a: {
            module: 'EvManager',
            config_module: { connector_id: 1 },
            connections: { ev_board_support: [{ module_id: 'board' }] },
          },
        },
      },
      '/active_modules/a/connections/ev_board_support/0',
    ],
    [
      'an unknown implementation in a mapping',
      { active_modules: { a: { ...store, mapping: { implementations: { other: { evse: 1 } } } } } },
      '/active_modules/a/mapping/implementations',
    ],
  ])('%s', (_what, document, place) => {
    expect(problems(validators.config, document).map((problem) => problem.split(' ')[0])).toContain(place);
  });

  test.each([
    [
      'an unknown interface',
      { provides: { main: { description: 'It.', interface: 'evse_managr' } } },
      '/provides/main/interface',
    ],
    ['an unknown key', { provide: {} }, ''],
    ['a bad type', { config: { a: { description: 'It.', type: 'text' } } }, '/config/a/type'],
    ['a manifest without licence', { metadata: { authors: ['me'] } }, '/metadata'],
  ])('in a manifest: %s', (_what, part, place) => {
    const metadata = { license: 'https://opensource.org/licenses/MIT', authors: ['me'] };

    const found = problems(validators.manifest, { description: 'It.', metadata, ...part });

    expect(found.map((problem) => problem.split(' ')[0])).toContain(place);
  });
});

describe('what an editor shows', () => {
  const definitions = config['definitions'] as Record<string, { properties: Record<string, JsonSchema> }>;

  test('the keys of a module with type, default and description', () => {
    const keys = definitions['Auth']?.properties['config_module']?.['properties'] as Record<string, JsonSchema>;

    expect(keys['selection_algorithm']).toMatchObject({
      type: 'string',
      default: expect.any(String),
      description: expect.any(String),
    });
  });

  test('every module and every interface that is known, with what it is', () => {
    const names = (schema: unknown): string[] =>
      [...JSON.stringify(schema).matchAll(/"const":"([^"]+)","description":"[^"]/g)].map(([, name]) => name ?? '');

    expect(names(definitions['instance']?.properties['module'])).toEqual(declarations.moduleNames());
    expect(new Set(names(manifest))).toEqual(new Set(declarations.interfaceNames()));
  });

  test('a text for every setting and every part of an instance', () => {
    const settings = (config['properties'] as Record<string, { properties: object }>)['settings'];
    const parts = [settings?.properties ?? {}, definitions['instance']?.properties ?? {}].flatMap((members) =>
      Object.entries<JsonSchema>({ ...members }),
    );

    expect(parts.filter(([, schema]) => typeof schema['description'] !== 'string').map(([name]) => name)).toEqual([]);
  });
});
