/** Runs tasks one after the other, in the order in which they were given. */
export class TaskQueue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    // Whoever asked for a task hears of its failure; the next task runs all the same.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
