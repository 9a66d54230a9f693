import type { Declarations, JsonSchema } from '../../framework/declarations/types.js';
import { createValidator } from '../../framework/declarations/validator.js';
import { isRecord } from '../../lib/json/is-record.js';

/** Refusals come before consent: a module that does nothing yet must not grant anything. */
const REFUSAL =
  /^(not_?supported|unsupported|not_?implemented|rejected|refused|failed|invalid|unknown|error|none|no)$/i;
const DEPTH_LIMIT = 20;

/** Gives a small value that fits a schema, or `undefined` where none is easy to find (a pattern, say). */
export type MinimalValue = (schema: JsonSchema) => { readonly value: unknown } | undefined;

export function minimalValues(declarations: Declarations): MinimalValue {
  const validator = createValidator((name) => declarations.typeDocument(name));
  return (schema) => {
    const value = build(schema, declarations, 0);
    return validator.validate(schema, value) === undefined ? { value } : undefined;
  };
}

function build(schema: JsonSchema, declarations: Declarations, depth: number): unknown {
  const reference = schema['$ref'];
  if (depth > DEPTH_LIMIT) return undefined;
  if (typeof reference === 'string') {
    const [document = '', type = ''] = reference.slice(1).split('#/');
    const target = declarations.typeDocument(document)?.[type];
    return target === undefined ? undefined : build(target, declarations, depth + 1);
  }
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return choice(schema['enum']);
  const [variant] = [schema['oneOf'], schema['anyOf']].flat().filter(isRecord);
  if (variant !== undefined)
    return build({ ...schema, oneOf: undefined, anyOf: undefined, ...variant }, declarations, depth + 1);
  return ofType(typeName(schema), schema, (part) => build(part, declarations, depth + 1));
}

function ofType(type: unknown, schema: JsonSchema, buildPart: (part: JsonSchema) => unknown): unknown {
  switch (type) {
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return smallNumber(schema);
    case 'string':
      return text(schema);
    case 'array':
      return Array.from({ length: numberAt(schema, 'minItems') ?? 0 }, () => buildPart(schemaAt(schema, 'items')));
    case 'object':
      return object(schema, buildPart);
    default:
      return null;
  }
}

function typeName(schema: JsonSchema): unknown {
  const type = schema['type'];
  if (Array.isArray(type)) return type.includes('null') ? 'null' : type[0];
  return type ?? ('properties' in schema ? 'object' : undefined);
}

function choice(values: readonly unknown[]): unknown {
  return values.find((value) => typeof value === 'string' && REFUSAL.test(value)) ?? values[0];
}

function smallNumber(schema: JsonSchema): number {
  const least = numberAt(schema, 'minimum') ?? (numberAt(schema, 'exclusiveMinimum') ?? -1) + 1;
  return Math.min(Math.max(0, least), numberAt(schema, 'maximum') ?? Infinity);
}

function text(schema: JsonSchema): string {
  switch (schema['format']) {
    case 'date-time':
      return '1970-01-01T00:00:00.000Z';
    case 'uri':
      return 'https://example.org';
    default:
      return '-'.repeat(numberAt(schema, 'minLength') ?? 0);
  }
}

function object(schema: JsonSchema, buildPart: (part: JsonSchema) => unknown): Record<string, unknown> {
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const properties = schemaAt(schema, 'properties');
  return Object.fromEntries(required.map((name) => [name, buildPart(schemaAt(properties, name))]));
}

function numberAt(schema: JsonSchema, keyword: string): number | undefined {
  const value = schema[keyword];
  return typeof value === 'number' ? value : undefined;
}

function schemaAt(schema: JsonSchema, keyword: string): JsonSchema {
  const value = schema[keyword];
  return isRecord(value) ? value : {};
}
