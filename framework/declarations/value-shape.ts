import { URI_REFERENCE } from './formats.js';
import type { JsonSchema, TypeDocument } from './types.js';

type FindTypes = (name: string) => TypeDocument | undefined;

/** Deeper than any declared type; recursion of a value that came over the bus ends here. */
const MAX_DEPTH = 64;

/**
 * What does not have the form that its schema declares, or undefined. Looks at what code relies on without asking: kinds of
 * values, required members, elements, and words of enumerations. Limits, patterns and unknown members are nobody's business
 * here. Optional members that are null count as left out and are removed from `value`.
 */
export function shapeMismatch(schema: JsonSchema, value: unknown, findTypes: FindTypes): string | undefined {
  return mismatch(schema, value, '', findTypes, MAX_DEPTH);
}

function mismatch(given: JsonSchema, value: unknown, at: string, types: FindTypes, depth: number): string | undefined {
  const schema = resolve(given, types);
  if (depth === 0) return `${place(at)} is nested too deeply`;
  const kinds = kindsOf(schema['type']);
  if (kinds.length > 0 && !kinds.includes(kindOf(value)))
    return `${place(at)} has to be ${kinds.join(' or ')}, not ${kindOf(value)}`;
  const words = schema['enum'];
  if (Array.isArray(words) && typeof value === 'string' && !words.includes(value))
    return `${place(at)} has none of the declared values`;
  if (Array.isArray(value)) return items(schema, value, at, types, depth);
  return isObject(value) ? members(schema, value, at, types, depth) : undefined;
}

function items(schema: JsonSchema, value: unknown[], at: string, types: FindTypes, depth: number): string | undefined {
  const element = schema['items'];
  if (!isObject(element)) return undefined;
  for (const [index, item] of value.entries()) {
    const reason = mismatch(element, item, `${at}/${index}`, types, depth - 1);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function members(
  schema: JsonSchema,
  value: Record<string, unknown>,
  at: string,
  types: FindTypes,
  depth: number,
): string | undefined {
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  for (const name of required) {
    if (!Object.hasOwn(value, String(name))) return `${place(at)} lacks the member "${String(name)}"`;
  }
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const others = schema['additionalProperties'];
  const names = isObject(others) ? Object.keys(value) : Object.keys(properties);
  for (const name of names) {
    const property = Object.hasOwn(properties, name) ? properties[name] : others;
    if (!Object.hasOwn(value, name) || !isObject(property)) continue;
    const reason = mismatch(property, value[name], `${at}/${name}`, types, depth - 1);
    if (reason === undefined) continue;
    if (value[name] !== null || required.includes(name) || property === others) return reason;
    delete value[name];
  }
  return undefined;
}

/** Draft-07: nothing stands beside a `$ref`; where its type is not known, the `type` that convention puts there helps. */
function resolve(schema: JsonSchema, types: FindTypes): JsonSchema {
  let found = schema;
  for (let left = MAX_DEPTH; left > 0 && typeof found['$ref'] === 'string'; left--) {
    const reference = found['$ref'];
    const [document = '', pointer = ''] = URI_REFERENCE.test(reference) ? reference.split('#') : [];
    const type = types(document.slice(1))?.[pointer.slice(1)];
    if (type === undefined) return { type: found['type'] };
    found = type;
  }
  return found;
}

function kindsOf(type: unknown): readonly string[] {
  const names = Array.isArray(type) ? type : [type];
  return names.filter((name) => typeof name === 'string').map((name) => (name === 'integer' ? 'number' : name));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function place(at: string): string {
  return at === '' ? 'the value' : at;
}
