import { propertyKey, stringLiteral } from '../names.js';
import { indent } from '../text.js';

const LINE_LENGTH = 100;

/** A JSON value as source text: on one line where it fits behind `used` other characters, else spread out. */
export function literal(value: unknown, used = 0): string {
  const line = onOneLine(value);
  if (line.length + used <= LINE_LENGTH || typeof value !== 'object' || value === null) return line;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const members = Array.isArray(value)
    ? value.map((item: unknown) => literal(item, 4))
    : Object.entries(value).map(([key, item]) => `${propertyKey(key)}: ${literal(item, key.length + 4)}`);
  return `${open}\n${indent(members.map((member) => `${member},`).join('\n'))}\n${close}`;
}

function onOneLine(value: unknown): string {
  if (typeof value === 'string') return stringLiteral(value);
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([key, item]) => `${propertyKey(key)}: ${onOneLine(item)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
