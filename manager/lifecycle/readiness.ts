export type ReadinessEvent = 'waiting-for-standalone' | 'all-ready' | 'ready-again' | undefined;

/** framework.md §16.4: counts who has said that it is ready. */
export class Readiness {
  readonly #tracked: ReadonlySet<string>;
  readonly #standalone: ReadonlySet<string>;
  readonly #ready = new Set<string>();
  #waitingSaid = false;
  #complete = false;

  /** `tracked` are all modules that are not ignored; `standalone` those of them that somebody else starts. */
  constructor(tracked: Iterable<string>, standalone: Iterable<string>) {
    this.#tracked = new Set(tracked);
    this.#standalone = new Set([...standalone].filter((id) => this.#tracked.has(id)));
  }

  get missing(): readonly string[] {
    return [...this.#tracked].filter((id) => !this.#ready.has(id));
  }

  /** What follows from this module being ready. Also asked once at the start, without an id. */
  report(id?: string): ReadinessEvent {
    if (id !== undefined && !this.#tracked.has(id)) return undefined;
    if (id !== undefined) this.#ready.add(id);
    if (this.#complete) return id !== undefined && this.#standalone.has(id) ? 'ready-again' : undefined;
    if (this.missing.length === 0) {
      this.#complete = true;
      return 'all-ready';
    }
    if (this.#waitingSaid || !this.missing.every((missing) => this.#standalone.has(missing))) return undefined;
    this.#waitingSaid = true;
    return 'waiting-for-standalone';
  }
}
