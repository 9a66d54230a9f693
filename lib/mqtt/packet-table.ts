/** Places at the start, and after a burst that is over; powers of two. */
const SMALL = 16;
const LARGE = 4096;

interface Entry<T> {
  readonly packetId: number;
  readonly value: T;
  /** Running number of the table. */
  readonly order: number;
}

/**
 * What is in flight, by packet identifiers that `PacketIds` has handed out, and so mostly in a row.
 *
 * Not a `Map`: with messages that come and go it replaces its storage every few of them, and storage that is given up
 * still points to what it held and to its successor. Once V8 has moved one to the old generation, everything that was
 * ever in flight stays in memory until the next full garbage collection.
 */
export class PacketTable<T> {
  #places: (Entry<T> | undefined)[] = places(SMALL);
  #size = 0;
  #order = 0;

  get size(): number {
    return this.#size;
  }

  has(packetId: number): boolean {
    return this.#find(packetId) !== undefined;
  }

  get(packetId: number): T | undefined {
    return this.#find(packetId)?.value;
  }

  set(packetId: number, value: T): void {
    const known = this.#find(packetId);
    if (known === undefined) {
      while (this.#places[this.#placeOf(packetId)] !== undefined) this.#grow();
      this.#size += 1;
    }
    this.#places[this.#placeOf(packetId)] = { packetId, value, order: known?.order ?? this.#order++ };
  }

  delete(packetId: number): void {
    if (!this.has(packetId)) return;
    this.#places[this.#placeOf(packetId)] = undefined;
    this.#size -= 1;
    if (this.#size === 0 && this.#places.length > LARGE) this.clear();
  }

  clear(): void {
    this.#places = places(SMALL);
    this.#size = 0;
  }

  /** In the order they came. */
  entries(): [packetId: number, value: T][] {
    return this.#all().map(({ packetId, value }) => [packetId, value]);
  }

  #find(packetId: number): Entry<T> | undefined {
    const entry = this.#places[this.#placeOf(packetId)];
    return entry?.packetId === packetId ? entry : undefined;
  }

  #placeOf(packetId: number): number {
    return packetId & (this.#places.length - 1);
  }

  /** Twice as many places; two identifiers of 16 bits share none of 65,536. */
  #grow(): void {
    const entries = this.#all();
    this.#places = places(this.#places.length * 2);
    for (const entry of entries) this.#places[this.#placeOf(entry.packetId)] = entry;
  }

  #all(): Entry<T>[] {
    return this.#places.filter((entry) => entry !== undefined).sort((one, other) => one.order - other.order);
  }
}

function places(count: number): undefined[] {
  return new Array<undefined>(count).fill(undefined);
}
