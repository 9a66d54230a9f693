/** Keeps everything that arrived and hands each value out once to those who wait for the next. */
export class ValueQueue<T> {
  readonly all: T[] = [];
  readonly #waiting: ((value: T) => void)[] = [];
  #taken = 0;

  push(value: T): void {
    this.all.push(value);
    const waiting = this.#waiting.shift();
    if (waiting === undefined) return;
    this.#taken += 1;
    waiting(value);
  }

  next(): Promise<T> {
    const value = this.all[this.#taken];
    if (this.#taken < this.all.length) {
      this.#taken += 1;
      return Promise.resolve(value as T);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
