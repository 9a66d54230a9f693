/** Lets several waiters look again at what they wait for. */
export class WakeUp {
  #waiting: (() => void)[] = [];

  /** Waiters go on in the order in which they came. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
