import type { JsonSchema } from '../../framework/declarations/types.js';
import { isRecord } from '../../lib/json/is-record.js';

/** Texts by the path of what they describe; `*` stands for any name, `[]` for the items of a list. */
export type Descriptions = Readonly<Record<string, string>>;

/** A copy of the schema in which every described place has its text. */
export function described(schema: JsonSchema, texts: Descriptions): JsonSchema {
  return visit(schema, '', texts);
}

function visit(schema: JsonSchema, path: string, texts: Descriptions): JsonSchema {
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const description = texts[path];
  return {
    ...schema,
    ...(description !== undefined && { description }),
    ...inner(schema, 'properties', (key) => below(key), texts),
    ...inner(schema, 'patternProperties', () => below('*'), texts),
    ...(isRecord(schema['items']) && { items: visit(schema['items'], `${path}[]`, texts) }),
  };
}

function inner(
  schema: JsonSchema,
  keyword: 'properties' | 'patternProperties',
  pathOf: (key: string) => string,
  texts: Descriptions,
): JsonSchema {
  const members = schema[keyword];
  if (!isRecord(members)) return {};
  const visited = Object.entries(members).map(([key, member]) => [
    key,
    isRecord(member) ? visit(member, pathOf(key), texts) : member,
  ]);
  return { [keyword]: Object.fromEntries(visited) as JsonSchema };
}

/** One of the known names, each with its text; any other that fits `pattern` unless only known ones are wanted. */
export function knownName(
  names: readonly (readonly [name: string, text: string])[],
  pattern: string | undefined,
): JsonSchema {
  const known = names.map(([name, description]) => ({ const: name, description }));
  const other = pattern === undefined ? [] : [{ type: 'string', pattern, not: { enum: names.map(([name]) => name) } }];
  return { anyOf: [...known, ...other] };
}
