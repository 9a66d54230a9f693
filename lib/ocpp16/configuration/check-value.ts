import type { KeyDefinition } from './key-definition.js';
import { isJsonObject } from './merge-patch.js';

/** What is wrong with a value for this key, or `undefined`. Objects are checked by their own schema. */
export function faultOfValue(definition: KeyDefinition, value: unknown): string | undefined {
  switch (definition.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrongType('boolean', value);
    case 'integer':
      return Number.isInteger(value) ? faultOfRange(definition, Number(value)) : wrongType('integer', value);
    case 'number':
      return typeof value === 'number' ? faultOfRange(definition, value) : wrongType('number', value);
    case 'text':
      return typeof value === 'string' ? faultOfLength(definition, value) : wrongType('string', value);
    case 'texts':
      return isTexts(value) ? undefined : wrongType('array of strings', value);
    case 'object':
      return isJsonObject(value) ? undefined : wrongType('object', value);
  }
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}

function faultOfRange({ minimum, maximum }: KeyDefinition, value: number): string | undefined {
  if (minimum !== undefined && value < minimum) return `${value} is below the minimum ${minimum}`;
  if (maximum !== undefined && value > maximum) return `${value} is above the maximum ${maximum}`;
  return undefined;
}

function faultOfLength({ minLength, maxLength }: KeyDefinition, value: string): string | undefined {
  const length = [...value].length;
  if (minLength !== undefined && length < minLength) return `has ${length} characters, ${minLength} are needed`;
  if (maxLength !== undefined && length > maxLength) return `has ${length} characters, ${maxLength} are allowed`;
  return undefined;
}

function wrongType(wanted: string, value: unknown): string {
  const found = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return `must be of type ${wanted}, is ${found}`;
}
