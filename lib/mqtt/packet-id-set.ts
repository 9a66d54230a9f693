/** Two bytes are all that the wire has for an identifier. */
const BYTES = 65_536 / 8;

/** Packet identifiers that another side has chosen; a bit for each, so that no choice costs more than another. */
export class PacketIdSet {
  readonly #bits = new Uint8Array(BYTES);

  has(packetId: number): boolean {
    return (this.#byteOf(packetId) & bitOf(packetId)) !== 0;
  }

  add(packetId: number): void {
    this.#bits[packetId >> 3] = this.#byteOf(packetId) | bitOf(packetId);
  }

  /** Whether it was there. */
  delete(packetId: number): boolean {
    const known = this.has(packetId);
    this.#bits[packetId >> 3] = this.#byteOf(packetId) & ~bitOf(packetId);
    return known;
  }

  #byteOf(packetId: number): number {
    return this.#bits[packetId >> 3] ?? 0;
  }
}

function bitOf(packetId: number): number {
  return 1 << (packetId & 7);
}
