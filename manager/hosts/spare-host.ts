import { HostChild } from './host-child.js';

/**
 * A module process that boots while the configuration is still being read, on a core that would have nothing to do. It is for
 * the first set of modules that share a process and need neither another user nor an inspector.
 */
export class SpareHost {
  #child: HostChild | undefined = HostChild.fork({ modules: 'several' });

  /** Hands it out once. */
  take(): HostChild | undefined {
    const child = this.#child;
    this.#child = undefined;
    return child?.hasEnded === true ? undefined : child;
  }

  /** Ends it, if nobody has taken it. Resolves when it is gone. */
  async discard(): Promise<void> {
    await this.take()?.discard();
  }
}
