import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { LogLevel } from '../lib/log/logger.js';
import { addBrokerOptions } from './broker/broker-options.js';
import type { BrokerMode } from './broker/choose-broker.js';
import type { BrokerFlags } from './config/broker-settings.js';
import type { Isolation } from './hosts/host-plan.js';

/** framework.md §3, and what is ours: controller, isolation, broker, time scale and log level. */
export interface ManagerCommandLine extends BrokerFlags {
  readonly prefix?: string;
  readonly addDir: readonly string[];
  readonly config?: string;
  readonly conf?: string;
  readonly db?: string;
  readonly dbInit: boolean;
  readonly resetFromYaml: boolean;
  readonly check: boolean;
  readonly dump?: string;
  readonly dumpmanifests?: string;
  readonly standalone: readonly string[];
  readonly ignore: readonly string[];
  readonly dontvalidateschema: boolean;
  readonly intoIdle: boolean;
  readonly idleOnFailure: boolean;
  readonly recoverModuleCrashes: boolean;
  readonly gracefulShutdown: boolean;
  readonly statusFifo: string;
  readonly retainTopics: boolean;
  readonly controller: boolean;
  readonly mqtt_everest_prefix?: string;
  readonly isolation: Isolation;
  readonly broker: BrokerMode;
  readonly timeScale: number;
  readonly logLevel: LogLevel;
  /** By the command line or the environment; then no logging configuration counts. */
  readonly logLevelGiven: boolean;
}

export type CommandLineReading =
  { readonly ok: true; readonly options: ManagerCommandLine } | { readonly ok: false; readonly exitCode: number };

/** Where declarations, modules and configurations are looked for. */
export function addPlaceOptions(command: Command): Command {
  return addDirOption(command.option('--prefix <path>', 'installation prefix; default: this package'));
}

export function addDirOption(command: Command): Command {
  const append = (value: string, before: readonly string[]): string[] => [...before, value];
  return command.option(
    '--add-dir <dir>',
    'an installation or source tree of EVerest to search as well (may be repeated)',
    append,
    [],
  );
}

/** Options that every command which starts a system has. */
export function addSystemOptions(command: Command, logLevel: LogLevel = 'info'): Command {
  return addBrokerOptions(command)
    .addOption(
      new Option('--isolation <how>', 'processes of the modules')
        .choices(['none', 'shared', 'module'])
        .default('shared'),
    )
    .addOption(new Option('--broker <which>', 'MQTT broker').choices(['auto', 'embedded', 'external']).default('auto'))
    .addOption(
      new Option('--time-scale <factor>', 'how much faster than the wall clock time passes')
        .default(1)
        .argParser(readScale),
    )
    .addOption(
      new Option('--log-level <level>', 'least severity that is logged')
        .choices(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
        .default(logLevel)
        .env('EVEREST_LOG_LEVEL'),
    );
}

function readScale(text: string): number {
  const scale = Number(text);
  if (!(scale >= 0.01 && scale <= 10_000)) throw new InvalidArgumentError('expected a number from 0.01 to 10000.');
  return scale;
}

/** Parses the command line of `manager`. Usage and version go to stdout, errors to stderr. */
export function readCommandLine(argv: readonly string[], version: string): CommandLineReading {
  const command = managerCommand(version).exitOverride();
  try {
    command.parse([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { ok: false, exitCode: error.exitCode };
    throw error;
  }
  const logLevelGiven = command.getOptionValueSource('logLevel') !== 'default';
  return { ok: true, options: { ...command.opts<ManagerCommandLine>(), logLevelGiven } };
}

function managerCommand(version: string): Command {
  const command = addPlaceOptions(new Command('manager'))
    .description('Starts the modules of an EVerest configuration and wires them over MQTT.')
    .helpOption('-h, --help', 'print this help')
    .version(`manager (everest-ts ${version} ${version})`, '--version', 'print the version')
    .allowExcessArguments(false)
    .option('--config <file>', 'configuration: a path, or the name of a file in etc/everest')
    .option('--conf <file>', 'deprecated, use --config')
    .option('--db <file>', 'configuration database')
    .option('--db-init', 'deprecated, has no effect', false)
    .option('--reset-from-yaml', 'fill the database from YAML again', false)
    .option('--check', 'validate the configuration and exit', false)
    .option('--dump <dir>', 'write the resolved configuration and manifests to this folder')
    .option('--dumpmanifests <dir>', 'write all manifests to this folder and exit')
    .option('-s, --standalone <ids...>', 'modules that somebody else starts', [])
    .option('--ignore <ids...>', 'modules that are neither started nor waited for', [])
    .option('--dontvalidateschema', 'accepted, has no effect', false)
    .option('--into-idle', 'start no modules', false)
    .option('--idle-on-failure', 'idle instead of exiting when there is nothing to start', false)
    .option('--recover-module-crashes', 'restart all modules after a crash, at most 3 times', false)
    .option('--graceful-shutdown', 'let modules shut down in order, at most 5 s', false)
    .option('--status-fifo <path>', 'named pipe for status lines', '')
    .option('--retain-topics', 'keep the retained start-up topics', false)
    .option('--controller', 'serve admin requests on controller_port, for this machine only', false)
    .option('--mqtt_everest_prefix <text>', 'overrides the everest prefix of the configuration');
  return addSystemOptions(command);
}
