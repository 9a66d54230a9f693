import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../framework/declarations/package-root.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { HostFailure, HostMessage, HostSpec, ManagerMessage } from './host-spec.js';
import type { Wrapper } from './privileges.js';
import { ProcessGroup } from './process-group.js';
import type { HostExit, RunningHost } from './running-host.js';

/** The program of a child process; only the bundle has it in one place with all that it needs. */
const hostEntry = join(packageRoot(), 'dist/bundle/manager/hosts/host-entry.js');

/** Helper threads of V8 cost a station that is idle more than they give; so does memory for more young objects, in MiB. */
const V8_OPTIONS = ['--v8-pool-size=1', '--max-semi-space-size=4'];
/** MiB for young objects. With many modules, small ones are full before what they hold has died. */
const youngObjects = ({ modules }: HostSpec): string => `--min-semi-space-size=${modules.length < 8 ? 1 : 4}`;

class HostStartFailed extends EverestError {
  constructor(reason: string) {
    super('MODULE_HOST_START', `a module process could not be started: ${reason}`);
  }
}

/** A child process that runs a set of modules; architecture.md §3. */
export class HostProcess implements RunningHost {
  readonly moduleIds: readonly string[];
  readonly exited: Promise<HostExit>;
  readonly #child: ChildProcess;
  readonly #group: ProcessGroup | undefined;
  #ending = false;
  #failure: HostFailure | undefined;

  private constructor(child: ChildProcess, spec: HostSpec) {
    this.#child = child;
    this.#group = child.pid === undefined ? undefined : new ProcessGroup(child.pid);
    this.moduleIds = spec.modules.map(({ id }) => id);
    child.on('message', (message: HostMessage) => {
      if (message.type === 'failed') this.#failure ??= message;
    });
    // a process that has just gone cannot be told anything; its exit says the rest
    child.on('error', () => undefined);
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        // what modules have started and left behind would hold our stderr
        this.#group?.signal('SIGKILL');
        resolve(this.#describe(code, signal));
      });
    });
  }

  /** Resolves when the process runs and was told what to do. A wrapper sets user and capabilities first. */
  static async start(spec: HostSpec, wrapper?: Wrapper, nodeOptions: readonly string[] = []): Promise<HostProcess> {
    const execArgv = [...process.execArgv, ...V8_OPTIONS, youngObjects(spec), ...nodeOptions];
    const node = { command: process.execPath, argv0: process.execPath, args: execArgv };
    const { command, args } = wrapper?.wrap(node) ?? node;
    // own process group, so that Ctrl+C reaches the manager alone; stdout goes to stderr (compatibility-contract.md §1.4)
    const child = fork(hostEntry, [], {
      detached: true,
      execPath: command,
      execArgv: [...args],
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    const host = new HostProcess(child, spec);
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('error', (error) => reject(new HostStartFailed(error.message)));
      child.once('exit', (code, signal) => reject(new HostStartFailed(`it ended with ${signal ?? `status ${code}`}`)));
    });
    host.#tell({ type: 'start', spec });
    return host;
  }

  close(): void {
    this.#ending = true;
    this.#tell({ type: 'close' });
  }

  terminate(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.#ending = true;
    this.#group?.signal(signal);
  }

  #tell(message: ManagerMessage): void {
    if (this.#child.connected) this.#child.send(message);
  }

  #describe(code: number | null, signal: NodeJS.Signals | null): HostExit {
    if (this.#failure === undefined) return { expected: this.#ending, code, signal };
    const { reason, failedModule, connectionLost } = this.#failure;
    return { expected: this.#ending, code, signal, reason, failedModule, connectionLost };
  }
}
