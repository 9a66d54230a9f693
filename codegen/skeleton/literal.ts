import { propertyKey, stringLiteral } from '../names.js';
import { indent } from '../text.js';

const LINE_LENGTH = 120;

/**
 * A JSON value as source text: on one line where it fits, else spread out. `used` counts the other characters of its first line,
 * `indentation` the spaces at the start of that line.
 */
export function literal(value: unknown, used = 0, indentation = 0): string {
  const line = onOneLine(value);
  if (line.length + used <= LINE_LENGTH || typeof value !== 'object' || value === null) return line;
  const inner = indentation + 2;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const members = Array.isArray(value)
    ? value.map((item: unknown) => literal(item, inner + 1, inner))
    : Object.entries(value).map(([key, item]) => {
        const start = `${propertyKey(key)}: `;
        return start + literal(item, inner + start.length + 1, inner);
      });
  return `${open}\n${indent(members.map((member) => `${member},`).join('\n'))}\n${close}`;
}

function onOneLine(value: unknown): string {
  if (typeof value === 'string') return stringLiteral(value);
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([key, item]) => `${propertyKey(key)}: ${onOneLine(item)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
