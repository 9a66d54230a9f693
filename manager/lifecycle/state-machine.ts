import {
  initialLifecycle,
  statusLine,
  step,
  type Lifecycle,
  type LifecycleEvent,
  type LifecycleFlags,
  type ManagerState,
} from './states.js';

/** Called for every state that is entered, after its line was written; `before` is what was there before the step. */
export type StateListener = (entered: ManagerState, before: Lifecycle) => void;

/** The lifecycle of one manager as it happens: takes events, writes the status lines and tells what was entered. */
export class StateMachine {
  readonly flags: LifecycleFlags;
  /** Writes a line of the status fifo. */
  readonly say: (line: string) => void;
  #now: Lifecycle = initialLifecycle;
  readonly #listeners: StateListener[] = [];

  constructor(flags: LifecycleFlags, say: (line: string) => void) {
    this.flags = flags;
    this.say = say;
  }

  get now(): Lifecycle {
    return this.#now;
  }

  /** From now on `listener` is told of entered states, after those that came before it. */
  follow(listener: StateListener): void {
    this.#listeners.push(listener);
  }

  /** Once there is an exit code nothing changes any more. */
  apply(event: LifecycleEvent): void {
    const before = this.#now;
    if (before.exitCode !== undefined) return;
    const { next, trace } = step(before, event, this.flags);
    this.#now = next;
    for (const part of trace) {
      this.say('line' in part ? part.line : statusLine(part.state));
      if ('state' in part) for (const listener of this.#listeners) listener(part.state, before);
    }
  }
}
