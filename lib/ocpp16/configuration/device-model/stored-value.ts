import type { JsonValue, KeyDefinition } from '../key-definition.js';
import { isJsonObject } from '../merge-patch.js';

const RATE_UNITS = 'ChargingScheduleAllowedChargingRateUnit';
const unitNames: Readonly<Record<string, string>> = { A: 'Current', W: 'Power' };
const unitLetters: Readonly<Record<string, string>> = { Current: 'A', Power: 'W' };

/** A value of the configuration as text of the device model, which knows rate units by their letters. */
export function storedText(key: string, value: JsonValue): string {
  if (Array.isArray(value)) return value.join(separator(key));
  if (typeof value !== 'string') return JSON.stringify(value);
  return key === RATE_UNITS ? translated(value, unitLetters) : value;
}

/** The way back. A text that does not fit stays a text, which the check of the whole configuration finds. */
export function valueOfText(key: string, { type }: KeyDefinition, text: string): JsonValue {
  switch (type) {
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : text;
    case 'integer':
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
    case 'texts':
      return text === '' ? [] : text.split(separator(key));
    case 'object':
      return objectOf(text);
    case 'text':
      return key === RATE_UNITS ? translated(text, unitNames) : text;
  }
}

function translated(list: string, words: Readonly<Record<string, string>>): string {
  return list
    .split(',')
    .map((word) => words[word] ?? word)
    .join(',');
}

function separator(key: string): string {
  return key.startsWith('SupportedCiphers') ? ':' : ',';
}

function objectOf(text: string): JsonValue {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : text;
  } catch {
    return text;
  }
}
