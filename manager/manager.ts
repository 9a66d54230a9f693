import { randomUUID } from 'node:crypto';
import type { Clock, Timer } from '../lib/clock/clock.js';
import { EverestError, errorText } from '../lib/errors/everest-error.js';
import type { Logger } from '../lib/log/logger.js';
import type { Declarations } from '../framework/declarations/index.js';
import { Bus } from '../framework/wire/bus.js';
import { connectMqtt, type BrokerAddress } from '../framework/wire/mqtt-transport.js';
import type { Transport } from '../framework/wire/transport.js';
import type { ChosenBroker } from './broker/choose-broker.js';
import type { Configuration } from './config/configuration.js';
import type { RuntimePaths } from './config/runtime-paths.js';
import { ConfigRequests } from './config-service/index.js';
import { refuseOtherManager } from './config-service/other-manager.js';
import { findEntryPoint } from './hosts/entry-points.js';
import type { ModuleEntry } from './hosts/host-plan.js';
import { HostSet } from './hosts/host-set.js';
import type { HostExit, RunningHost } from './hosts/running-host.js';
import { Readiness } from './lifecycle/readiness.js';
import {
  initialLifecycle,
  isDraining,
  statusLine,
  step,
  type Lifecycle,
  type LifecycleEvent,
  type LifecycleFlags,
  type ManagerState,
} from './lifecycle/states.js';
import { MetadataTopics } from './metadata/index.js';

export interface ManagerOptions {
  readonly configuration: Configuration;
  readonly declarations: Declarations;
  readonly paths: RuntimePaths;
  readonly broker: ChosenBroker;
  readonly flags: LifecycleFlags;
  readonly retainTopics: boolean;
  readonly clock: Clock;
  readonly log: Logger;
  /** Starts the hosts of a set of modules. */
  readonly startHosts: (modules: readonly ModuleEntry[]) => Promise<readonly RunningHost[]>;
  /** A line of the status fifo. */
  readonly onStatus: (line: string) => void;
}

/** framework.md §22: how long modules may take to shut down when they are asked, in ms. */
const GRACEFUL_MS = 5000;
/** How long each step of leaving the broker may take, in ms. */
const LEAVE_MS = 2500;
/** How much later than a module the manager may notice that the broker has gone, in ms. */
const NOTICE_MS = 200;
/** After this time the log says which modules are not ready, in ms. */
const READY_WARNING_MS = 10_000;

/** One system: starts the modules of a configuration, watches over them and ends them. */
export class Manager {
  readonly #options: ManagerOptions;
  readonly #hosts: HostSet;
  readonly #timers: Timer[] = [];
  /** Resolves with the exit code. */
  readonly exited: Promise<number>;
  #exit: (code: number) => void = () => undefined;
  #lifecycle: Lifecycle = initialLifecycle;
  #transport: Transport | undefined;
  #bus: Bus | undefined;
  #metadata: MetadataTopics | undefined;
  #readiness: Readiness;
  #starting = false;

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.#hosts = new HostSet(
      options.clock,
      (host, exit) => this.#hostGone(host, exit),
      () => this.#apply({ type: 'all-gone' }),
    );
    this.#readiness = this.#newReadiness();
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
    const { configuration, broker, log, clock } = this.#options;
    this.#transport = await this.#openTransport();
    this.#transport.onLost((reason) => this.#brokerLost(reason));
    this.#bus = new Bus(this.#transport, configuration.settings.everestPrefix, log);
    this.#metadata = new MetadataTopics(this.#bus);
    const own = `manager_${randomUUID()}`;
    const requests = new ConfigRequests(this.#bus, configuration, log, own);
    await Promise.all([requests.start(), this.#subscribeReady(this.#bus)]);
    if (broker.embedded === undefined) await refuseOtherManager(this.#bus, clock, own);
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
    if (!this.#hosts.empty) this.#hosts.kill();
    await this.#transport?.close();
    await this.#options.broker.embedded?.close();
  }

  #openTransport(): Promise<Transport> {
    const { embedded, address } = this.#options.broker;
    return connectMqtt({ address: embedded === undefined ? address : { openStream: () => embedded.openStream() } });
  }

  #apply(event: LifecycleEvent): void {
    if (this.#lifecycle.exitCode !== undefined) return;
    const { next, entered, lines } = step(this.#lifecycle, event, this.#options.flags);
    const before = this.#lifecycle;
    this.#lifecycle = next;
    for (const line of lines) this.#options.onStatus(line);
    for (const state of entered) this.#enter(state, before);
    if (entered.some(isDraining) && !isDraining(before.state)) this.#drain();
  }

  #enter(state: ManagerState, before: Lifecycle): void {
    const { log, onStatus } = this.#options;
    log.debug({ state }, 'manager state');
    onStatus(statusLine(state));
    if (state === 'StartingModules') void this.#startModules();
    else if (state === 'Running') this.#announceReady();
    else if (state === 'ForceTerminating') this.#hosts.terminate();
    else if (state === 'ShutdownFinalizing') this.#finalize(before);
    else if (state === 'Exiting') void this.#leave();
  }

  async #startModules(): Promise<void> {
    const { configuration, declarations, paths, log } = this.#options;
    this.#readiness = this.#newReadiness();
    this.#starting = true;
    try {
      const started = [...configuration.modules.values()].filter(({ standalone, ignored }) => !standalone && !ignored);
      const entries = started.map(findEntryPoint);
      const publishing = this.#metadata?.publish(configuration, declarations, paths);
      const starting = this.#options
        .startHosts(entries)
        .then((hosts) => hosts.forEach((host) => this.#hosts.add(host)));
      // both are awaited to their end, so that no host is left that nobody knows of
      const failed = (await Promise.allSettled([starting, publishing])).find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    } catch (error) {
      if (error instanceof EverestError) log.fatal({ code: error.code }, error.message);
      else log.fatal({ err: error }, 'modules cannot be started');
      this.#starting = false;
      if (isDraining(this.state)) this.#drain();
      else this.#apply({ type: 'module-exited' });
      return;
    }
    this.#starting = false;
    if (isDraining(this.state)) return this.#drain();
    this.#warnLater();
    this.#reported(undefined);
  }

  #newReadiness(): Readiness {
    const modules = [...this.#options.configuration.modules.values()].filter(({ ignored }) => !ignored);
    return new Readiness(
      modules.map(({ id }) => id),
      modules.filter(({ standalone }) => standalone).map(({ id }) => id),
    );
  }

  async #subscribeReady(bus: Bus): Promise<void> {
    const modules = [...this.#options.configuration.modules.values()].filter(({ ignored }) => !ignored);
    await Promise.all(
      modules.map(({ id }) =>
        bus.subscribe(bus.topics.moduleReady(id), ({ type, data }) => {
          if (type === 'ModuleReady' && data === true) this.#reported(id);
        }),
      ),
    );
  }

  #reported(id: string | undefined): void {
    if (this.state !== 'StartingModules' && this.state !== 'Running') return;
    const event = this.#readiness.report(id);
    if (event === 'waiting-for-standalone') {
      this.#options.log.info({ modules: this.#readiness.missing }, 'waiting for standalone modules');
      this.#options.onStatus('WAITING_FOR_STANDALONE_MODULES');
    }
    if (event === 'all-ready') this.#apply({ type: 'all-ready' });
    if (event === 'ready-again') this.#bus?.send(this.#bus.topics.ready(), 'GlobalReady', true);
  }

  /** framework.md §16.4. Messages of one connection keep their order, so the topics are gone before the modules act. */
  #announceReady(): void {
    const { log, onStatus, retainTopics, configuration } = this.#options;
    if (!retainTopics) void this.#metadata?.clear();
    log.info({ modules: configuration.modules.size }, 'all modules are ready');
    onStatus('ALL_MODULES_STARTED');
    this.#bus?.send(this.#bus.topics.ready(), 'GlobalReady', true);
  }

  #warnLater(): void {
    const { clock, log } = this.#options;
    this.#timers.push(
      clock.setTimeout(() => {
        if (this.state === 'StartingModules')
          log.warn({ modules: this.#readiness.missing }, 'modules are not ready yet');
      }, READY_WARNING_MS),
    );
  }

  /** Begins to end all hosts. While they are being started this waits until it is known what there is to end. */
  #drain(): void {
    if (this.#starting) return;
    const { flags, clock } = this.#options;
    if (this.#hosts.empty) return this.#soon({ type: 'all-gone' });
    if (!flags.gracefulShutdown) {
      this.#soon({ type: 'deadline' });
      if (this.state === 'ForceTerminating') this.#hosts.terminate();
      return;
    }
    this.#bus?.sendText(this.#bus.topics.shutdown(), 'true', { qos: 2 });
    this.#hosts.close();
    this.#timers.push(clock.setTimeout(() => this.#apply({ type: 'deadline' }), GRACEFUL_MS));
  }

  /** In a turn of its own; kept with the other timers, so that none of it reaches a later run of the modules. */
  #soon(event: LifecycleEvent): void {
    this.#timers.push(this.#options.clock.setTimeout(() => this.#apply(event), 0));
  }

  #finalize(before: Lifecycle): void {
    const { flags, onStatus } = this.#options;
    if (flags.gracefulShutdown && before.signalled && this.#hosts.stoppedClean) onStatus('ALL_MODULES_STOPPED_CLEAN');
    this.#timers.splice(0).forEach((timer) => timer.cancel());
  }

  #hostGone(host: RunningHost, exit: HostExit): void {
    const { log } = this.#options;
    if (exit.expected || isDraining(this.state)) return;
    const { failedModule, reason } = exit;
    const ended = exit.signal === null ? `status ${exit.code}` : exit.signal;
    log.error(
      { modules: failedModule === undefined ? host.moduleIds : [failedModule], ended, reason },
      'modules ended unexpectedly',
    );
    if (exit.connectionLost !== true) return this.#apply({ type: 'module-exited' });
    // most likely the broker has gone, of which our own connection will tell
    this.#timers.push(this.#options.clock.setTimeout(() => this.#apply({ type: 'module-exited' }), NOTICE_MS));
  }

  #brokerLost(reason: string): void {
    if (this.#lifecycle.exitCode !== undefined) return;
    this.#options.log.fatal({ reason }, 'connection to the broker lost');
    this.#bus = undefined;
    this.#metadata = undefined;
    this.#apply({ type: 'broker-lost' });
  }

  async #leave(): Promise<void> {
    this.#timers.splice(0).forEach((timer) => timer.cancel());
    if (!this.#hosts.empty) {
      this.#hosts.kill();
      // compatibility-contract.md §1.5: the manager exits last
      await this.#withinLimit(this.#hosts.gone());
    }
    try {
      if (!this.#options.retainTopics) await this.#withinLimit(this.#metadata?.clear());
      await this.#withinLimit(this.#transport?.close());
    } catch (error) {
      this.#options.log.warn({ reason: errorText(error) }, 'the broker was left without ceremony');
    }
    await this.#withinLimit(this.#options.broker.embedded?.close());
    this.#exit(this.#lifecycle.exitCode ?? 1);
  }

  /** compatibility-contract.md §1.5: no stop waits for a broker that has stopped answering. */
  async #withinLimit(work: Promise<void> | undefined): Promise<void> {
    const limit = new AbortController();
    const late = this.#options.clock.sleep(LEAVE_MS, limit.signal).catch(() => undefined);
    await Promise.race([work, late]).finally(() => limit.abort());
  }
}
