import type { Clock } from 'everest-ts';

/** How long a key waits for the certificate that was asked for, milliseconds. */
const PATIENCE_MS = 3_600_000;

/** Private keys that wait for their certificates. In memory only, and not moved by changes of the wall clock. */
export class PendingKeys {
  readonly #clock: Clock;
  /** Since when, by path. */
  readonly #since = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A key that waits already goes on waiting. */
  add(path: string): void {
    if (!this.#since.has(path)) this.#since.set(path, this.#clock.monotonic());
  }

  remove(path: string): void {
    this.#since.delete(path);
  }

  /** Those that have waited too long. */
  get expired(): string[] {
    const nowMs = this.#clock.monotonic();
    return [...this.#since].filter(([, since]) => nowMs - since > PATIENCE_MS).map(([path]) => path);
  }
}
