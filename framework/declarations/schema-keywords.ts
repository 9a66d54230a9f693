import { URI } from './formats.js';
import { schemaPattern } from './pattern.js';
import type { JsonSchema } from './types.js';
import { createValidator } from './validator.js';
import type { ScalarValue } from './yaml-node.js';

/** The keywords of a draft-07 schema that limit a single number or text; gives one message for each that is violated. */
export function checkScalarKeywords(value: ScalarValue, schema: JsonSchema): string[] {
  if (typeof value === 'number') return checkNumber(value, schema);
  return typeof value === 'string' ? checkText(value, schema) : [];
}

function checkNumber(value: number, schema: JsonSchema): string[] {
  const limit = (keyword: string) => (typeof schema[keyword] === 'number' ? schema[keyword] : undefined);
  const min = limit('minimum');
  const max = limit('maximum');
  const above = limit('exclusiveMinimum');
  const below = limit('exclusiveMaximum');
  const step = limit('multipleOf');
  return [
    ...(min !== undefined && value < min ? [`${value} is less than the minimum ${min}`] : []),
    ...(max !== undefined && value > max ? [`${value} is more than the maximum ${max}`] : []),
    ...(above !== undefined && value <= above ? [`${value} has to be more than ${above}`] : []),
    ...(below !== undefined && value >= below ? [`${value} has to be less than ${below}`] : []),
    ...(step !== undefined && !isMultiple(value, step) ? [`${value} is not a multiple of ${step}`] : []),
  ];
}

/** Tolerates the rounding of decimal fractions such as 0.1. */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) < 1e-6;
}

function checkText(value: string, schema: JsonSchema): string[] {
  const length = [...value].length;
  const { minLength, maxLength, pattern, format } = schema;
  return [
    ...(typeof minLength === 'number' && length < minLength ? [`needs at least ${minLength} characters`] : []),
    ...(typeof maxLength === 'number' && length > maxLength ? [`may have at most ${maxLength} characters`] : []),
    ...(typeof pattern === 'string' && !schemaPattern(pattern).test(value)
      ? [`"${value}" does not match ${pattern}`]
      : []),
    ...(format === 'uri' && !URI.test(value) ? [`"${value}" is no URI (it has no "://")`] : []),
    ...(typeof format === 'string' ? checkFormat(value, format) : []),
    ...(format === 'regex' && !isPattern(value) ? [`"${value}" is no regular expression`] : []),
  ];
}

/** `uri` and `regex` have a meaning of their own; references are checked where they are followed. */
const OWN_FORMATS: ReadonlySet<string> = new Set(['uri', 'regex', 'uri-reference']);

/** The other formats are those of ajv, which is loaded only where one of them is asked for. */
const otherFormats = createValidator(() => undefined);

function checkFormat(value: string, format: string): string[] {
  if (OWN_FORMATS.has(format)) return [];
  const violation = otherFormats.validate({ format }, value);
  if (violation === undefined) return [];
  return [violation.includes('unknown format') ? `the format "${format}" is unknown` : `"${value}" is no ${format}`];
}

function isPattern(text: string): boolean {
  try {
    return Boolean(schemaPattern(text));
  } catch {
    return false;
  }
}
