import type { Clock } from '../../lib/clock/clock.js';

const POLL_MS = 20;
/** How long a group that was killed may take to vanish, in ms. */
const VANISH_MS = 500;

/** A process that leads a group of its own, with all that it has started itself. */
export class ProcessGroup {
  readonly id: number;
  #killed = false;
  #gone = false;

  constructor(id: number) {
    this.id = id;
  }

  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (signal === 'SIGKILL') this.#killed = true;
    this.#send(signal);
  }

  /** Resolves when no process of the group is left. What cannot be killed, as a zombie that nobody collects, does not count. */
  async gone(clock: Clock): Promise<void> {
    for (let sinceKill = 0; sinceKill < VANISH_MS && this.#send(0);) {
      await clock.sleep(POLL_MS);
      if (this.#killed) sinceKill += POLL_MS;
    }
    // the number may be given to somebody else from here on
    this.#gone = true;
  }

  #send(signal: NodeJS.Signals | 0): boolean {
    if (this.#gone) return false;
    try {
      return process.kill(-this.id, signal);
    } catch {
      return false;
    }
  }
}
