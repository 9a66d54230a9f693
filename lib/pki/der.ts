/** One element of a DER text: its tag, itself with the header, and its content. */
export interface DerElement {
  readonly tag: number;
  readonly whole: Buffer;
  readonly content: Buffer;
}

const nothing = Buffer.alloc(0);

/** X.690 §8.1: identifier, length in short or long form, content. What is cut off is taken as far as it goes. */
export function derElement(der: Buffer): DerElement {
  const tag = der[0] ?? 0;
  const first = der[1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  const length = lengthBytes === 0 ? first : longLength(der, lengthBytes);
  const start = 2 + lengthBytes;
  return { tag, whole: der.subarray(0, start + length), content: der.subarray(start, start + length) };
}

/** The elements inside a constructed one. */
export function derChildren(content: Buffer | undefined): DerElement[] {
  const found: DerElement[] = [];
  let rest = content ?? nothing;
  while (rest.length > 1) {
    const next = derElement(rest);
    found.push(next);
    rest = rest.subarray(next.whole.length);
  }
  return found;
}

/** X.690 §8.19: an object identifier as dotted numbers. */
export function derOid(content: Buffer): string {
  const arcs: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    if (arcs.length === 0)
      arcs.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
    else arcs.push(value);
    value = 0;
  }
  return arcs.join('.');
}

function longLength(der: Buffer, lengthBytes: number): number {
  return lengthBytes > 6 || der.length < 2 + lengthBytes ? der.length : der.readUIntBE(2, lengthBytes);
}
