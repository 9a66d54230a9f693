import type { FrameworkSchemas, JsonSchema } from './types.js';

const $schema = 'http://json-schema.org/draft-07/schema#';
const ID = '^[a-zA-Z_][a-zA-Z0-9_.-]*$';
const id = { type: 'string', pattern: ID };
const text = { type: 'string', minLength: 2 };
const string = { type: 'string' };
const integer = { type: 'integer' };
const boolean = { type: 'boolean' };
const flag = { type: 'boolean', default: false };

/** An object with the keys of `properties`, and no others unless `extra` says so. */
function record(properties: JsonSchema, extra: JsonSchema = {}): JsonSchema {
  return { type: 'object', properties, additionalProperties: false, ...extra };
}

/** An object whose keys are ids. */
function byId(value: JsonSchema, extra: JsonSchema = {}): JsonSchema {
  return { type: 'object', patternProperties: { [ID]: value }, additionalProperties: false, ...extra };
}

function open(properties: JsonSchema, extra: JsonSchema = {}): JsonSchema {
  return { type: 'object', properties, ...extra };
}

const configMap = byId({ type: ['boolean', 'integer', 'number', 'string'] }, { default: {} });

const settings = record({
  ...Object.fromEntries(
    [
      'prefix',
      'config_file',
      'configs_dir',
      'schemas_dir',
      'modules_dir',
      'interfaces_dir',
      'types_dir',
      'errors_dir',
      'www_dir',
      'logging_config_file',
      'mqtt_broker_socket_path',
      'mqtt_broker_host',
      'mqtt_broker_ca_file',
      'mqtt_broker_certificate_file',
      'mqtt_broker_key_file',
      'mqtt_broker_server_name',
      'mqtt_broker_user',
      'mqtt_broker_password_file',
      'mqtt_broker_credentials_file',
      'mqtt_everest_prefix',
      'mqtt_external_prefix',
      'telemetry_prefix',
      'run_as_user',
    ].map((key) => [key, string]),
  ),
  controller_port: integer,
  controller_rpc_timeout_ms: integer,
  mqtt_broker_port: integer,
  mqtt_broker_tls: boolean,
  mqtt_broker_client_ids: boolean,
  mqtt_broker_reconnect: boolean,
  telemetry_enabled: boolean,
  validate_schema: boolean,
  forward_exceptions: boolean,
});

const mapping = record(
  {
    module: open({ evse: integer, connector: integer }),
    implementations: {
      type: 'object',
      patternProperties: { [ID]: open({ evse: integer, connector: integer }, { required: ['evse'] }) },
    },
  },
  { default: {} },
);

const access = record({
  config: record({
    allow_global_read: boolean,
    allow_global_write: boolean,
    allow_set_read_only: boolean,
    modules: {
      type: 'object',
      patternProperties: { [ID]: open({ allow_read: boolean, allow_write: boolean, allow_set_read_only: boolean }) },
    },
  }),
});

const connection = record({ module_id: id, implementation_id: id }, { required: ['module_id', 'implementation_id'] });

const activeModule = record(
  {
    standalone: boolean,
    module: { type: 'string', pattern: '^[a-zA-Z_][a-zA-Z0-9_-]*$' },
    capabilities: { type: 'array', items: string },
    config_module: configMap,
    config_implementation: byId(configMap, { default: {} }),
    telemetry: open({ id: integer }, { required: ['id'] }),
    connections: byId({ type: 'array', items: connection }, { default: {} }),
    mapping,
    access,
  },
  { required: ['module'] },
);

const configSet = byId(
  open(
    {
      type: { type: 'string', enum: ['boolean', 'integer', 'number', 'string'] },
      description: text,
      mutability: { type: 'string', enum: ['ReadOnly', 'ReadWrite', 'WriteOnly'], default: 'ReadOnly' },
    },
    { required: ['type', 'description'], additionalProperties: true },
  ),
  { default: {} },
);

const provided = record(
  { description: text, interface: { ...id, minLength: 3 }, config: configSet },
  {
    required: ['description', 'interface'],
    patternProperties: {
      '^(?!interface|config|cmds|vars$)[a-zA-Z_][a-zA-Z0-9_.-]*$': {
        type: ['string', 'integer', 'number', 'boolean', 'null'],
      },
    },
  },
);

const required = record(
  {
    interface: id,
    min_connections: { type: 'integer', minimum: 0, default: 1 },
    max_connections: { type: 'integer', minimum: 1, default: 1 },
    ignore: open({ vars: { type: ['string', 'array'], items: string, uniqueItems: true }, errors: flag }),
  },
  { required: ['interface'] },
);

const uri = { type: 'string', format: 'uri' };

const manifest: JsonSchema = {
  $schema,
  ...record(
    {
      description: text,
      config: configSet,
      provides: byId(provided, { minProperties: 1, default: {} }),
      requires: byId(required, { default: {} }),
      metadata: open(
        { base_license: uri, license: uri, authors: { type: 'array', minItems: 1, items: text } },
        { required: ['license', 'authors'], additionalProperties: true, default: {} },
      ),
      enable_external_mqtt: flag,
      enable_telemetry: flag,
      enable_global_errors: flag,
    },
    { required: ['description', 'metadata'] },
  ),
};

/** Arguments, results and variables: a described schema of any kind, but without a default. */
function described(type: JsonSchema, properties: JsonSchema = {}): JsonSchema {
  return open(
    {
      type: { type: ['string', 'array'], items: string, uniqueItems: true, ...type },
      description: text,
      ...properties,
      default: false,
    },
    { required: ['type', 'description'], additionalProperties: true },
  );
}

const notNull = { pattern: '^(?!null).*$' };
const command = record(
  {
    description: text,
    arguments: byId(described(notNull), { default: {} }),
    result: { ...described(notNull), default: { type: 'null' } },
  },
  { required: ['description'], default: {} },
);

const errorReference = {
  anyOf: [
    { type: 'string', pattern: '^/errors/[a-z][a-zA-Z0-9_]*$' },
    { type: 'string', pattern: '^/errors/[a-z][a-zA-Z0-9_]*#/[A-Z][A-Za-z0-9]*$' },
  ],
};

const interfaceSchema: JsonSchema = {
  $schema,
  ...record(
    {
      description: text,
      cmds: byId(command, { default: {} }),
      vars: byId(described({}, { qos: { type: 'integer', minimum: 0, maximum: 2, default: 2 } }), { default: {} }),
      errors: { type: 'array', items: record({ reference: errorReference }, { required: ['reference'] }), default: [] },
    },
    { required: ['description'] },
  ),
};

const typeEntry = {
  allOf: [
    { $ref: $schema },
    open({ type: { type: ['array', 'string'] }, description: text }, { required: ['type', 'description'] }),
  ],
};

const errorEntry = record(
  { name: { ...text, pattern: '^[A-Z][A-Za-z0-9]*$' }, description: text },
  { required: ['name', 'description'] },
);

/** framework.md §7-11 as draft-07 schemas. */
export const frameworkSchemas: FrameworkSchemas = {
  config: {
    $schema,
    ...record({ settings, active_modules: byId(activeModule, { default: {} }), 'x-module-layout': {} }),
  },
  manifest,
  interface: interfaceSchema,
  type: {
    $schema,
    ...record({ description: text, types: byId(typeEntry, { default: {} }) }, { required: ['description'] }),
  },
  error_declaration_list: {
    $schema,
    ...record(
      { description: text, errors: { type: 'array', items: errorEntry, default: [] } },
      { required: ['description'] },
    ),
  },
};
