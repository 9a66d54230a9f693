import { isRecord } from '../../lib/json/is-record.js';

/** What the interface kvs carries. */
export type StorableValue = null | string | number | boolean | unknown[] | { [key: string]: unknown };

/** A value as it stands in the table: the names of the types are those of existing databases. */
export interface StoredValue {
  readonly type: string;
  readonly text: string;
}

/** Databases read floating numbers in fixed notation with at least so many decimals. */
const MIN_DECIMALS = 6;
const MAX_DECIMALS = 100;

export function encodeValue(value: StorableValue): StoredValue {
  if (value === null) return { type: 'nullptr_t', text: '' };
  switch (typeof value) {
    case 'string':
      return { type: 'std::string', text: value };
    case 'boolean':
      return { type: 'bool', text: String(value) };
    case 'number':
      return Number.isSafeInteger(value)
        ? { type: 'int', text: String(value) }
        : { type: 'double', text: fixedNotation(value) };
    default:
      return { type: Array.isArray(value) ? 'Array' : 'Object', text: JSON.stringify(value) };
  }
}

/** Types that nobody writes, and texts that do not fit their type, read as null. */
export function decodeValue({ type, text }: StoredValue): StorableValue {
  switch (type) {
    case 'std::string':
      return text;
    case 'bool':
      return text === 'true';
    case 'int':
    case 'double':
      return numberOf(text);
    case 'Array':
    case 'Object':
      return structureOf(text, type);
    default:
      return null;
  }
}

/** As many decimals as it takes to read the same number again. */
function fixedNotation(value: number): string {
  for (let decimals = MIN_DECIMALS; decimals <= MAX_DECIMALS; decimals++) {
    const text = value.toFixed(decimals);
    if (Number(text) === value) return text;
  }
  return String(value);
}

function numberOf(text: string): number | null {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? null : value;
}

function structureOf(text: string, type: 'Array' | 'Object'): StorableValue {
  try {
    const value: unknown = JSON.parse(text);
    if (type === 'Array') return Array.isArray(value) ? (value as unknown[]) : null;
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
