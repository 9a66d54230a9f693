import type { Clock, Timer } from '../../lib/clock/clock.js';
import { ModuleShuttingDown } from '../wire/command-error.js';

/** How long calls may still take for their answers once the module is told to shut down, in ms. */
const GRACE_MS = 1000;

/**
 * framework.md §17.3 and §20: the calls of a module that blocks in each of them. What waits when the module is told to shut
 * down gets a moment for its answer and ends with `Shutdown` then, so that the shutdown handler has its turn; calls of the
 * shutdown handler work as usual.
 */
export class CoreCalls {
  readonly #clock: Clock;
  readonly #waiting = new Set<(error: Error) => void>();
  #grace: Timer | undefined;
  #state: 'running' | 'ending' | 'ended' | 'handling' = 'running';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  run(call: () => Promise<unknown>): Promise<unknown> {
    if (this.#state === 'ended') return Promise.reject(shuttingDown());
    if (this.#state === 'handling') return call();
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      call()
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  /** The module was told to shut down. */
  end(): void {
    this.#state = 'ending';
    this.#grace = this.#clock.setTimeout(() => {
      if (this.#state === 'ending') this.#state = 'ended';
      this.#waiting.forEach((reject) => reject(shuttingDown()));
    }, GRACE_MS);
  }

  /** The shutdown handler runs. */
  handle(): void {
    this.#state = 'handling';
  }

  /** The module is shut down: nothing is waited for any more. */
  close(): void {
    this.#grace?.cancel();
  }
}

function shuttingDown(): ModuleShuttingDown {
  return new ModuleShuttingDown('the module is shutting down');
}
