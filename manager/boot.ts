import { RealClock } from '../framework/clock/index.js';
import type { LogTree } from '../framework/log/index.js';
import type { LogLevel } from '../lib/log/logger.js';
import { chooseBroker, type BrokerMode } from './broker/choose-broker.js';
import { UserConfigFile, type ParameterStore } from './config-service/index.js';
import type { Isolation } from './hosts/host-plan.js';
import { startHosts } from './hosts/start-hosts.js';
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
    startHosts: (modules, system) =>
      startHosts(modules, system, { ...options, broker, log: log.root, env: process.env }),
  });
}
