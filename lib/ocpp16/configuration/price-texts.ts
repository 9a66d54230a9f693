import type { SchemaCheck } from './json-schema.js';
import type { JsonObject, JsonValue } from './key-definition.js';
import { isJsonObject } from './merge-patch.js';

/** One language of DefaultPriceText is the OCPP key `DefaultPriceText,<language>`. */
export const priceTextPrefix = 'DefaultPriceText,';

/** The languages that have a text, in the order of the file. */
export function priceTextLanguages(stored: JsonValue | undefined): readonly string[] {
  return entries(stored).map(languageOf);
}

/** The text of a language as indented JSON, `undefined` when there is none. */
export function priceText(stored: JsonValue | undefined, language: string): string | undefined {
  const entry = entries(stored).find((candidate) => languageOf(candidate) === language);
  return entry === undefined ? undefined : JSON.stringify(entry, undefined, 2);
}

/** DefaultPriceText with the entry of `language` replaced or added; `undefined` when `text` is not fit for it. */
export function withPriceText(
  stored: JsonValue | undefined,
  language: string,
  text: string,
  check: SchemaCheck | undefined,
): JsonObject | undefined {
  const entry = parseEntry(text, language);
  if (entry === undefined) return undefined;
  const others = entries(stored);
  const isKnown = others.some((other) => languageOf(other) === language);
  const replaced = others.map((other) => (languageOf(other) === language ? entry : other));
  const next: JsonObject = {
    ...(isJsonObject(stored) ? stored : {}),
    priceTexts: isKnown ? replaced : [...others, entry],
  };
  return check?.(next) === undefined ? next : undefined;
}

function parseEntry(text: string, language: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && value['priceText'] !== undefined ? { ...value, language } : undefined;
  } catch {
    return undefined;
  }
}

function entries(stored: JsonValue | undefined): readonly JsonObject[] {
  const list = isJsonObject(stored) ? stored['priceTexts'] : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function languageOf(entry: JsonObject): string {
  return typeof entry['language'] === 'string' ? entry['language'] : '';
}
