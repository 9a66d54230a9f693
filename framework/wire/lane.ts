import { Fifo } from '../../lib/mqtt/fifo.js';

type Task = () => void | Promise<void>;

/** Runs tasks strictly one after the other; framework.md §22. */
export class Lane {
  readonly #name: string;
  readonly #onBacklog: (name: string, waiting: number) => void;
  readonly #waiting = new Fifo<Task>();
  #running = false;

  /** `onBacklog` is called each time another 100 tasks wait. Nothing is dropped. */
  constructor(name: string, onBacklog: (name: string, waiting: number) => void) {
    this.#name = name;
    this.#onBacklog = onBacklog;
  }

  /** `task` must not throw. A synchronous task runs at once when nothing is ahead of it. */
  run(task: Task): void {
    if (this.#running) {
      this.#waiting.push(task);
      if (this.#waiting.length % 100 === 0) this.#onBacklog(this.#name, this.#waiting.length);
      return;
    }
    this.#running = true;
    this.#drain(task);
  }

  /** Synchronous tasks in one go; at an asynchronous one it goes on when that has settled. */
  #drain(first: Task | undefined): void {
    for (let task = first; task !== undefined; task = this.#waiting.shift()) {
      const pending = task();
      if (pending instanceof Promise) {
        void pending.then(() => this.#drain(this.#waiting.shift()));
        return;
      }
    }
    this.#running = false;
  }
}
