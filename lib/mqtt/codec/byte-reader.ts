import { malformed } from './protocol-violation.js';
import { decodeText } from './text.js';

/** Reads the fields of one packet in turn; never beyond its end. */
export class ByteReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  two(): number {
    return this.#bytes.readUInt16BE(this.#take(2));
  }

  four(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  /** MQTT 5 §1.5.5: at most four bytes, seven bits each. */
  varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 128 ** 3; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw malformed('a variable byte integer has more than four bytes');
  }

  text(): string {
    const length = this.two();
    const start = this.#take(length);
    return decodeText(this.#bytes, start, start + length);
  }

  /** A copy, so that it may be kept without the bytes around it. */
  binary(): Buffer {
    const length = this.two();
    const start = this.#take(length);
    return Buffer.from(this.#bytes.subarray(start, start + length));
  }

  /** A reader of the next `length` bytes, which this one skips. */
  part(length: number): ByteReader {
    const start = this.#take(length);
    return new ByteReader(this.#bytes, start, start + length);
  }

  end(): void {
    if (this.left > 0) throw malformed(`${this.left} bytes too many`);
  }

  #take(count: number): number {
    const start = this.#at;
    if (start + count > this.#end) throw malformed('a packet ends too early');
    this.#at = start + count;
    return start;
  }
}
