import type { JsonSchema } from '../framework/declarations/types.js';
import { isRecord } from '../lib/json/is-record.js';
import { propertyKey, stringLiteral } from './names.js';
import { block, docComment } from './text.js';

/** Gives the identifier of the type that a `$ref` names. */
export type ResolveReference = (reference: string) => string;

const LINE_LENGTH = 100;
const UNTYPED = 'unknown';
const STRUCTURAL = ['$ref', 'type', 'enum', 'const', 'properties', 'items', 'oneOf', 'anyOf', 'allOf'];

/** The TypeScript type of the values that a draft-07 schema describes, as far as types can say it. */
export function schemaType(schema: JsonSchema, resolve: ResolveReference): string {
  if (typeof schema['$ref'] === 'string') return resolve(schema['$ref']);
  if ('const' in schema) return literal(schema['const']);
  if (Array.isArray(schema['enum'])) return union(schema['enum'].map(literal));
  const variants = alternatives(schema, resolve);
  const saysMore = variants.length === 0 || isObjectShape(schema) || 'items' in schema;
  return intersection(saysMore ? [...plainType(schema, resolve), ...variants] : variants);
}

/** Alternatives of a type, without repetition; several lines where one would be long. */
export function union(members: readonly string[]): string {
  const distinct = [...new Set(members)];
  if (distinct.length === 0) return 'never';
  if (distinct.includes(UNTYPED)) return UNTYPED;
  const line = distinct.join(' | ');
  if (line.length <= LINE_LENGTH || distinct.some((member) => member.includes('\n'))) return line;
  return distinct.map((member) => `\n  | ${member}`).join('');
}

/** One member of an object type with its doc comment. */
export function member(name: string, type: string, doc: string, optional = false): string {
  const separator = type.startsWith('\n') ? '' : ' ';
  const key = propertyKey(name);
  if (!optional) return `${doc}${key}:${separator}${type};`;
  return `${doc}${key}?:${separator}${type === UNTYPED ? type : orUndefined(type)};`;
}

function orUndefined(type: string): string {
  return type.startsWith('\n') ? `${type}\n  | undefined` : `${type} | undefined`;
}

function plainType(schema: JsonSchema, resolve: ResolveReference): string[] {
  const type = schema['type'];
  if (Array.isArray(type)) return [union(type.map((name) => namedType(String(name), schema, resolve)))];
  if (typeof type === 'string') return [namedType(type, schema, resolve)];
  if (isObjectShape(schema)) return [objectType(schema, resolve)];
  return 'items' in schema ? [arrayType(schema, resolve)] : [];
}

function namedType(name: string, schema: JsonSchema, resolve: ResolveReference): string {
  switch (name) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return name;
    case 'array':
      return arrayType(schema, resolve);
    case 'object':
      return objectType(schema, resolve);
    default:
      return UNTYPED;
  }
}

function arrayType(schema: JsonSchema, resolve: ResolveReference): string {
  const items = schema['items'];
  if (Array.isArray(items)) return `[${items.map((item) => childType(item, resolve)).join(', ')}]`;
  const element = childType(items, resolve);
  if (element.startsWith('\n')) return `(${element}\n)[]`;
  return /^\{[\s\S]*\}$|^[\w$.]+(\[\])*$/.test(element) && !/\} [|&] \{/.test(element)
    ? `${element}[]`
    : `(${element})[]`;
}

function objectType(schema: JsonSchema, resolve: ResolveReference): string {
  const properties = asRecord(schema['properties']);
  const required = new Set(Array.isArray(schema['required']) ? schema['required'].map(String) : []);
  const names = [...new Set([...Object.keys(properties), ...required])];
  const types = names.map((name) => childType(properties[name], resolve));
  const members = names.map((name, i) =>
    member(name, types[i] ?? UNTYPED, docComment(asRecord(properties[name])['description']), !required.has(name)),
  );
  const rest = indexType(schema, names.length > 0, resolve);
  if (rest === undefined) return block(members);
  if (names.length === 0)
    return rest.includes('\n') ? block([`[key: string]: ${rest};`]) : `{ [key: string]: ${rest} }`;
  return block([...members, `[key: string]: ${union([rest, ...types, 'undefined'])};`]);
}

/** What keys beside the listed ones hold; `undefined` where the type says nothing about them. */
function indexType(schema: JsonSchema, hasMembers: boolean, resolve: ResolveReference): string | undefined {
  const patterns = Object.values(asRecord(schema['patternProperties'])).map((pattern) => childType(pattern, resolve));
  const additional = schema['additionalProperties'];
  if (isRecord(additional)) return union([...patterns, childType(additional, resolve)]);
  if (additional === true) return UNTYPED;
  if (patterns.length > 0) return additional === false ? union(patterns) : UNTYPED;
  if (hasMembers) return undefined;
  return additional === false ? 'never' : UNTYPED;
}

/** `oneOf`, `anyOf` and `allOf`; those of their schemas that only restrict values leave no trace in the type. */
function alternatives(schema: JsonSchema, resolve: ResolveReference): string[] {
  const parts: string[] = [];
  for (const keyword of ['oneOf', 'anyOf']) {
    const variants = schemaList(schema[keyword]);
    if (variants.length > 0 && variants.every(isStructural))
      parts.push(union(variants.map((v) => schemaType(v, resolve))));
  }
  for (const part of schemaList(schema['allOf']).filter(isStructural)) parts.push(schemaType(part, resolve));
  return parts;
}

function intersection(parts: readonly string[]): string {
  const known = [...new Set(parts)].filter((part) => part !== UNTYPED);
  if (known.length === 0) return UNTYPED;
  if (known.length === 1) return known[0] ?? UNTYPED;
  return known.map((part) => (part.includes(' | ') || part.startsWith('\n') ? `(${part})` : part)).join(' & ');
}

function childType(schema: unknown, resolve: ResolveReference): string {
  if (schema === false) return 'never';
  return isRecord(schema) ? schemaType(schema, resolve) : UNTYPED;
}

function literal(value: unknown): string {
  if (typeof value === 'string') return stringLiteral(value);
  const simple = typeof value === 'number' || typeof value === 'boolean' || value === null;
  return simple ? String(value) : UNTYPED;
}

function isObjectShape(schema: JsonSchema): boolean {
  return ['properties', 'additionalProperties', 'patternProperties'].some((keyword) => keyword in schema);
}

function isStructural(schema: JsonSchema): boolean {
  return STRUCTURAL.some((keyword) => keyword in schema);
}

function schemaList(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function asRecord(value: unknown): JsonSchema {
  return isRecord(value) ? value : {};
}
