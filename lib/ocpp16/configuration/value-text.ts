import type { JsonValue } from './key-definition.js';
import { isJsonObject } from './merge-patch.js';

/** OCPP 1.6 §7 KeyValue: a value has at most 500 characters. */
const MAX_VALUE_LENGTH = 500;

/** How GetConfiguration shows a value; what is too long is cut. */
export function valueText(key: string, value: JsonValue): string {
  return [...fullText(key, value)].slice(0, MAX_VALUE_LENGTH).join('');
}

function fullText(key: string, value: JsonValue): string {
  if (Array.isArray(value)) return value.join(key.startsWith('SupportedCiphers') ? ':' : ',');
  if (isJsonObject(value)) return JSON.stringify(value, undefined, 2);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Custom keys: texts as they are, anything else as compact JSON. */
export function customValueText(value: JsonValue): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return [...text].slice(0, MAX_VALUE_LENGTH).join('');
}
