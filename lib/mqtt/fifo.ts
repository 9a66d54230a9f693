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

  peek(): T | undefined {
    return this.#entries[this.#taken];
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const entry = this.#entries[this.#taken];
    this.#entries[this.#taken++] = undefined;
    if (this.#taken === this.#entries.length) this.#reset([]);
    else if (this.#taken >= SLACK && this.#taken * 2 >= this.#entries.length) {
      this.#reset(this.#entries.slice(this.#taken));
    }
    return entry;
  }

  #reset(entries: (T | undefined)[]): void {
    this.#entries = entries;
    this.#taken = 0;
  }
}
