import { Lane } from '../wire/lane.js';

/**
 * framework.md §26.5: the one gate through which all callbacks of a module go. The next one starts only when the promise of
 * the one before has settled, whatever it was for.
 */
export class Gate {
  readonly #lane: Lane;
  readonly #onFailure: (what: string, error: unknown) => void;

  /** `onFailure` gets what a callback threw; `onBacklog` hears of each further 100 callbacks that wait. */
  constructor(onFailure: (what: string, error: unknown) => void, onBacklog: (waiting: number) => void) {
    this.#lane = new Lane('callbacks', (_name, waiting) => onBacklog(waiting));
    this.#onFailure = onFailure;
  }

  /** `what` names the callback where it fails, e.g. `command main.enable`. */
  pass(what: string, callback: () => unknown): void {
    this.#lane.run(async () => {
      try {
        await callback();
      } catch (error) {
        this.#onFailure(what, error);
      }
    });
  }
}
