const MIN_LENGTH = 8;

/**
 * Security WP A00: the basic-auth password. A value whose characters are hex digits and whose byte pairs are all
 * printable ASCII is taken as hex (`3132333435363738` is `12345678`), anything else verbatim.
 * `undefined`: shorter than 8 characters after decoding.
 */
export function decodeAuthorizationKey(text: string): string | undefined {
  const decoded = decodeHex(text) ?? text;
  return [...decoded].length >= MIN_LENGTH ? decoded : undefined;
}

function decodeHex(text: string): string | undefined {
  if (text.length <= 2 || text.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(text)) return undefined;
  const bytes = text.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
  const isPrintable = bytes.every((byte) => byte >= 0x20 && byte <= 0x7e);
  return isPrintable ? String.fromCharCode(...bytes) : undefined;
}
