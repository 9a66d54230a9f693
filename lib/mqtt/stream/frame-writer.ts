import type { Duplex } from 'node:stream';

/** Frames of one turn share buffers of this size. */
const CHUNK = 16 * 1024;
const NOTHING = Buffer.alloc(0);

/** Collects the frames of one turn of the event loop into one write, and waits while the stream is behind. */
export class FrameWriter {
  readonly #stream: Duplex;
  readonly #onDrained: () => void;
  /** Where the room given by `claim` is. */
  bytes: Buffer = NOTHING;
  #start = 0;
  #at = 0;
  #sealed: Buffer[] = [];
  #sealedSize = 0;
  #scheduled = false;
  #blocked = false;

  /** `onDrained` is called each time that a stream which was behind takes bytes again. */
  constructor(stream: Duplex, onDrained: () => void) {
    this.#stream = stream;
    this.#onDrained = onDrained;
    stream.on('drain', () => this.#drained());
  }

  /** Whether the stream is behind: what is claimed now waits in memory. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** How many bytes wait in memory, here and in the stream. */
  get waitingBytes(): number {
    return this.#sealedSize + this.#at - this.#start + this.#stream.writableLength;
  }

  /** Makes room for a frame of `size` bytes, which the caller fills at once, in `bytes` from the offset returned. */
  claim(size: number): number {
    if (this.#at + size > this.bytes.length) this.#renew(size);
    const at = this.#at;
    this.#at += size;
    this.#schedule();
    return at;
  }

  /** Writes a ready frame. */
  write(frame: Buffer): void {
    const at = this.claim(frame.length);
    frame.copy(this.bytes, at);
  }

  /** Hands everything to the stream now, even where it is behind; for the last frames of a connection. */
  flush(): void {
    if (this.#stream.destroyed || this.#stream.writableEnded) return;
    this.#seal();
    const frames = this.#sealed;
    this.#sealed = [];
    this.#sealedSize = 0;
    if (frames.length > 1) this.#stream.cork();
    for (const frame of frames) this.#blocked = !this.#stream.write(frame);
    if (frames.length > 1) this.#stream.uncork();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(this.#turnEnded);
  }

  readonly #turnEnded = (): void => {
    this.#scheduled = false;
    if (!this.#blocked) this.flush();
  };

  #drained(): void {
    this.#blocked = false;
    this.flush();
    if (!this.#blocked) this.#onDrained();
  }

  #renew(size: number): void {
    this.#seal();
    this.bytes = Buffer.allocUnsafeSlow(Math.max(CHUNK, size));
    this.#start = 0;
    this.#at = 0;
  }

  #seal(): void {
    if (this.#at === this.#start) return;
    this.#sealed.push(this.bytes.subarray(this.#start, this.#at));
    this.#sealedSize += this.#at - this.#start;
    this.#start = this.#at;
  }
}
