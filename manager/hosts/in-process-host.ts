import { errorText } from '../../lib/errors/everest-error.js';
import { Host, type HostOptions } from '../../framework/runtime/host.js';
import { ModuleExit } from '../../framework/runtime/module-exit.js';
import { ConnectionLost } from '../../framework/wire/transport.js';
import type { ModuleEntry } from './host-plan.js';
import { loadModules } from './load-modules.js';
import type { HostExit, RunningHost } from './running-host.js';

/** Modules that run in the manager's process (`--isolation none`). */
export class InProcessHost implements RunningHost {
  readonly moduleIds: readonly string[];
  readonly exited: Promise<HostExit>;
  readonly #host: Host;
  #exit: (exit: HostExit) => void = () => undefined;
  #ending = false;

  private constructor(host: Host, moduleIds: readonly string[]) {
    this.#host = host;
    this.moduleIds = moduleIds;
    this.exited = new Promise((resolve) => (this.#exit = resolve));
  }

  static async start(
    entries: readonly ModuleEntry[],
    options: Omit<HostOptions, 'modules' | 'onFailure' | 'onShutdown'>,
  ): Promise<InProcessHost> {
    const modules = await loadModules(entries);
    const onFailure = (failedModule: string | undefined, cause: unknown): void => running.#failed(failedModule, cause);
    const running: InProcessHost = new InProcessHost(
      new Host({ ...options, modules, onFailure, onShutdown: () => running.#end(false) }),
      entries.map(({ id }) => id),
    );
    running.#host.start().catch((error: unknown) => running.#failed(undefined, error));
    return running;
  }

  close(): void {
    this.#end(true);
  }

  /** Nothing in this process can be killed, so an end without asking is the same as one in order. */
  terminate(): void {
    this.close();
  }

  #end(expected: boolean): void {
    if (this.#ending) return;
    this.#ending = true;
    void this.#host.close().then(
      () => this.#exit({ expected, code: this.#host.wasLate ? 1 : 0, signal: null }),
      (error: unknown) => this.#exit({ expected, code: 1, signal: null, reason: errorText(error) }),
    );
  }

  #failed(failedModule: string | undefined, cause: unknown): void {
    if (this.#ending) return;
    this.#ending = true;
    const exit: HostExit = {
      expected: false,
      code: cause instanceof ModuleExit ? cause.exitCode : 1,
      signal: null,
      reason: errorText(cause),
      failedModule,
      connectionLost: cause instanceof ConnectionLost,
    };
    void this.#host.close().then(
      () => this.#exit(exit),
      () => this.#exit(exit),
    );
  }
}
