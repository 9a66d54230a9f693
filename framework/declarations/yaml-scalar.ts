import type { ScalarValue } from './yaml-node.js';

export interface ScalarReading {
  readonly value: ScalarValue;
  readonly double: boolean;
  readonly error?: string;
  readonly warning?: string;
}

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL']);
const INTEGER = /^[-+]?\d+$/;
/** Other bases are taken for integers, but only the digits before the letter count. */
const OTHER_BASE = /^[-+]?0(?:x[\da-fA-F]+|b[01]+|o[0-7]+)$/;
const DOUBLE = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const INTEGER_LIMIT = 2 ** 31;

/** framework.md §6: what an unquoted scalar means. */
export function readPlainScalar(text: string): ScalarReading {
  if (NULLS.has(text)) return { value: null, double: false };
  if (text === 'true' || text === 'false') return { value: text === 'true', double: false };
  if (INTEGER.test(text)) return readInteger(text);
  if (OTHER_BASE.test(text)) {
    return { value: 0, double: false, warning: `${text} is read as 0: integers are always written to base 10` };
  }
  if (DOUBLE.test(text)) return { value: Number(text), double: true };
  return { value: text, double: false };
}

export function isInteger32(value: number): boolean {
  return Number.isInteger(value) && value >= -INTEGER_LIMIT && value < INTEGER_LIMIT;
}

function readInteger(text: string): ScalarReading {
  const value = Number(text) + 0;
  if (!isInteger32(value)) {
    return { value, double: false, error: `${text} does not fit a 32-bit signed integer` };
  }
  return { value, double: false };
}
