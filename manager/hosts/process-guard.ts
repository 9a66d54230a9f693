import { spawn, type ChildProcess } from 'node:child_process';
import { EverestError } from '../../lib/errors/everest-error.js';

class GuardStartFailed extends EverestError {
  constructor(cause: Error) {
    super('MODULE_HOST_START', `the guard of foreign modules (sh) could not be started: ${cause.message}`, { cause });
  }
}

/** Reads `+ <group>` and `- <group>`; when its input ends, what is left gets SIGTERM, and SIGKILL after 5 s. */
const SCRIPT = `
trap '' INT TERM HUP
groups=
while read -r sign group; do
  rest=
  for each in $groups; do [ "$each" = "$group" ] || rest="$rest $each"; done
  groups=$rest
  [ "$sign" = + ] && groups="$groups $group"
done
signal() { for each in $groups; do kill -s "$1" -- "-$each" 2>/dev/null && left=1; done; }
signal TERM
for second in 1 2 3 4 5; do
  left=
  signal 0
  [ -z "$left" ] && exit 0
  sleep 1
done
signal KILL
`;

/**
 * Ends the process groups of foreign modules when the manager is gone, also where it was killed and could not do so. It is a
 * process in a session of its own, and learns of the manager's end from the pipe between them.
 */
export class ProcessGuard {
  readonly #child: ChildProcess;

  #closed = false;

  private constructor(child: ChildProcess, onLost: () => void) {
    this.#child = child;
    child.once('exit', () => {
      if (!this.#closed) onLost();
    });
    // a guard that somebody has killed takes no notes any more
    child.stdin?.on('error', () => undefined);
    child.unref();
  }

  /** `onLost` tells that the guard has ended before its time; a manager that is killed leaves its modules behind then. */
  static async start(onLost: () => void): Promise<ProcessGuard> {
    const child = spawn('sh', ['-c', SCRIPT], { detached: true, cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => reject(new GuardStartFailed(error)));
    });
    return new ProcessGuard(child, onLost);
  }

  watch(group: number): void {
    this.#child.stdin?.write(`+ ${group}\n`);
  }

  /** The group is gone; another one may get its number. */
  release(group: number): void {
    if (this.#child.stdin?.writable === true) this.#child.stdin.write(`- ${group}\n`);
  }

  close(): void {
    this.#closed = true;
    this.#child.stdin?.end();
  }
}
