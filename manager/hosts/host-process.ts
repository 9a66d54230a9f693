import type { ChildProcess } from 'node:child_process';
import type { HostChild } from './host-child.js';
import type { HostFailure, HostMessage, HostSpec, ManagerMessage } from './host-spec.js';
import { ProcessGroup } from './process-group.js';
import type { HostExit, RunningHost } from './running-host.js';

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
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        // what modules have started and left behind would hold our stderr
        this.#group?.signal('SIGKILL');
        resolve(this.#describe(code, signal));
      });
    });
  }

  /** Resolves when the process runs and was told what to do. */
  static async start(spec: HostSpec, child: HostChild): Promise<HostProcess> {
    const host = new HostProcess(child.process, spec);
    await child.listening;
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
