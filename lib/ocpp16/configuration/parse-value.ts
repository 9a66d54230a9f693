const MAX_INT32 = 2_147_483_647;

/** `true` or `false` in any case; `undefined` for anything else. */
export function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  if (lower === 'true') return true;
  return lower === 'false' ? false : undefined;
}

/** Optional sign and digits, 0 to 2^31 - 1; `undefined` for anything else, also blanks and fractions. */
export function parseNonNegative(text: string): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value < 0 || value > MAX_INT32 ? undefined : Math.abs(value);
}

/** The integer a text begins with (`2x` is 2), `undefined` if there is none. */
export function parseLeadingInteger(text: string): number | undefined {
  const match = /^\s*([+-]?\d+)/.exec(text);
  return match === null ? undefined : Number(match[1]);
}
