import { randomUUID } from 'node:crypto';
import { EverestError, errorText } from '../lib/errors/everest-error.js';
import type { BrokerTerms } from '../framework/wire/broker-terms.js';
import type { BrokerAddress } from '../framework/wire/mqtt-transport.js';
import { VIEW } from './broker/broker-identities.js';
import { ConfigRequests } from './config-service/index.js';
import { refuseOtherManager } from './config-service/other-manager.js';
import { liveConfiguration } from './lifecycle/live-configuration.js';
import type { LoadedSystem, ManagerOptions } from './lifecycle/manager-options.js';
import { ModuleRuns } from './lifecycle/module-runs.js';
import { moduleStatus, type ModuleStatus } from './lifecycle/module-status.js';
import { succeed } from './lifecycle/reload-system.js';
import { canRestart, isDraining, type Lifecycle, type ManagerState } from './lifecycle/states.js';
import { SystemBus } from './lifecycle/system-bus.js';
import { withinLimit } from './lifecycle/within-limit.js';

/** One system: starts the modules of a configuration, watches over them and ends them. */
export class Manager {
  readonly #options: ManagerOptions;
  readonly #modules: ModuleRuns;
  readonly #heard = new Set<string>();
  #system: LoadedSystem;
  /** Resolves with the exit code, when nothing is left of the system. */
  readonly exited: Promise<number>;
  #exit: (code: number) => void = () => undefined;
  #bus: SystemBus | undefined;
  #requests: ConfigRequests | undefined;

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.#system = options.system;
    this.#modules = new ModuleRuns(options);
    this.exited = new Promise((resolve) => (this.#exit = resolve));
    options.lifecycle.follow((state, before) => this.#entered(state, before));
    if (options.lifecycle.now.exitCode !== undefined) void this.#leave();
  }

  get state(): ManagerState {
    return this.#options.lifecycle.now.state;
  }

  /** framework.md §23: what the configuration service says of the modules. */
  get moduleStatus(): ModuleStatus {
    return moduleStatus(this.#options.lifecycle.now);
  }

  /** Where other MQTT clients find the broker of this system. */
  get brokerAddress(): BrokerAddress {
    return this.#options.broker.address;
  }

  /** How a view of the system connects to it. */
  get viewTerms(): BrokerTerms {
    return this.#options.broker.termsOf?.(VIEW) ?? {};
  }

  /** What the modules of the moment were started from. */
  get system(): LoadedSystem {
    return this.#system;
  }

  /** Connects to the broker and starts the modules; `exited` tells how it ended. */
  async run(): Promise<void> {
    const { lifecycle, log } = this.#options;
    if (lifecycle.now.exitCode !== undefined) return;
    try {
      await this.#connect();
      lifecycle.apply({ type: 'configured', modules: this.#system.configuration.modules.size });
    } catch (error) {
      if (lifecycle.now.exitCode !== undefined) return;
      log.fatal({ code: error instanceof EverestError ? error.code : undefined }, errorText(error));
      lifecycle.apply({ type: 'start-failed' });
    }
  }

  /** SIGINT or SIGTERM: the first ends in order, the second at once. */
  signal(): void {
    this.#options.lifecycle.apply({ type: 'signal' });
  }

  /** Ends the modules, reads the configuration again and starts them; false where that is not possible now. */
  restart(): boolean {
    if (!canRestart(this.state)) return false;
    this.#options.lifecycle.apply({ type: 'restart' });
    return true;
  }

  async #connect(): Promise<void> {
    const { everestPrefix } = this.#system.configuration.settings;
    const onLost = (reason: string): void => this.#brokerLost(reason);
    const bus = await SystemBus.connect({ ...this.#options, everestPrefix, onLost });
    this.#bus = bus;
    const { lifecycle } = this.#options;
    // stopped in the meantime, when there was nothing to be closed yet
    if (lifecycle.now.exitCode !== undefined) return bus.close();
    await this.#serve(bus);
  }

  /** Answers what modules ask on the bus, before any of them runs. */
  async #serve(system: SystemBus): Promise<void> {
    const { broker, clock } = this.#options;
    const own = `manager_${randomUUID()}`;
    const configuration = liveConfiguration(() => this.#system.configuration);
    const requests = new ConfigRequests({
      ...this.#options,
      bus: system.bus,
      configuration,
      own,
      status: () => this.moduleStatus,
    });
    this.#requests = requests;
    await Promise.all([requests.start(), this.#hearReady(system)]);
    if (broker.embedded === undefined) await refuseOtherManager(system.bus, clock, own);
  }

  /** Hears of each module once, over all runs. */
  async #hearReady(system: SystemBus): Promise<void> {
    const { modules } = this.#system.configuration;
    const fresh = [...modules.values()].filter(({ id, ignored }) => !ignored && !this.#heard.has(id));
    const ids = fresh.map(({ id }) => id);
    for (const id of ids) this.#heard.add(id);
    await system.hearReady(ids, (id) => {
      if (this.#modules.reported(id)) this.#bus?.announceReady();
    });
  }

  #entered(state: ManagerState, before: Lifecycle): void {
    const { lifecycle, log } = this.#options;
    const isLast = state === lifecycle.now.state;
    log.debug({ state }, 'manager state');
    // nothing waits for the answer of a module that is about to end
    if (isDraining(state)) this.#requests?.endRun();
    if (state === 'StartingModules' && this.#bus !== undefined) void this.#modules.start(this.#system, this.#bus);
    else if (state === 'Running') this.#announceReady();
    else if (state === 'ForceTerminating') this.#modules.terminate();
    else if (state === 'ShutdownFinalizing') this.#finalize(before, isLast);
    else if (state === 'Exiting') void this.#leave();
    else if (isDraining(state) && !isDraining(before.state) && isLast) this.#modules.drain(this.#bus);
  }

  /** framework.md §16.4. Messages of one connection keep their order, so the topics are gone before the modules act. */
  #announceReady(): void {
    const { lifecycle, log, retainTopics } = this.#options;
    if (!retainTopics) void this.#bus?.forget();
    log.info({ modules: this.#system.configuration.modules.size }, 'all modules are ready');
    lifecycle.say('ALL_MODULES_STARTED');
    this.#bus?.announceReady();
  }

  #finalize(before: Lifecycle, startsAgain: boolean): void {
    const { lifecycle } = this.#options;
    this.#modules.cancelTimers();
    if (lifecycle.flags.gracefulShutdown && before.signalled && this.#modules.stoppedClean) {
      lifecycle.say('ALL_MODULES_STOPPED_CLEAN');
    }
    if (startsAgain) void this.#reload();
  }

  /** The next run is made of what its boot source says now. */
  async #reload(): Promise<void> {
    const { lifecycle, log, reload } = this.#options;
    try {
      await this.#bus?.forget();
      const reloaded = reload();
      if (reloaded === undefined) return lifecycle.apply({ type: 'start-failed' });
      this.#system = succeed(this.#system, reloaded, log);
      if (this.#bus !== undefined) await this.#hearReady(this.#bus);
      lifecycle.apply({ type: 'configured', modules: this.#system.configuration.modules.size });
    } catch (error) {
      log.fatal({ code: error instanceof EverestError ? error.code : undefined }, errorText(error));
      lifecycle.apply({ type: 'start-failed' });
    }
  }

  #brokerLost(reason: string): void {
    const { lifecycle, log } = this.#options;
    if (lifecycle.now.exitCode !== undefined) return;
    log.fatal({ reason }, 'connection to the broker lost');
    lifecycle.apply({ type: 'broker-lost' });
  }

  /** compatibility-contract.md §1.5: the manager exits last. */
  async #leave(): Promise<void> {
    const { broker, clock, lifecycle, log, retainTopics } = this.#options;
    this.#modules.cancelTimers();
    await withinLimit(clock, this.#modules.kill());
    try {
      if (!retainTopics) await withinLimit(clock, this.#bus?.forget());
      await this.#bus?.close();
    } catch (error) {
      log.warn({ reason: errorText(error) }, 'the broker was left without ceremony');
    }
    await withinLimit(clock, broker.embedded?.close());
    this.#exit(lifecycle.now.exitCode ?? 1);
  }
}
