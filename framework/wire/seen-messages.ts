/** Topics of one sender are few; this many are remembered before the oldest are forgotten. */
const KEPT = 20_000;

/** Tells messages that came before from new ones, by the running number that their sender gives them. */
export class SeenMessages {
  readonly #last = new Map<string, number>();

  /** Messages of one sender on one topic come in order, so a number that is not higher was there before. */
  isNew(topic: string, sender: string, number: number): boolean {
    const key = `${sender} ${topic}`;
    const last = this.#last.get(key);
    if (last !== undefined && number <= last) return false;
    if (last === undefined && this.#last.size >= KEPT) this.#forgetOldest();
    this.#last.set(key, number);
    return true;
  }

  #forgetOldest(): void {
    for (const key of this.#last.keys()) {
      this.#last.delete(key);
      return;
    }
  }
}
