import type { JsonObject, JsonValue, KeyTable } from './key-definition.js';
import { isJsonObject } from './merge-patch.js';
import { sectionKeys } from './sections.js';

export interface RenamedKey {
  readonly section: string;
  readonly from: string;
  readonly to: string;
}

/** Older files spell some keys in another case (`WebsocketPingInterval`); OCPP 1.6 §7 compares keys without it. */
export function withCanonicalNames(document: JsonObject, renamed: (key: RenamedKey) => void): JsonObject {
  const result: Record<string, JsonValue> = { ...document };
  for (const [section, table] of Object.entries<KeyTable>(sectionKeys)) {
    const values = document[section];
    if (!isJsonObject(values)) continue;
    const names = new Map(Object.keys(table).map((name) => [name.toLowerCase(), name]));
    result[section] = rename(values, (from) => {
      const to = names.get(from.toLowerCase()) ?? from;
      if (to !== from) renamed({ section, from, to });
      return to;
    });
  }
  return result;
}

/** Where both spellings are given, the canonical one holds. */
function rename(values: JsonObject, nameOf: (name: string) => string): JsonObject {
  const result: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(values)) {
    const canonical = nameOf(name);
    if (canonical === name || !Object.hasOwn(values, canonical)) result[canonical] = value;
  }
  return result;
}
