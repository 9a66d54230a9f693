import { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers';

/** Two ends of an in-memory connection: what is written to one is read from the other. */
export function duplexPair(): [Duplex, Duplex] {
  const left = new End();
  const right = new End();
  left.other = right;
  right.other = left;
  return [left, right];
}

class End extends Duplex {
  other: End | undefined;
  #continue: (() => void) | undefined;

  override _read(): void {
    const resume = this.#continue;
    this.#continue = undefined;
    resume?.();
  }

  /** In a turn of its own, as from a socket: two ends that answer each other at once would let nothing else run. */
  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    setImmediate(() => this.#offer(chunk, callback));
  }

  override _writev(chunks: { chunk: Buffer }[], callback: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', callback);
  }

  override _final(callback: () => void): void {
    this.other?.push(null);
    callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    callback(error);
    const { other } = this;
    if (other !== undefined && !other.destroyed) other.destroy();
  }

  /** Hands a chunk to the reader of the other end and waits where that reader is behind. */
  #offer(chunk: Buffer, taken: () => void): void {
    const { other } = this;
    if (other === undefined || other.destroyed) return taken();
    if (other.push(chunk)) return taken();
    other.#continue = taken;
  }
}
