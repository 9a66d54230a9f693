/** How many taken entries are kept before the rest moves up. */
const SLACK = 1024;

/** A queue whose `shift` stays cheap when hundreds of thousands wait, which that of a long array does not. */
export class Fifo<T> {
  #entries: (T | undefined)[] = [];
  #taken = 0;

  get length(): number {
    return this.#entries.length - this.#taken;
  }

  push(entry: T): void {
    this.#entries.push(entry);
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const entry = this.#entries[this.#taken];
    this.#entries[this.#taken++] = undefined;
    if (this.#taken >= SLACK && this.#taken * 2 >= this.#entries.length) {
      this.#entries = this.#entries.slice(this.#taken);
      this.#taken = 0;
    }
    return entry;
  }
}
