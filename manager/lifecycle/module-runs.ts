import type { Timer } from '../../lib/clock/clock.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import { findEntryPoint } from '../hosts/entry-points.js';
import { HostSet } from '../hosts/host-set.js';
import type { HostExit, RunningHost } from '../hosts/running-host.js';
import type { LoadedSystem, ManagerOptions } from './manager-options.js';
import { Readiness, type ReadinessEvent } from './readiness.js';
import { isDraining, type LifecycleEvent, type ManagerState } from './states.js';
import type { SystemBus } from './system-bus.js';

/** framework.md §22: how long modules may take to shut down when they are asked, in ms. */
const GRACEFUL_MS = 5000;
/** How much later than a module the manager may notice that the broker has gone, in ms. */
const NOTICE_MS = 200;
/** After this time the log says which modules are not ready, in ms. */
const READY_WARNING_MS = 10_000;

export type ModuleRunsOptions = Pick<ManagerOptions, 'clock' | 'lifecycle' | 'log' | 'startHosts'>;

/** The modules of a system, started and ended as often as the lifecycle asks for it: one run after the other. */
export class ModuleRuns {
  readonly #options: ModuleRunsOptions;
  readonly #hosts: HostSet;
  readonly #timers: Timer[] = [];
  #readiness = new Readiness([], []);
  #starting: Promise<void> | undefined;

  constructor(options: ModuleRunsOptions) {
    this.#options = options;
    this.#hosts = new HostSet(
      options.clock,
      (host, exit) => this.#hostGone(host, exit),
      () => options.lifecycle.apply({ type: 'all-gone' }),
    );
  }

  get #state(): ManagerState {
    return this.#options.lifecycle.now.state;
  }

  /** Whether every host of the present run ended by itself with exit code 0. */
  get stoppedClean(): boolean {
    return this.#hosts.stoppedClean;
  }

  /** Describes the system to its modules and starts them. What happens then is told as events. */
  async start(system: LoadedSystem, bus: SystemBus): Promise<void> {
    const { lifecycle, log } = this.#options;
    this.#readiness = readinessOf(system);
    this.#starting = this.#startHosts(system, bus);
    const failure = await this.#starting.then(() => undefined).catch((error: unknown) => ({ error }));
    this.#starting = undefined;
    if (failure !== undefined) {
      if (failure.error instanceof EverestError) log.fatal({ code: failure.error.code }, failure.error.message);
      else log.fatal({ err: failure.error }, 'modules cannot be started');
    }
    if (isDraining(this.#state)) return this.drain(bus);
    if (failure !== undefined) return lifecycle.apply({ type: 'module-exited' });
    this.#warnLater();
    this.#readinessChanged(this.#readiness.report());
  }

  async #startHosts(system: LoadedSystem, bus: SystemBus): Promise<void> {
    const { modules } = system.configuration;
    const spawned = [...modules.values()].filter(({ standalone, ignored }) => !standalone && !ignored);
    const starting = this.#options
      .startHosts(spawned.map(findEntryPoint), system)
      .then((hosts) => hosts.forEach((host) => this.#hosts.add(host)));
    // both are awaited to their end, so that no host is left that nobody knows of
    const outcomes = await Promise.allSettled([starting, bus.describe(system)]);
    const failed = outcomes.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  /** A module said that it is ready; true when it is a standalone one that has started again. */
  reported(id: string): boolean {
    if (this.#state !== 'StartingModules' && this.#state !== 'Running') return false;
    const event = this.#readiness.report(id);
    this.#readinessChanged(event);
    return event === 'ready-again';
  }

  /** Begins to end all hosts. While they are being started this waits until it is known what there is to end. */
  drain(bus: SystemBus | undefined): void {
    if (this.#starting !== undefined) return;
    const { clock, lifecycle } = this.#options;
    if (this.#hosts.empty) return this.#soon({ type: 'all-gone' });
    if (!lifecycle.flags.gracefulShutdown) {
      this.#soon({ type: 'deadline' });
      if (this.#state === 'ForceTerminating') this.#hosts.terminate();
      return;
    }
    // set first, so that a host in this process does not give up in the moment before
    this.#timers.push(clock.setTimeout(() => lifecycle.apply({ type: 'deadline' }), GRACEFUL_MS));
    bus?.announceShutdown();
    this.#hosts.close();
  }

  /** SIGTERM, and SIGKILL to what is left 5 s later. */
  terminate(): void {
    this.#hosts.terminate();
  }

  /** SIGKILL; resolves when every host has ended, also those that are just being started. */
  async kill(): Promise<void> {
    this.#hosts.kill();
    await this.#starting?.catch(() => undefined);
    if (this.#hosts.empty) return;
    this.#hosts.kill();
    await this.#hosts.gone();
  }

  /** No timer of a run reaches the next one. */
  cancelTimers(): void {
    this.#timers.splice(0).forEach((timer) => timer.cancel());
  }

  #readinessChanged(event: ReadinessEvent): void {
    const { lifecycle, log } = this.#options;
    if (event === 'all-ready') lifecycle.apply({ type: 'all-ready' });
    if (event !== 'waiting-for-standalone') return;
    log.info({ modules: this.#readiness.missing }, 'waiting for standalone modules');
    lifecycle.say('WAITING_FOR_STANDALONE_MODULES');
  }

  #warnLater(): void {
    const { clock, log } = this.#options;
    const warn = (): void => {
      if (this.#state === 'StartingModules')
        log.warn({ modules: this.#readiness.missing }, 'modules are not ready yet');
    };
    this.#timers.push(clock.setTimeout(warn, READY_WARNING_MS));
  }

  /** In a turn of its own. */
  #soon(event: LifecycleEvent): void {
    this.#timers.push(this.#options.clock.setTimeout(() => this.#options.lifecycle.apply(event), 0));
  }

  #hostGone(host: RunningHost, exit: HostExit): void {
    const { clock, lifecycle, log } = this.#options;
    if (exit.expected || isDraining(this.#state)) return;
    const { failedModule, reason } = exit;
    const ended = exit.signal === null ? `status ${exit.code}` : exit.signal;
    log.error(
      { modules: failedModule === undefined ? host.moduleIds : [failedModule], ended, reason },
      'modules ended unexpectedly',
    );
    if (exit.connectionLost !== true) return lifecycle.apply({ type: 'module-exited' });
    // most likely the broker has gone, of which our own connection will tell
    this.#timers.push(clock.setTimeout(() => lifecycle.apply({ type: 'module-exited' }), NOTICE_MS));
  }
}

function readinessOf({ configuration }: LoadedSystem): Readiness {
  const modules = [...configuration.modules.values()].filter(({ ignored }) => !ignored);
  const standalone = modules.filter((module) => module.standalone);
  return new Readiness(
    modules.map(({ id }) => id),
    standalone.map(({ id }) => id),
  );
}
