import { inspect } from 'node:util';
import { EverestjsMisuse } from './errors.js';

export type EvlogLevel = 'debug' | 'info' | 'warning' | 'error' | 'critical';
export type Evlog = Readonly<Record<EvlogLevel, (...values: readonly unknown[]) => void>>;

/** framework.md §26.1: objects, and null, are shown six levels deep and with colours. */
const INSPECT_DEPTH = 6;

/** The log of a module: `write` gets each message as one text. */
export function createEvlog(write: (level: EvlogLevel, message: string) => void): Evlog {
  const method =
    (level: EvlogLevel) =>
    (...values: readonly unknown[]): void =>
      write(level, values.map(textOf).join(''));
  return {
    debug: method('debug'),
    info: method('info'),
    warning: method('warning'),
    error: method('error'),
    critical: method('critical'),
  };
}

function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
      return String(value);
    case 'object':
      return inspect(value, false, INSPECT_DEPTH, true);
    default:
      throw new EverestjsMisuse(`evlog cannot write a value of the type ${typeof value}`);
  }
}
