import type { SchemaCheck } from './json-schema.js';
import type { JsonObject, JsonValue } from './key-definition.js';
import { parseLeadingInteger } from './parse-value.js';
import { property } from './schema-files.js';

/** Keys of the operator's own, described by `Custom.json`. */
export class CustomKeys {
  readonly #schema: JsonObject;
  readonly #check: SchemaCheck | undefined;

  constructor(schema: JsonObject, check: SchemaCheck | undefined) {
    this.#schema = schema;
    this.#check = check;
  }

  /** A key that the schema does not describe, or without `readOnly`, does not exist for the CSMS. */
  isReadOnly(key: string): boolean | undefined {
    const flag = property(this.#schema, key)?.['readOnly'];
    return typeof flag === 'boolean' ? flag : undefined;
  }

  /** The value to store for a text of the CSMS; `undefined` rejects it. */
  readChange(section: JsonObject, key: string, text: string): JsonValue | undefined {
    const value = convert(property(this.#schema, key)?.['type'], text);
    if (value === undefined) return undefined;
    return this.#check?.({ ...section, [key]: value }) === undefined ? value : undefined;
  }
}

function convert(type: JsonValue | undefined, text: string): JsonValue | undefined {
  switch (type) {
    case 'integer':
      return parseLeadingInteger(text);
    case 'number':
      return parseNumber(text);
    case 'boolean':
      return text.toLowerCase() === 'true';
    default:
      return text;
  }
}

function parseNumber(text: string): number | undefined {
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? value : undefined;
}
