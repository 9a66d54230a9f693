import { RealClock } from '../framework/clock/index.js';
import type { LogTree } from '../framework/log/index.js';
import { connectMqtt } from '../framework/wire/mqtt-transport.js';
import type { LogLevel } from '../lib/log/logger.js';
import { chooseBroker, type BrokerMode, type ChosenBroker } from './broker/choose-broker.js';
import { UserConfigFile, type ParameterStore } from './config-service/index.js';
import type { Settings } from './config/settings.js';
import { HostProcess } from './hosts/host-process.js';
import { planHosts, type Isolation, type ModuleEntry } from './hosts/host-plan.js';
import type { HostSpec } from './hosts/host-spec.js';
import { InProcessHost } from './hosts/in-process-host.js';
import type { RunningHost } from './hosts/running-host.js';
import type { LoadedSystem } from './lifecycle/manager-options.js';
import type { StateMachine } from './lifecycle/state-machine.js';
import { Manager } from './manager.js';

export interface BootOptions {
  /** What the first run of the modules starts. */
  readonly system: LoadedSystem;
  /** Reads it again for a later run; undefined when it cannot be used any more. */
  readonly reload: () => LoadedSystem | undefined;
  /** Where values that are set at run time are kept; default: in `user-config/` beside the configuration. */
  readonly stores?: readonly ParameterStore[];
  readonly isolation: Isolation;
  readonly broker: BrokerMode;
  readonly timeScale: number;
  readonly logLevel: LogLevel;
  readonly log: LogTree;
  readonly lifecycle: StateMachine;
  readonly retainTopics: boolean;
}

/** Finds or starts the broker and makes the manager of one system; `run` starts it. */
export async function bootManager(options: BootOptions): Promise<Manager> {
  const { log } = options;
  const { broker: address } = options.system.configuration.settings;
  const broker = await chooseBroker(
    { mode: options.broker, ...(address.kind === 'tcp' ? address : { host: '', port: 0, socketPath: address.path }) },
    log.root,
  );
  return new Manager({
    stores: [new UserConfigFile(options.system.configuration.file)],
    ...options,
    broker,
    clock: new RealClock(),
    log: log.root,
    startHosts: (modules, settings) => startHosts(modules, { ...options, broker, settings }),
  });
}

type Surroundings = Omit<BootOptions, 'broker'> & { readonly broker: ChosenBroker; readonly settings: Settings };

/** All hosts or none: what has started beside one that cannot is ended again. */
async function startHosts(
  modules: readonly ModuleEntry[],
  surroundings: Surroundings,
): Promise<readonly RunningHost[]> {
  const plan = planHosts(surroundings.isolation, modules);
  const start = surroundings.isolation === 'none' ? startInProcess : startProcess;
  const starts = await Promise.allSettled(plan.map((set) => start(set, surroundings)));
  const hosts = starts.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = starts.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return hosts;
  hosts.forEach((host) => host.terminate('SIGKILL'));
  throw failed.reason;
}

function startInProcess(
  modules: readonly ModuleEntry[],
  { broker: { embedded, address }, settings, timeScale, log }: Surroundings,
): Promise<RunningHost> {
  return InProcessHost.start(modules, {
    openConnection: () =>
      connectMqtt({ address: embedded === undefined ? address : { openStream: () => embedded.openStream() } }),
    everestPrefix: settings.everestPrefix,
    externalPrefix: settings.externalPrefix,
    clock: new RealClock(timeScale),
    random: Math.random,
    log: log.root,
  });
}

function startProcess(
  modules: readonly ModuleEntry[],
  { broker, settings, timeScale, logLevel }: Surroundings,
): Promise<RunningHost> {
  return HostProcess.start({
    modules,
    // a stream of this process is never the address that other processes are told
    address: broker.address as HostSpec['address'],
    everestPrefix: settings.everestPrefix,
    externalPrefix: settings.externalPrefix,
    timeScale,
    logLevel,
    logPretty: process.stderr.isTTY,
  });
}
