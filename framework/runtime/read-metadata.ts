import { completeManifest } from '../declarations/complete-manifest.js';
import type { ManifestText } from '../declarations/complete-manifest.js';
import type { InterfaceDefinition, JsonSchema, Manifest, TypeDocument } from '../declarations/types.js';
import { createShapeCheck } from '../declarations/value-shape.js';
import type { ModuleConfigDocument, RuntimeSettings } from '../wire/config-messages.js';

/**
 * What a manager publishes at the start (framework.md §16), read as untrusted as anything else on the bus. Each reader gives
 * the document with what has a default filled in, or says why it is of no use.
 */
export type MetadataReader<T> = (
  data: unknown,
) => { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

const text: JsonSchema = { type: 'string' };
const object: JsonSchema = { type: 'object' };
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const mapOf = (additionalProperties: JsonSchema): JsonSchema => ({ type: 'object', additionalProperties });

function record(required: Record<string, JsonSchema>, optional: Record<string, JsonSchema> = {}): JsonSchema {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } };
}

function reader<T>(schema: JsonSchema, complete: (data: never) => T): MetadataReader<T> {
  const check = createShapeCheck(() => undefined);
  return (data) => {
    const reason = check(schema, data);
    return reason === undefined ? { ok: true, value: complete(data as never) } : { ok: false, reason };
  };
}

const same = <T>(data: T): T => data;

export const readNames: MetadataReader<string[]> = reader(listOf(text), same<string[]>);

export const readModuleNames: MetadataReader<Record<string, string>> = reader(
  mapOf(text),
  same<Record<string, string>>,
);

export const readTypeDocument: MetadataReader<TypeDocument> = reader(mapOf(object), same<TypeDocument>);

const flag: JsonSchema = { type: 'boolean' };

export const readSettings: MetadataReader<RuntimeSettings> = reader(
  record(
    { etc_dir: text, data_dir: text, modules_dir: text, validate_schema: flag, forward_exceptions: flag },
    { prefix: text, telemetry_prefix: text, telemetry_enabled: flag },
  ),
  (settings: RuntimeSettings) => ({
    ...{ prefix: '', telemetry_prefix: 'everest-telemetry/', telemetry_enabled: false },
    ...settings,
  }),
);

const command = record({}, { arguments: mapOf(object), result: object });

interface InterfaceText {
  readonly cmds?: Readonly<
    Record<string, { readonly arguments?: Record<string, JsonSchema>; readonly result?: JsonSchema }>
  >;
  readonly vars?: InterfaceDefinition['vars'];
  readonly errors?: InterfaceDefinition['errors'];
}

export const readInterface: MetadataReader<InterfaceDefinition> = reader(
  record(
    {},
    { cmds: mapOf(command), vars: mapOf(object), errors: mapOf(mapOf(record({ name: text, description: text }))) },
  ),
  ({ cmds = {}, vars = {}, errors = {} }: InterfaceText) => ({
    cmds: Object.fromEntries(
      Object.entries(cmds).map(([name, { arguments: args = {}, result = { type: 'null' } }]) => [
        name,
        { arguments: args, result },
      ]),
    ),
    vars,
    errors,
  }),
);

const ignore = record({}, { errors: flag, vars: { type: ['string', 'array'] } });
const requirement = record(
  { interface: text },
  { min_connections: { type: 'number' }, max_connections: { type: 'number' }, ignore },
);

export const readManifest: MetadataReader<Manifest> = reader(
  record(
    { metadata: record({ license: text, authors: listOf(text) }) },
    {
      description: text,
      provides: mapOf(record({ interface: text })),
      requires: mapOf(requirement),
      ...{ enable_external_mqtt: flag, enable_telemetry: flag, enable_global_errors: flag },
    },
  ),
  ({ config: _config, ...manifest }: ManifestText) => completeManifest(manifest),
);

const tier = record({ evse: { type: 'integer' } }, { connector: { type: 'integer' } });
const mapping: JsonSchema = { ...record({}, { module: tier, implementations: mapOf(tier) }), type: ['object', 'null'] };
const parameter = record({ name: text, value: { type: ['string', 'number', 'boolean'] } });
const connection = record({ module_id: text, implementation_id: text });
const telemetry = record({ id: { type: 'integer' } });

export const readModuleConfig: MetadataReader<ModuleConfigDocument> = reader(
  record(
    {
      module_config: record(
        {
          module_name: text,
          configuration_parameters: mapOf(listOf(parameter)),
          connections: mapOf(listOf(connection)),
        },
        { mapping, telemetry_config: telemetry },
      ),
    },
    { mappings: mapOf(mapping), telemetry_config: telemetry },
  ),
  (document: ModuleConfigDocument) => ({ ...document, mappings: document.mappings ?? {} }),
);
