import { malformed, ProtocolViolation } from '../codec/protocol-violation.js';
import { REASON } from '../codec/reason-codes.js';

/** Takes one packet: its type, its flags, and where its body is in `bytes`. Called in order. */
export type FrameHandler = (type: number, flags: number, bytes: Buffer, start: number, end: number) => void;

/** The longest fixed header: the type and four bytes of length. */
const HEADER_MAX = 5;

/** Cuts a stream of bytes into packets, however it arrives. */
export class FrameSplitter {
  readonly #onFrame: FrameHandler;
  /** The largest packet that is taken, in bytes with its header. */
  maximumSize: number;
  #waiting: Buffer[] = [];
  #waitingSize = 0;
  /** How many bytes are needed before it is worth to look again. */
  #needed = 0;
  #held = false;

  constructor(maximumSize: number, onFrame: FrameHandler) {
    this.maximumSize = maximumSize;
    this.#onFrame = onFrame;
  }

  /** Throws what the handler throws, and a `ProtocolViolation` where the header is wrong. */
  push(chunk: Buffer): void {
    if (this.#waitingSize === 0 && !this.#held) return this.#split(chunk);
    this.#keep(chunk);
    if (!this.#held && this.#waitingSize >= this.#needed) this.#resume();
  }

  /** Keeps back what comes behind the present packet until `release`. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    if (this.#waitingSize > 0) this.#resume();
  }

  #resume(): void {
    const bytes = this.#waiting.length === 1 ? this.#waiting[0] : Buffer.concat(this.#waiting, this.#waitingSize);
    this.#waiting = [];
    this.#waitingSize = 0;
    if (bytes !== undefined) this.#split(bytes);
  }

  #keep(rest: Buffer): void {
    this.#waiting.push(rest);
    this.#waitingSize += rest.length;
  }

  #split(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && !this.#held) {
      const start = bodyStart(bytes, at);
      if (start === 0) {
        this.#needed = bytes.length - at + 1;
        break;
      }
      const end = start + bodyLength(bytes, at + 1);
      if (end - at > this.maximumSize) {
        throw new ProtocolViolation(REASON.PACKET_TOO_LARGE, `${end - at} bytes, at most ${this.maximumSize}`);
      }
      if (end > bytes.length) {
        this.#needed = end - at;
        break;
      }
      const first = bytes[at] ?? 0;
      at = end;
      this.#onFrame(first >> 4, first & 15, bytes, start, end);
    }
    if (at < bytes.length) this.#keep(bytes.subarray(at));
  }
}

/** Where the body of the packet at `at` begins; 0 while its header is incomplete. */
function bodyStart(bytes: Buffer, at: number): number {
  for (let next = at + 1; next < at + HEADER_MAX; next++) {
    const byte = bytes[next];
    if (byte === undefined) return 0;
    if (byte < 128) return next + 1;
  }
  throw malformed('a packet length has more than four bytes');
}

function bodyLength(bytes: Buffer, at: number): number {
  let length = 0;
  let scale = 1;
  for (let next = at; ; next++, scale *= 128) {
    const byte = bytes[next] ?? 0;
    length += (byte & 127) * scale;
    if (byte < 128) return length;
  }
}
