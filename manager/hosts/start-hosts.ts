import type { Logger, LogLevel } from '../../lib/log/logger.js';
import { RealClock, type Pace } from '../../framework/clock/index.js';
import { hostClocks } from '../../framework/runtime/host-clocks.js';
import { terminalLine, writeStandardError } from '../../framework/log/index.js';
import type { TypeDocument } from '../../framework/declarations/index.js';
import type { LogRules } from '../../framework/log/logging-config.js';
import { connectionOpener, type BrokerTerms } from '../../framework/wire/broker-terms.js';
import type { BrokerAddress } from '../../framework/wire/mqtt-transport.js';
import { SHARED_HOST } from '../broker/broker-identities.js';
import type { ChosenBroker } from '../broker/choose-broker.js';
import { launchPlaces } from '../config/launch-places.js';
import type { Configuration } from '../config/configuration.js';
import type { RuntimePaths } from '../config/runtime-paths.js';
import type { Settings } from '../config/settings.js';
import type { Environment } from './environment.js';
import { ForeignProcess } from './foreign-process.js';
import { inspectorArguments, type InspectorOptions } from './inspector.js';
import { planHosts, type Isolation, type ModuleEntry } from './host-plan.js';
import { HostChild } from './host-child.js';
import { HostProcess } from './host-process.js';
import { InProcessHost } from './in-process-host.js';
import type { HostSpec } from './host-spec.js';
import { launchOf, type Launch, type LaunchContext } from './launch.js';
import { Privileges } from './privileges.js';
import { ProcessGuard } from './process-guard.js';
import type { RunningHost } from './running-host.js';
import type { SpareHost } from './spare-host.js';
import { tellStandalone } from './standalone-hints.js';

export interface StartHostsOptions {
  readonly isolation: Isolation;
  readonly broker: ChosenBroker;
  readonly pace: Pace;
  readonly logLevel: LogLevel;
  /** In place of `logLevel`. */
  readonly logRules?: LogRules | undefined;
  readonly log: Logger;
  /** The environment of the manager. */
  readonly env: Environment;
  /** Whether the processes of TypeScript modules run under the inspector, and where. */
  readonly inspect?: InspectorOptions | undefined;
  /** The types of the values that modules send each other, by type file; the same ones each time. */
  readonly types?: () => Readonly<Record<string, TypeDocument>>;
  /** A process that boots already. */
  readonly spare?: SpareHost | undefined;
}

/** The configuration whose modules are started. */
export interface StartedSystem {
  readonly configuration: Configuration;
  readonly paths: RuntimePaths;
}

/** Starts all hosts or none: what has started beside one that cannot is ended again. */
export async function startHosts(
  modules: readonly ModuleEntry[],
  system: StartedSystem,
  options: StartHostsOptions,
): Promise<readonly RunningHost[]> {
  const { file, settings } = system.configuration;
  const launch = (module: ModuleEntry): Launch => launchOf(module, contextOf(module, system, options));
  tellStandalone(system.configuration.modules.values(), launch, options.env, options.log);
  const plan = planHosts(options.isolation, modules);
  const privileges = await Privileges.prepare({ file, runAsUser: settings.runAsUser }, modules);
  const hosts: RunningHost[] = [];
  const keep = (host: RunningHost): void => void hosts.push(host);
  try {
    await allOrNone([
      ...plan.shared.map((set, number) => startProcess(set, settings, privileges, options, number).then(keep)),
      ...(plan.inProcess.length > 0 ? [startInProcess(plan.inProcess, settings, options).then(keep)] : []),
      startForeign(plan.foreign, launch, privileges, options.log, keep),
      Promise.resolve().then(() => void options.types?.()),
    ]);
    // as long as it may be ended
    void options.spare?.discard();
    privileges.drop();
  } catch (error) {
    for (const host of hosts) host.terminate('SIGKILL');
    await Promise.all(hosts.map(({ exited }) => exited));
    throw error;
  }
  return hosts;
}

/** Waits for every one of them also where one has failed, so that nothing starts that nobody knows of. */
async function allOrNone(starts: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(starts)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

function startInProcess(
  modules: readonly ModuleEntry[],
  settings: Settings,
  { broker, pace, log, types = () => ({}) }: StartHostsOptions,
): Promise<RunningHost> {
  const { embedded, address } = broker;
  const place = embedded === undefined ? address : { openStream: () => embedded.openStream() };
  return InProcessHost.start(modules, {
    ...hostClocks(pace, connectionOpener(place, termsOf(modules, broker), log)),
    everestPrefix: settings.everestPrefix,
    externalPrefix: settings.externalPrefix,
    random: Math.random,
    log,
    typeDocument: (name) => types()[name],
  });
}

function startProcess(
  modules: readonly ModuleEntry[],
  { everestPrefix, externalPrefix }: Settings,
  privileges: Privileges,
  options: StartHostsOptions,
  number: number,
): Promise<RunningHost> {
  const { broker, pace, logLevel, logRules, types = () => ({}) } = options;
  const spec: HostSpec = {
    modules,
    address: broker.embedded?.hostAddress ?? socketAddress(broker),
    terms: termsOf(modules, broker),
    everestPrefix,
    externalPrefix,
    pace,
    logLevel,
    logRules,
    logPretty: process.stderr.isTTY,
    // found while the process boots, and asked for when it can be told
    get types() {
      return types();
    },
  };
  return HostProcess.start(spec, bootedFor(modules, privileges, options, number));
}

function bootedFor(
  modules: readonly ModuleEntry[],
  privileges: Privileges,
  { inspect, spare }: StartHostsOptions,
  number: number,
): HostChild {
  const wrapper = privileges.wrapper({ capabilities: modules.flatMap((module) => module.capabilities) });
  const ids = modules.map(({ id }) => id);
  const nodeOptions = inspectorArguments(inspect, number, ids);
  const isPlain = modules.length > 1 && wrapper === undefined && nodeOptions.length === 0;
  const ready = isPlain ? spare?.take() : undefined;
  return ready ?? HostChild.fork({ modules: modules.length > 1 ? 'several' : 'one', wrapper, nodeOptions });
}

/** framework.md §13.1: one after the other in the order of the ids, each when the program of the one before runs. */
async function startForeign(
  modules: readonly ModuleEntry[],
  launchFor: (module: ModuleEntry) => Launch,
  privileges: Privileges,
  log: Logger,
  keep: (host: RunningHost) => void,
): Promise<void> {
  if (modules.length === 0) return;
  const guard = await ProcessGuard.start(() => log.warn('the guard of foreign modules was ended by somebody'));
  const started: RunningHost[] = [];
  try {
    for (const module of modules) {
      const launch = launchFor(module);
      const wrapper = privileges.wrapper(module);
      log.debug({ module: module.id, command: launch.command, args: launch.args }, 'foreign module starts');
      const host = await ForeignProcess.start({
        module,
        launch,
        wrapper,
        guard,
        clock: new RealClock(),
        write: process.stderr.isTTY ? showLines : writeStandardError,
      });
      started.push(host);
      keep(host);
    }
  } finally {
    void Promise.all(started.map(({ exited }) => exited)).then(() => guard.close());
  }
}

/** Modules in JavaScript write JSON as ours do; what is none stays as it is. */
function showLines(text: string): void {
  const lines = text.split('\n').slice(0, -1);
  writeStandardError(lines.map((line) => terminalLine(`${line}\n`, true)).join(''));
}

function contextOf(module: ModuleEntry, system: StartedSystem, options: StartHostsOptions): LaunchContext {
  const { settings } = system.configuration;
  return {
    ...launchPlaces(system.paths, module.folder),
    everestPrefix: settings.everestPrefix,
    externalPrefix: settings.externalPrefix,
    validateSchema: settings.validateSchema,
    broker: socketAddress(options.broker),
    // without it they read the logging configuration themselves
    ...(options.logRules === undefined && { logLevel: options.logLevel }),
    env: options.env,
    ownNode: process.execPath,
  };
}

/** A module that is alone in its process shows itself as that module. */
function termsOf(modules: readonly ModuleEntry[], { termsOf: terms }: ChosenBroker): BrokerTerms {
  const [only, ...others] = modules;
  const names = only === undefined || others.length > 0 ? [SHARED_HOST] : [only.id, SHARED_HOST];
  return terms?.(...(names as [string, ...string[]])) ?? {};
}

/** A stream of this process is never the address that other processes are told. */
function socketAddress({ address }: ChosenBroker): Exclude<BrokerAddress, { readonly openStream: unknown }> {
  return address as Exclude<BrokerAddress, { readonly openStream: unknown }>;
}
