/** Runs tasks strictly one after the other; framework.md §22. */
export class Lane {
  readonly #name: string;
  readonly #onBacklog: (name: string, waiting: number) => void;
  readonly #waiting: (() => void | Promise<void>)[] = [];
  #running = false;

  /** `onBacklog` is called each time another 100 tasks wait. Nothing is dropped. */
  constructor(name: string, onBacklog: (name: string, waiting: number) => void) {
    this.#name = name;
    this.#onBacklog = onBacklog;
  }

  /** `task` must not throw. A synchronous task runs at once when nothing is ahead of it. */
  run(task: () => void | Promise<void>): void {
    if (this.#running) {
      this.#waiting.push(task);
      if (this.#waiting.length % 100 === 0) this.#onBacklog(this.#name, this.#waiting.length);
      return;
    }
    const pending = task();
    if (pending instanceof Promise) void this.#drainAfter(pending);
  }

  async #drainAfter(first: Promise<void>): Promise<void> {
    this.#running = true;
    await first;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) await next();
    this.#running = false;
  }
}
