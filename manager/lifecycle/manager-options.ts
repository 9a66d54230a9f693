import type { Clock } from '../../lib/clock/clock.js';
import type { Logger } from '../../lib/log/logger.js';
import type { Declarations } from '../../framework/declarations/index.js';
import type { ChosenBroker } from '../broker/choose-broker.js';
import type { Configuration } from '../config/configuration.js';
import type { RuntimePaths } from '../config/runtime-paths.js';
import type { ModuleEntry } from '../hosts/host-plan.js';
import type { RunningHost } from '../hosts/running-host.js';
import type { LifecycleFlags } from './states.js';

/** A configuration without errors, with what it was checked against. */
export interface LoadedSystem {
  readonly configuration: Configuration;
  readonly declarations: Declarations;
  readonly paths: RuntimePaths;
}

export interface ManagerOptions {
  /** What the first run of the modules starts. */
  readonly system: LoadedSystem;
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
