import { readdirSync, readFileSync } from 'node:fs';
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

  /** Resolves when no process of the group runs any more; what cannot even be killed does not count. */
  async gone(clock: Clock): Promise<void> {
    let sinceKill = 0;
    while (sinceKill < VANISH_MS && this.#send(0) && anyRuns(this.id)) {
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

/** Whether the group has more than zombies, which stay where the first process of a container collects none. */
function anyRuns(group: number): boolean {
  try {
    return readdirSync('/proc').some((name) => /^\d+$/.test(name) && runsIn(group, name));
  } catch {
    // no Linux; the system collects zombies itself
    return true;
  }
}

/** The fields after the name of the program, which may hold anything: state, parent, group. */
function runsIn(group: number, process: string): boolean {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, 'latin1');
    const [state = '', , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(itsGroup) === group && !'ZX'.includes(state);
  } catch {
    return false;
  }
}
