import { randomUUID } from 'node:crypto';
import { errorText } from '../lib/errors/everest-error.js';
import type { BrokerAddress } from '../framework/wire/mqtt-transport.js';
import { ConfigRequests } from './config-service/index.js';
import { refuseOtherManager } from './config-service/other-manager.js';
import type { LoadedSystem, ManagerOptions } from './lifecycle/manager-options.js';
import { ModuleRuns } from './lifecycle/module-runs.js';
import {
  initialLifecycle,
  isDraining,
  statusLine,
  step,
  type Lifecycle,
  type LifecycleEvent,
  type ManagerState,
} from './lifecycle/states.js';
import { SystemBus } from './lifecycle/system-bus.js';
import { withinLimit } from './lifecycle/within-limit.js';

/** One system: starts the modules of a configuration, watches over them and ends them. */
export class Manager {
  readonly #options: ManagerOptions;
  readonly #modules: ModuleRuns;
  readonly #system: LoadedSystem;
  /** Resolves with the exit code. */
  readonly exited: Promise<number>;
  #exit: (code: number) => void = () => undefined;
  #lifecycle: Lifecycle = initialLifecycle;
  #bus: SystemBus | undefined;

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.#system = options.system;
    this.#modules = new ModuleRuns({ ...options, state: () => this.state, apply: (event) => this.#apply(event) });
    this.exited = new Promise((resolve) => (this.#exit = resolve));
  }

  get state(): ManagerState {
    return this.#lifecycle.state;
  }

  /** Where other MQTT clients find the broker of this system. */
  get brokerAddress(): BrokerAddress {
    return this.#options.broker.address;
  }

  /** Connects to the broker and starts the modules. Rejects when the broker is missing or another manager serves the prefix. */
  async run(): Promise<void> {
    this.#apply({ type: 'run' });
    const { configuration } = this.#system;
    const { everestPrefix } = configuration.settings;
    const onLost = (reason: string): void => this.#brokerLost(reason);
    const bus = await SystemBus.connect({ ...this.#options, everestPrefix, onLost });
    this.#bus = bus;
    await this.#serve(bus);
    this.#apply({ type: 'configured', modules: configuration.modules.size });
  }

  /** SIGINT or SIGTERM: the first ends in order, the second at once. */
  signal(): void {
    this.#apply({ type: 'signal' });
  }

  restart(): void {
    this.#apply({ type: 'restart' });
  }

  /** Ends what `run` had begun when it failed. */
  async abandon(): Promise<void> {
    void this.#modules.kill();
    await this.#bus?.close();
    await this.#options.broker.embedded?.close();
  }

  /** Answers what modules ask on the bus, before any of them runs. */
  async #serve(system: SystemBus): Promise<void> {
    const { broker, clock, log } = this.#options;
    const { configuration } = this.#system;
    const own = `manager_${randomUUID()}`;
    const requests = new ConfigRequests(system.bus, configuration, log, own);
    const waitedFor = [...configuration.modules.values()].filter(({ ignored }) => !ignored);
    const hearing = system.hearReady(
      waitedFor.map(({ id }) => id),
      (id) => this.#moduleReady(id),
    );
    await Promise.all([requests.start(), hearing]);
    if (broker.embedded === undefined) await refuseOtherManager(system.bus, clock, own);
  }

  #moduleReady(id: string): void {
    if (this.#modules.reported(id)) this.#bus?.announceReady();
  }

  #apply(event: LifecycleEvent): void {
    if (this.#lifecycle.exitCode !== undefined) return;
    const { next, entered, lines } = step(this.#lifecycle, event, this.#options.flags);
    const before = this.#lifecycle;
    this.#lifecycle = next;
    for (const line of lines) this.#options.onStatus(line);
    for (const state of entered) this.#enter(state, before);
    if (entered.some(isDraining) && !isDraining(before.state)) this.#modules.drain(this.#bus);
  }

  #enter(state: ManagerState, before: Lifecycle): void {
    const { log, onStatus } = this.#options;
    log.debug({ state }, 'manager state');
    onStatus(statusLine(state));
    if (state === 'StartingModules' && this.#bus !== undefined) void this.#modules.start(this.#system, this.#bus);
    else if (state === 'Running') this.#announceReady();
    else if (state === 'ForceTerminating') this.#modules.terminate();
    else if (state === 'ShutdownFinalizing') this.#finalize(before);
    else if (state === 'Exiting') void this.#leave();
  }

  /** framework.md §16.4. Messages of one connection keep their order, so the topics are gone before the modules act. */
  #announceReady(): void {
    const { log, onStatus, retainTopics } = this.#options;
    if (!retainTopics) void this.#bus?.forget();
    log.info({ modules: this.#system.configuration.modules.size }, 'all modules are ready');
    onStatus('ALL_MODULES_STARTED');
    this.#bus?.announceReady();
  }

  #finalize(before: Lifecycle): void {
    const { flags, onStatus } = this.#options;
    if (flags.gracefulShutdown && before.signalled && this.#modules.stoppedClean) onStatus('ALL_MODULES_STOPPED_CLEAN');
    this.#modules.cancelTimers();
  }

  #brokerLost(reason: string): void {
    if (this.#lifecycle.exitCode !== undefined) return;
    this.#options.log.fatal({ reason }, 'connection to the broker lost');
    this.#apply({ type: 'broker-lost' });
  }

  /** compatibility-contract.md §1.5: the manager exits last. */
  async #leave(): Promise<void> {
    const { clock, retainTopics, broker, log } = this.#options;
    this.#modules.cancelTimers();
    await withinLimit(clock, this.#modules.kill());
    try {
      if (!retainTopics) await withinLimit(clock, this.#bus?.forget());
      await this.#bus?.close();
    } catch (error) {
      log.warn({ reason: errorText(error) }, 'the broker was left without ceremony');
    }
    await withinLimit(clock, broker.embedded?.close());
    this.#exit(this.#lifecycle.exitCode ?? 1);
  }
}
