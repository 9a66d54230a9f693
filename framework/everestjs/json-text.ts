import { ValueUnwritable } from './errors.js';

const INT64_LIMIT = 2 ** 63;

/**
 * JSON text of a value of a module, framework.md §26.5: `undefined` becomes null, a number is an integer where it has no
 * fraction and fits in 64 bits, not finite ones become null, of objects all enumerable string keys count, inherited ones too.
 * Functions, symbols and big integers have no form and throw.
 */
export function jsonText(value: unknown): string {
  return write(value, []);
}

function write(value: unknown, parents: readonly object[]): string {
  switch (typeof value) {
    case 'undefined':
      return 'null';
    case 'boolean':
      return String(value);
    case 'number':
      return numberText(value);
    case 'string':
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : objectText(value, parents);
    default:
      throw new ValueUnwritable(`a ${typeof value} cannot be written as JSON`);
  }
}

/** A number without fraction that is no 64-bit integer keeps the form of a floating point number. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  if (!Number.isInteger(value)) return String(value);
  if (Number.isSafeInteger(value)) return String(value);
  const isInt64 = value >= -INT64_LIMIT && value < INT64_LIMIT;
  return isInt64 ? BigInt(value).toString() : value.toExponential();
}

function objectText(value: object, parents: readonly object[]): string {
  if (parents.includes(value)) throw new ValueUnwritable('an object that contains itself cannot be written as JSON');
  const path = [...parents, value];
  // unlike map, from reads holes as undefined
  if (Array.isArray(value)) return `[${Array.from(value, (element: unknown) => write(element, path)).join(',')}]`;
  const members: string[] = [];
  for (const key in value) {
    members.push(`${JSON.stringify(key)}:${write((value as Record<string, unknown>)[key], path)}`);
  }
  return `{${members.join(',')}}`;
}
