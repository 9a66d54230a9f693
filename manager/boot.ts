import { RealClock } from '../framework/clock/index.js';
import type { LogTree } from '../framework/log/index.js';
import { connectMqtt } from '../framework/wire/mqtt-transport.js';
import type { LogLevel } from '../lib/log/logger.js';
import { chooseBroker, type BrokerMode, type ChosenBroker } from './broker/choose-broker.js';
import type { OpenResult } from './config/index.js';
import type { Configuration } from './config/configuration.js';
import { HostProcess } from './hosts/host-process.js';
import { planHosts, type Isolation, type ModuleEntry } from './hosts/host-plan.js';
import type { HostSpec } from './hosts/host-spec.js';
import { InProcessHost } from './hosts/in-process-host.js';
import type { RunningHost } from './hosts/running-host.js';
import type { LifecycleFlags } from './lifecycle/states.js';
import { Manager } from './manager.js';

export interface BootOptions {
  /** A configuration without errors, with the declarations it was checked against. */
  readonly opened: OpenResult & { readonly configuration: Configuration };
  readonly isolation: Isolation;
  readonly broker: BrokerMode;
  readonly timeScale: number;
  readonly logLevel: LogLevel;
  readonly log: LogTree;
  readonly flags: LifecycleFlags;
  readonly retainTopics: boolean;
  readonly onStatus: (line: string) => void;
}

/** Finds or starts the broker and makes the manager of one system; `run` starts it. */
export async function bootManager(options: BootOptions): Promise<Manager> {
  const { opened, log } = options;
  const { configuration, declarations, paths } = opened;
  const { broker: address } = configuration.settings;
  const broker = await chooseBroker(
    { mode: options.broker, ...(address.kind === 'tcp' ? address : { host: '', port: 0, socketPath: address.path }) },
    log.root,
  );
  return new Manager({
    system: { configuration, declarations, paths },
    broker,
    flags: options.flags,
    retainTopics: options.retainTopics,
    clock: new RealClock(),
    log: log.root,
    startHosts: (modules) => startHosts(modules, broker, options),
    onStatus: options.onStatus,
  });
}

/** All hosts or none: what has started beside one that cannot is ended again. */
async function startHosts(
  modules: readonly ModuleEntry[],
  broker: ChosenBroker,
  options: BootOptions,
): Promise<readonly RunningHost[]> {
  const plan = planHosts(options.isolation, modules);
  const start = options.isolation === 'none' ? startInProcess : startProcess;
  const starts = await Promise.allSettled(plan.map((set) => start(set, broker, options)));
  const hosts = starts.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = starts.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return hosts;
  hosts.forEach((host) => host.terminate('SIGKILL'));
  throw failed.reason;
}

function startInProcess(
  modules: readonly ModuleEntry[],
  { embedded, address }: ChosenBroker,
  options: BootOptions,
): Promise<RunningHost> {
  const { settings } = options.opened.configuration;
  return InProcessHost.start(modules, {
    openConnection: () =>
      connectMqtt({ address: embedded === undefined ? address : { openStream: () => embedded.openStream() } }),
    everestPrefix: settings.everestPrefix,
    externalPrefix: settings.externalPrefix,
    clock: new RealClock(options.timeScale),
    random: Math.random,
    log: options.log.root,
  });
}

function startProcess(
  modules: readonly ModuleEntry[],
  broker: ChosenBroker,
  options: BootOptions,
): Promise<RunningHost> {
  const { settings } = options.opened.configuration;
  return HostProcess.start({
    modules,
    // a stream of this process is never the address that other processes are told
    address: broker.address as HostSpec['address'],
    everestPrefix: settings.everestPrefix,
    externalPrefix: settings.externalPrefix,
    timeScale: options.timeScale,
    logLevel: options.logLevel,
    logPretty: process.stderr.isTTY,
  });
}
