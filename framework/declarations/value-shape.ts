import { isRecord } from '../../lib/json/is-record.js';
import { URI_REFERENCE } from './formats.js';
import type { JsonSchema, TypeDocument } from './types.js';

type FindTypes = (name: string) => TypeDocument | undefined;

/** What does not have the form that a schema declares, or undefined. */
export type ShapeCheck = (schema: JsonSchema, value: unknown) => string | undefined;

/** A schema as it is looked at for each value: its reference followed, its parts taken out once. */
interface Shape {
  /** Empty where any kind will do. */
  readonly kinds: readonly string[];
  readonly words: ReadonlySet<unknown> | undefined;
  readonly element: JsonSchema | undefined;
  readonly required: readonly string[];
  readonly members: readonly (readonly [name: string, schema: JsonSchema, isRequired: boolean])[];
  /** Names that `members` holds, where all others have a schema too. */
  readonly known: ReadonlySet<string> | undefined;
  readonly others: JsonSchema | undefined;
}

/** Deeper than any declared type; recursion of a value that came over the bus ends here. */
const MAX_DEPTH = 64;

/**
 * Looks at what code relies on without asking: kinds of values, required members, elements, and words of enumerations. Limits,
 * patterns and unknown members are nobody's business here. Optional members that are null count as left out and are removed
 * from the value. Schemas and types must not change afterwards.
 */
export function createShapeCheck(findTypes: FindTypes): ShapeCheck {
  const shapes = new WeakMap<JsonSchema, Shape>();
  const shapeOf = (schema: JsonSchema): Shape => {
    let shape = shapes.get(schema);
    if (shape === undefined) shapes.set(schema, (shape = readShape(resolve(schema, findTypes))));
    return shape;
  };
  return (schema, value) => {
    const reason = mismatch(schema, value, MAX_DEPTH, shapeOf);
    if (reason === undefined) return undefined;
    return reason.startsWith('/') ? reason : `the value ${reason}`;
  };
}

type ShapeOf = (schema: JsonSchema) => Shape;

/** The place is put before the reason on the way out, as hardly any value has one. */
function mismatch(schema: JsonSchema, value: unknown, depth: number, shapeOf: ShapeOf): string | undefined {
  const shape = shapeOf(schema);
  if (depth === 0) return 'is nested too deeply';
  const { kinds, words } = shape;
  if (kinds.length > 0 && !kinds.includes(kindOf(value)))
    return `has to be ${kinds.join(' or ')}, not ${kindOf(value)}`;
  if (words !== undefined && typeof value === 'string' && !words.has(value)) return 'has none of the declared values';
  if (Array.isArray(value)) return elementMismatch(shape, value, depth, shapeOf);
  return isRecord(value) ? memberMismatch(shape, value, depth, shapeOf) : undefined;
}

function elementMismatch({ element }: Shape, value: unknown[], depth: number, shapeOf: ShapeOf): string | undefined {
  if (element === undefined) return undefined;
  for (let index = 0; index < value.length; index += 1) {
    const reason = mismatch(element, value[index], depth - 1, shapeOf);
    if (reason !== undefined) return below(String(index), reason);
  }
  return undefined;
}

function memberMismatch(
  { known, members, others, required }: Shape,
  value: Record<string, unknown>,
  depth: number,
  shapeOf: ShapeOf,
): string | undefined {
  for (const name of required) if (!Object.hasOwn(value, name)) return `lacks the member "${name}"`;
  for (const [name, schema, isRequired] of members) {
    if (!Object.hasOwn(value, name)) continue;
    const member = value[name];
    if (member === null && !isRequired && mismatch(schema, null, depth - 1, shapeOf) !== undefined) {
      delete value[name];
      continue;
    }
    const reason = mismatch(schema, member, depth - 1, shapeOf);
    if (reason !== undefined) return below(name, reason);
  }
  if (others === undefined) return undefined;
  for (const name of Object.keys(value)) {
    const reason = known?.has(name) ? undefined : mismatch(others, value[name], depth - 1, shapeOf);
    if (reason !== undefined) return below(name, reason);
  }
  return undefined;
}

function below(name: string, reason: string): string {
  return reason.startsWith('/') ? `/${name}${reason}` : `/${name} ${reason}`;
}

function readShape(schema: JsonSchema): Shape {
  const { enum: words, items, required, properties, additionalProperties: others } = schema;
  const names = Array.isArray(required) ? required.map(String) : [];
  const declared = isRecord(properties) ? Object.entries(properties) : [];
  const members = declared.flatMap(([name, member]) =>
    isRecord(member) ? [[name, member, names.includes(name)] as const] : [],
  );
  return {
    kinds: kindsOf(schema['type']),
    words: Array.isArray(words) ? new Set(words) : undefined,
    element: isRecord(items) ? items : undefined,
    required: names,
    members,
    known: isRecord(others) ? new Set(declared.map(([name]) => name)) : undefined,
    others: isRecord(others) ? others : undefined,
  };
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
