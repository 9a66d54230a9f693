import { frameworkSchemas } from '../../framework/declarations/schemas.js';
import type { ConfigEntry, ConfigSet, Declarations, JsonSchema, Manifest } from '../../framework/declarations/types.js';
import { isRecord } from '../../lib/json/is-record.js';
import { configTexts } from './config-texts.js';
import { described, knownName } from './described.js';

export interface EditorSchemaOptions {
  /** Whether names that the declarations do not know are refused. */
  readonly strict: boolean;
}

/** The schema of a configuration for editors: what it is in general, and what each known module can be configured with. */
export function configSchema(declarations: Declarations, { strict }: EditorSchemaOptions): JsonSchema {
  const general = described(frameworkSchemas.config, configTexts);
  const manifests = declarations.moduleNames().flatMap((name) => {
    const manifest = declarations.manifest(name);
    return manifest === undefined ? [] : [[name, manifest] as const];
  });
  const names = manifests.map(([name, { description }]) => [name, description] as const);
  const [pattern, instance] = instanceOf(general);
  const modulePattern = schemaAt(schemaAt(instance, 'properties'), 'module')['pattern'];
  const module = {
    ...knownName(names, strict ? undefined : String(modulePattern)),
    description: configTexts['active_modules.*.module'],
  };
  return {
    ...general,
    title: 'EVerest configuration',
    properties: {
      ...schemaAt(general, 'properties'),
      active_modules: {
        ...schemaAt(schemaAt(general, 'properties'), 'active_modules'),
        patternProperties: { [pattern]: { $ref: '#/definitions/instance' } },
      },
    },
    definitions: {
      instance: {
        ...instance,
        properties: { ...schemaAt(instance, 'properties'), module },
        allOf: manifests.map(([name]) => ({
          if: { properties: { module: { const: name } }, required: ['module'] },
          then: { $ref: `#/definitions/${name}` },
        })),
      },
      ...Object.fromEntries(manifests.map(([name, manifest]) => [name, moduleSchema(manifest)])),
    },
  };
}

/** The pattern of instance ids, and the schema of one. */
function instanceOf(general: JsonSchema): [pattern: string, schema: JsonSchema] {
  const byPattern = schemaAt(schemaAt(schemaAt(general, 'properties'), 'active_modules'), 'patternProperties');
  const [pattern = '', schema] = Object.entries(byPattern)[0] ?? [];
  return [pattern, isRecord(schema) ? schema : {}];
}

function schemaAt(schema: JsonSchema, keyword: string): JsonSchema {
  const value = schema[keyword];
  return isRecord(value) ? value : {};
}

function moduleSchema(manifest: Manifest): JsonSchema {
  const implementations = Object.entries(manifest.provides);
  const configured = implementations.map(
    ([id, { config, description }]) => [id, configSetSchema(config, description)] as const,
  );
  const parts: readonly (readonly [string, JsonSchema])[] = [
    ['config_module', configSetSchema(manifest.config, manifest.description)],
    ['config_implementation', members(configured)],
    ['connections', connectionsSchema(manifest)],
  ];
  // an empty enum is no schema
  const names =
    implementations.length === 0
      ? { maxProperties: 0 }
      : { propertyNames: { enum: implementations.map(([id]) => id) } };
  const mapping = { properties: { implementations: names } };
  return members([...parts, ['mapping', mapping]], { additionalProperties: true });
}

/** An object with these members, which must be there when one of theirs must be. */
function members(entries: readonly (readonly [string, JsonSchema])[], extra: JsonSchema = {}): JsonSchema {
  const required = entries.filter(([, { required: needed }]) => Array.isArray(needed) && needed.length > 0);
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    ...(required.length > 0 && { required: required.map(([key]) => key) }),
    additionalProperties: false,
    ...extra,
  };
}

function configSetSchema(set: ConfigSet, description: string): JsonSchema {
  const entries = Object.entries(set);
  const required = entries.filter(([, entry]) => entry.default === undefined).map(([key]) => key);
  return {
    type: 'object',
    description,
    properties: Object.fromEntries(entries.map(([key, entry]) => [key, parameterSchema(entry)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function parameterSchema({ mutability, description, ...schema }: ConfigEntry): JsonSchema {
  const change = { ReadOnly: '', ReadWrite: ' Can be changed while it runs.', WriteOnly: ' Can be set, not read.' }[
    mutability
  ];
  return { ...schema, description: `${description.trim()}${change}` };
}

function connectionsSchema({ requires }: Manifest): JsonSchema {
  const entries = Object.entries(requires);
  const required = entries.filter(([, { min_connections: min }]) => min > 0).map(([id]) => id);
  const general = schemaAt(instanceOf(described(frameworkSchemas.config, configTexts))[1], 'properties');
  const [list] = Object.values(schemaAt(schemaAt(general, 'connections'), 'patternProperties'));
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([id, { interface: name, min_connections: min, max_connections: max }]) => [
        id,
        {
          ...(isRecord(list) ? list : {}),
          description: `Interface ${name}, ${min === max ? min : `${min} to ${max}`} connection${max === 1 ? '' : 's'}.`,
          minItems: min,
          maxItems: max,
        },
      ]),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}
