import type { Clock } from '../../lib/clock/clock.js';
import type { Logger } from '../../lib/log/logger.js';
import type { Declarations } from '../../framework/declarations/index.js';
import type { ChosenBroker } from '../broker/choose-broker.js';
import type { Configuration } from '../config/configuration.js';
import type { RuntimePaths } from '../config/runtime-paths.js';
import type { ParameterStore } from '../config-service/parameter-store.js';
import type { ModuleEntry } from '../hosts/host-plan.js';
import type { RunningHost } from '../hosts/running-host.js';
import type { StateMachine } from './state-machine.js';

/** A configuration without errors, with what it was checked against. */
export interface LoadedSystem {
  readonly configuration: Configuration;
  readonly declarations: Declarations;
  readonly paths: RuntimePaths;
}

export interface ManagerOptions {
  /** What the first run of the modules starts. */
  readonly system: LoadedSystem;
  /** Reads the configuration again from where it came; undefined when it cannot be used any more. */
  readonly reload: () => LoadedSystem | undefined;
  /** Where configuration values that are set at run time are kept. */
  readonly stores: readonly ParameterStore[];
  readonly broker: ChosenBroker;
  /** Where the start has brought it so far: Initializing, or Exiting when it was stopped in between. */
  readonly lifecycle: StateMachine;
  readonly retainTopics: boolean;
  readonly clock: Clock;
  readonly log: Logger;
  /** Starts the hosts of a set of modules. */
  readonly startHosts: (modules: readonly ModuleEntry[], system: LoadedSystem) => Promise<readonly RunningHost[]>;
}
