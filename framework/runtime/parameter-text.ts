import type { ConfigParameter, ParameterValue } from '../wire/config-messages.js';

export type Datatype = ConfigParameter['characteristics']['datatype'];

export type ParameterReading =
  { readonly ok: true; readonly value: ParameterValue } | { readonly ok: false; readonly reason: string };

/** framework.md §21.3: integers have 32 bits. */
const MIN_INTEGER = -(2 ** 31);
const MAX_INTEGER = 2 ** 31 - 1;

/**
 * framework.md §21.3: new values of parameters travel as text. Numbers are read as far as they go (`12abc` is 12), as
 * upstream does; `true` and `1` are true and every other text is false.
 */
export function readParameterText(text: string, datatype: Datatype): ParameterReading {
  switch (datatype) {
    case 'integer':
      return readInteger(text);
    case 'number':
      return readNumber(text);
    case 'bool':
      return { ok: true, value: text === 'true' || text === '1' };
    case 'string':
    case 'unknown':
      return { ok: true, value: text };
  }
}

function readInteger(text: string): ParameterReading {
  const [digits] = /^\s*[+-]?\d+/.exec(text) ?? [];
  if (digits === undefined) return { ok: false, reason: `${JSON.stringify(text)} is no integer` };
  const value = Number(digits);
  if (value < MIN_INTEGER || value > MAX_INTEGER)
    return { ok: false, reason: `${digits.trim()} has more than 32 bits` };
  return { ok: true, value: value === 0 ? 0 : value };
}

function readNumber(text: string): ParameterReading {
  const hexadecimal = /^\s*([+-]?)(0x[0-9a-f]+)/i.exec(text);
  if (hexadecimal?.[2] !== undefined) return finite(Number(hexadecimal[2]) * (hexadecimal[1] === '-' ? -1 : 1), text);
  const [decimal] = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i.exec(text) ?? [];
  return finite(decimal === undefined ? Number.NaN : Number(decimal), text);
}

/** JSON has no words for the others. */
function finite(value: number, text: string): ParameterReading {
  if (Number.isFinite(value)) return { ok: true, value };
  return { ok: false, reason: `${JSON.stringify(text)} is no number` };
}
