import { paceFromNow, RealClock } from '../framework/clock/index.js';
import type { LogTree } from '../framework/log/index.js';
import type { LogRules } from '../framework/log/logging-config.js';
import type { LogLevel } from '../lib/log/logger.js';
import { brokerIdentities, MANAGER } from './broker/broker-identities.js';
import { chooseBroker, type BrokerMode, type ChosenBroker } from './broker/choose-broker.js';
import { UserConfigFile, type ParameterStore } from './config-service/index.js';
import type { Isolation } from './hosts/host-plan.js';
import type { InspectorOptions } from './hosts/inspector.js';
import type { SpareHost } from './hosts/spare-host.js';
import { startHosts } from './hosts/start-hosts.js';
import type { LoadedSystem } from './lifecycle/manager-options.js';
import type { StateMachine } from './lifecycle/state-machine.js';
import { Manager } from './manager.js';
import { usedTypesOf } from './metadata/used-types.js';

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
  /** Those of a logging configuration, in place of `logLevel`. */
  readonly logRules?: LogRules | undefined;
  /** Whether the processes of modules run under the inspector. */
  readonly inspect?: InspectorOptions | undefined;
  readonly log: LogTree;
  readonly lifecycle: StateMachine;
  readonly retainTopics: boolean;
  /** For modules that share a process. */
  readonly spare?: SpareHost | undefined;
}

/** Finds or starts the broker and makes the manager of one system; `run` starts it. */
export async function bootManager(options: BootOptions): Promise<Manager> {
  const { log } = options;
  const broker = await findBroker(options);
  const pace = paceFromNow(options.timeScale);
  return new Manager({
    stores: [new UserConfigFile(options.system.configuration.file)],
    ...options,
    broker,
    clock: new RealClock(),
    log: log.root,
    startHosts: (modules, system) =>
      startHosts(modules, system, {
        ...options,
        broker,
        pace,
        log: log.root,
        env: process.env,
        types: usedTypesOf(system.configuration, system.declarations),
      }),
  });
}

async function findBroker({ system, broker: mode, log }: BootOptions): Promise<ChosenBroker> {
  const { everestPrefix, broker, brokerSecurity: security } = system.configuration.settings;
  const address = broker.kind === 'tcp' ? broker : { host: '', port: 0, socketPath: broker.path };
  const { prefix } = system.paths;
  const termsOf = brokerIdentities({ security, prefix, everestPrefix, env: process.env, log: log.root });
  const { access } = termsOf(MANAGER);
  const secured = access?.tls !== undefined || access?.user !== undefined || access?.password !== undefined;
  return { ...(await chooseBroker({ ...address, mode, secured }, log.root)), termsOf };
}
