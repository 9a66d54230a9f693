import type { Clock, Timer } from '../../lib/clock/clock.js';
import type { HostExit, RunningHost } from './running-host.js';

/** framework.md §22: from SIGTERM to SIGKILL, in ms. */
const KILL_MS = 5000;

/** The hosts of one run of the modules. */
export class HostSet {
  readonly #clock: Clock;
  readonly #hosts = new Set<RunningHost>();
  #exits: HostExit[] = [];
  readonly #onExit: (host: RunningHost, exit: HostExit) => void;
  readonly #onAllGone: () => void;
  #kill: Timer | undefined;

  constructor(clock: Clock, onExit: (host: RunningHost, exit: HostExit) => void, onAllGone: () => void) {
    this.#clock = clock;
    this.#onExit = onExit;
    this.#onAllGone = onAllGone;
  }

  get empty(): boolean {
    return this.#hosts.size === 0;
  }

  /** Whether every host of the present run ended by itself with exit code 0. */
  get stoppedClean(): boolean {
    return this.#exits.every(({ code }) => code === 0);
  }

  add(host: RunningHost): void {
    if (this.empty) this.#exits = [];
    this.#hosts.add(host);
    void host.exited.then((exit) => {
      this.#hosts.delete(host);
      this.#exits.push(exit);
      this.#onExit(host, exit);
      if (!this.empty) return;
      this.#cancelKill();
      this.#onAllGone();
    });
  }

  /** Resolves when every host of this moment has ended. */
  async gone(): Promise<void> {
    await Promise.all([...this.#hosts].map(({ exited }) => exited));
  }

  close(): void {
    for (const host of this.#hosts) host.close();
  }

  /** SIGTERM to all, and SIGKILL to those that are still there 5 s later. */
  terminate(): void {
    this.#signal('SIGTERM');
    this.#kill ??= this.#clock.setTimeout(() => this.kill(), KILL_MS);
  }

  kill(): void {
    this.#cancelKill();
    this.#signal('SIGKILL');
  }

  #cancelKill(): void {
    this.#kill?.cancel();
    this.#kill = undefined;
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    for (const host of this.#hosts) host.terminate(signal);
  }
}
