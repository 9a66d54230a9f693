import type { Declarations, JsonSchema, TypeDocument } from '../../framework/declarations/index.js';
import { isRecord } from '../../lib/json/is-record.js';
import type { Configuration } from '../config/configuration.js';

/**
 * The types of all values that the modules of a configuration send each other. Without `validate_schema` type files are not
 * on the bus (framework.md §10), and hosts get them this way. They are looked for once, when they are first asked for.
 */
export function usedTypesOf(
  configuration: Configuration,
  declarations: Declarations,
): () => Record<string, TypeDocument> {
  let found: Record<string, TypeDocument> | undefined;
  return () => (found ??= usedTypes(configuration, declarations));
}

function usedTypes(configuration: Configuration, declarations: Declarations): Record<string, TypeDocument> {
  if (configuration.settings.validateSchema) return {};
  const found = new Map<string, Map<string, JsonSchema>>();
  for (const { manifest } of configuration.modules.values()) {
    for (const entry of [...Object.values(manifest.provides), ...Object.values(manifest.requires)])
      collect(declarations.interface(entry.interface), declarations, found);
  }
  return Object.fromEntries([...found].map(([name, types]) => [name, Object.fromEntries(types)]));
}

function collect(part: unknown, declarations: Declarations, found: Map<string, Map<string, JsonSchema>>): void {
  if (Array.isArray(part)) return part.forEach((item) => collect(item, declarations, found));
  if (!isRecord(part)) return;
  const { $ref: reference } = part;
  if (typeof reference === 'string') follow(reference, declarations, found);
  else Object.values(part).forEach((value) => collect(value, declarations, found));
}

function follow(reference: string, declarations: Declarations, found: Map<string, Map<string, JsonSchema>>): void {
  const [document = '', pointer = ''] = reference.split('#');
  const [name, typeName] = [document.slice(1), pointer.slice(1)];
  const types = found.get(name) ?? new Map<string, JsonSchema>();
  const type = declarations.typeDocument(name)?.[typeName];
  if (type === undefined || types.has(typeName)) return;
  found.set(name, types.set(typeName, withoutDescriptions(type)));
  collect(type, declarations, found);
}

/** Nobody reads them there; with them it is three times as much. A member of that name is no text, and stays. */
function withoutDescriptions<T>(part: T): T {
  if (Array.isArray(part)) return part.map(withoutDescriptions) as T;
  if (!isRecord(part)) return part;
  const wanted = Object.entries(part).filter(([key, value]) => key !== 'description' || typeof value !== 'string');
  return Object.fromEntries(wanted.map(([key, value]) => [key, withoutDescriptions(value)])) as T;
}
