import type { JsonObject, JsonValue, KeyTable } from './key-definition.js';
import { isJsonObject } from './merge-patch.js';
import { sectionKeys } from './sections.js';

/** Puts defaults where keys of present sections are absent. An absent section stays absent. */
export function withDefaults(document: JsonObject): JsonObject {
  const filled: Record<string, JsonValue> = { ...document };
  for (const [section, table] of Object.entries<KeyTable>(sectionKeys)) {
    const values = document[section];
    if (!isJsonObject(values)) continue;
    filled[section] = { ...defaultsOf(table), ...values };
  }
  return filled;
}

function defaultsOf(table: KeyTable): JsonObject {
  const defaults: Record<string, JsonValue> = {};
  for (const [name, definition] of Object.entries(table)) {
    if (definition.default !== undefined) defaults[name] = definition.default;
  }
  return defaults;
}
