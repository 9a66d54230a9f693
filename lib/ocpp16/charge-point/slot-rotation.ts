import type { NetworkSlots } from '../configuration/index.js';

/**
 * Which slot the next attempt to connect takes: each has some attempts before the next one's turn. When all have been tried
 * in vain, the one that worked last stays; ocpp16-library.md §2.8.
 */
export class SlotRotation {
  readonly #slots: NetworkSlots;
  readonly #tried = new Set<number>();
  /** Attempts with the slot in use. */
  #attempts = 0;

  constructor(slots: NetworkSlots) {
    this.#slots = slots;
  }

  /** Counts as an attempt with the slot that it returns. */
  next(): number {
    const { attempts, current, usable } = this.#slots;
    const slot = this.#attempts < attempts && usable.includes(current) ? current : this.#moveOn();
    this.#attempts = slot === current ? this.#attempts + 1 : 1;
    return slot;
  }

  /** The slot of the last attempt is not worth another one at once. */
  skip(): void {
    this.#attempts = Infinity;
  }

  connected(): void {
    this.#tried.clear();
    this.#attempts = 0;
    this.#slots.prove();
  }

  #moveOn(): number {
    const { current, proven, usable } = this.#slots;
    this.#tried.add(current);
    const isAllTried = usable.every((slot) => this.#tried.has(slot));
    if (isAllTried && proven !== undefined && usable.includes(proven)) return proven;
    return usable[(usable.indexOf(current) + 1) % usable.length] ?? current;
  }
}
