import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../framework/declarations/package-root.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { Wrapper } from './privileges.js';

/** The program of a child process; only the bundle has it in one place with all that it needs. */
const hostEntry = join(packageRoot(), 'dist/bundle/manager/hosts/host-entry.js');

/** Helper threads of V8 cost a station that is idle more than they give; so does memory for more young objects, in MiB. */
const V8_OPTIONS = ['--v8-pool-size=1', '--max-semi-space-size=4'];
/** MiB for young objects. With many modules, small ones are full before what they hold has died. */
const YOUNG_OBJECTS = { one: 1, several: 4 } as const;

class HostStartFailed extends EverestError {
  constructor(reason: string) {
    super('MODULE_HOST_START', `a module process could not be started: ${reason}`);
  }
}

export interface HostChildOptions {
  /** How many modules it is going to run. */
  readonly modules: keyof typeof YOUNG_OBJECTS;
  /** Sets user and capabilities first. */
  readonly wrapper?: Wrapper | undefined;
  readonly nodeOptions?: readonly string[];
}

/** A process that boots and then waits to be told which modules to run. It never outlives this one. */
export class HostChild {
  readonly process: ChildProcess;
  /** Resolves when it can be told; rejects with `MODULE_HOST_START` when it ends before. */
  readonly listening: Promise<void>;

  private constructor(process: ChildProcess) {
    this.process = process;
    // a process that has just gone cannot be told anything; its exit says the rest
    process.on('error', () => undefined);
    this.listening = new Promise((resolve, reject) => {
      process.once('message', () => resolve());
      process.once('error', (error) => reject(new HostStartFailed(error.message)));
      process.once('exit', (code, signal) => {
        reject(new HostStartFailed(`it ended with ${signal ?? `status ${code}`}`));
      });
    });
    // nobody may be waiting for it yet
    this.listening.catch(() => undefined);
  }

  static fork({ modules, wrapper, nodeOptions = [] }: HostChildOptions): HostChild {
    const youngObjects = `--min-semi-space-size=${YOUNG_OBJECTS[modules]}`;
    const execArgv = [...process.execArgv, ...V8_OPTIONS, youngObjects, ...nodeOptions];
    const node = { command: process.execPath, argv0: process.execPath, args: execArgv };
    const { command, args } = wrapper?.wrap(node) ?? node;
    // own process group, so that Ctrl+C reaches the manager alone; stdout goes to stderr (compatibility-contract.md §1.4)
    const child = fork(hostEntry, [], {
      detached: true,
      execPath: command,
      execArgv: [...args],
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    return new HostChild(child);
  }

  get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** Ends a process that was told nothing; resolves when it is gone. */
  async discard(): Promise<void> {
    if (this.process.pid === undefined || this.hasEnded) return;
    const gone = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await gone;
  }
}
