/** Collects the fields of a packet that is rare enough not to count bytes beforehand. */
export class ByteWriter {
  readonly #parts: Buffer[] = [];

  byte(value: number): this {
    this.#parts.push(Buffer.of(value));
    return this;
  }

  two(value: number): this {
    this.#parts.push(Buffer.of(value >> 8, value & 255));
    return this;
  }

  four(value: number): this {
    const part = Buffer.alloc(4);
    part.writeUInt32BE(value);
    this.#parts.push(part);
    return this;
  }

  varint(value: number): this {
    const part = Buffer.alloc(varintSize(value));
    putVarint(part, 0, value);
    this.#parts.push(part);
    return this;
  }

  text(value: string): this {
    return this.binary(Buffer.from(value));
  }

  binary(value: Uint8Array): this {
    return this.two(value.length).raw(value);
  }

  raw(value: Uint8Array): this {
    this.#parts.push(Buffer.from(value.buffer, value.byteOffset, value.length));
    return this;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** The whole as the body of a packet. */
  packet(type: number, flags = 0): Buffer {
    const body = this.bytes();
    const header = Buffer.alloc(1 + varintSize(body.length));
    header[0] = (type << 4) | flags;
    putVarint(header, 1, body.length);
    return Buffer.concat([header, body]);
  }
}

export function varintSize(value: number): number {
  if (value < 128) return 1;
  if (value < 16_384) return 2;
  return value < 2_097_152 ? 3 : 4;
}

/** Writes a variable byte integer at `at` and tells where it ends. */
export function putVarint(bytes: Buffer, at: number, value: number): number {
  let left = value;
  let next = at;
  while (left >= 128) {
    bytes[next++] = (left & 127) | 128;
    left >>>= 7;
  }
  bytes[next++] = left;
  return next;
}
