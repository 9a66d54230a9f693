import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RealClock } from '../framework/clock/index.js';
import { loadDeclarations, packageRoot, type Problem } from '../framework/declarations/index.js';
import { createLog, writeStandardError, type LogTree } from '../framework/log/index.js';
import { EverestError, errorText } from '../lib/errors/everest-error.js';
import type { Logger } from '../lib/log/logger.js';
import { bootManager } from './boot.js';
import {
  BootError,
  formatProblems,
  openConfiguration,
  resolvePaths,
  type OpenOptions,
  type OpenResult,
} from './config/index.js';
import type { Controller } from './controller/controller.js';
import { dumpConfiguration, dumpManifests } from './dump.js';
import { SpareHost } from './hosts/spare-host.js';
import type { LoadedSystem } from './lifecycle/manager-options.js';
import { StateMachine } from './lifecycle/state-machine.js';
import { StatusFifo } from './lifecycle/status-fifo.js';
import { applyLoggingConfig } from './logging.js';
import type { Manager } from './manager.js';
import { readCommandLine, type ManagerCommandLine } from './options.js';
import type { DatabaseSource } from './slots/index.js';

/** The `manager` command; resolves with its exit code (framework.md §23). */
export async function runManager(argv: readonly string[]): Promise<number> {
  const reading = readCommandLine(argv, packageVersion());
  if (!reading.ok) return reading.exitCode;
  const { options } = reading;
  const log = createLog({ level: options.logLevel });
  try {
    const fifo = new StatusFifo(options.statusFifo);
    const lifecycle = new StateMachine(options, (line) => fifo.write(line));
    const code = await runLifecycle(lifecycle, options, log);
    fifo.close();
    return code;
  } catch (error) {
    if (!(error instanceof EverestError)) throw error;
    log.root.fatal({ code: error.code }, errorText(error));
    return 1;
  }
}

/** From Initializing to Exiting, also where there never is a system. */
async function runLifecycle(lifecycle: StateMachine, options: ManagerCommandLine, log: LogTree): Promise<number> {
  const signal = (): void => lifecycle.apply({ type: 'signal' });
  process.on('SIGINT', signal).on('SIGTERM', signal);
  lifecycle.apply({ type: 'run' });
  const spare = startsModules(options) && options.isolation === 'shared' ? new SpareHost() : undefined;
  let manager: Manager | undefined;
  try {
    manager = await prepare(lifecycle, options, log, spare);
    if (manager === undefined) return lifecycle.now.exitCode ?? 1;
    const controller = options.controller ? await openController(manager, options, log.root) : undefined;
    void manager.run();
    const code = await manager.exited;
    await controller?.close();
    return code;
  } catch (error) {
    lifecycle.apply({ type: 'start-failed' });
    await manager?.exited;
    throw error;
  } finally {
    await spare?.discard();
  }
}

/** Whether modules run as soon as the configuration is known. */
function startsModules({ check, dumpmanifests, intoIdle }: ManagerCommandLine): boolean {
  return !check && dumpmanifests === undefined && !intoIdle;
}

export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Read only where it is asked for, as it costs each start some time. */
async function openController(manager: Manager, options: ManagerCommandLine, log: Logger): Promise<Controller> {
  const { startController } = await import('./controller/start-controller.js');
  return startController(manager, options, log);
}

/** All that comes before the broker; undefined when there is nothing to run, which the lifecycle knows then. */
async function prepare(
  lifecycle: StateMachine,
  options: ManagerCommandLine,
  log: LogTree,
  spare: SpareHost | undefined,
): Promise<Manager | undefined> {
  warnOfUnused(options, log.root);
  if (options.dumpmanifests !== undefined) {
    dumpAllManifests(options.dumpmanifests, options);
    lifecycle.apply({ type: 'nothing-to-run' });
    return undefined;
  }
  const database = await openDatabase(options, log.root);
  const load = (): LoadedSystem | undefined => loadSystem(() => database?.load() ?? openWith(options), log.root);
  const system = load();
  if (system === undefined) {
    database?.close();
    lifecycle.apply({ type: 'start-failed' });
    return undefined;
  }
  const { configuration, paths } = system;
  if (options.dump !== undefined) dumpConfiguration(options.dump, configuration);
  if (options.check) {
    log.root.info({ file: configuration.file, modules: configuration.modules.size }, 'configuration is valid');
    lifecycle.apply({ type: 'nothing-to-run' });
    return undefined;
  }
  const { isolation } = options;
  const logRules = options.logLevelGiven ? undefined : applyLoggingConfig(paths.loggingConfigFile, log);
  log.root.info({ file: configuration.file, version: packageVersion(), isolation }, 'manager starts');
  const stores = database === undefined ? {} : { stores: [database.store] };
  const manager = await bootManager({ ...options, ...stores, system, reload: load, log, logRules, lifecycle, spare });
  void manager.exited.then(() => database?.close());
  return manager;
}

/** A configuration may name the folder of the modules. Manifests with errors are left out, which is said. */
function dumpAllManifests(folder: string, options: ManagerCommandLine): void {
  const { prefix, addDir: addDirs } = options;
  const given = options.config ?? options.conf;
  const { folders } = given === undefined ? resolvePaths({ prefix, addDirs }) : openWith(options).paths;
  const declarations = loadDeclarations(folders);
  dumpManifests(folder, declarations);
  printProblems(declarations.problems);
}

/** Loaded only where it is asked for, as SQLite costs a tenth of a second. A check touches no database. */
async function openDatabase(options: ManagerCommandLine, log: Logger): Promise<DatabaseSource | undefined> {
  refuseContradictions(options);
  const { db, check, resetFromYaml } = options;
  if (db === undefined || check) return undefined;
  const slots = await import('./slots/index.js');
  const clock = new RealClock();
  return slots.DatabaseSource.open({ ...openOptions(options), database: db, resetFromYaml, clock, log });
}

/** Reads the configuration from its boot source and prints what is to be said about it; undefined when it has errors. */
function loadSystem(open: () => OpenResult, log: Logger): LoadedSystem | undefined {
  const { configuration, declarations, paths, problems, file } = open();
  printProblems(problems);
  if (configuration !== undefined) return { configuration, declarations, paths };
  log.fatal({ file, problems: countErrors(problems) }, 'configuration is invalid');
  return undefined;
}

function openWith(options: ManagerCommandLine): OpenResult {
  return openConfiguration(openOptions(options));
}

function refuseContradictions({ config, conf, check, resetFromYaml }: ManagerCommandLine): void {
  if (config !== undefined && conf !== undefined) throw new BootError('--config and --conf exclude each other');
  if (check && (config ?? conf) === undefined) throw new BootError('--check needs --config');
  if (resetFromYaml && (config ?? conf) === undefined) throw new BootError('--reset-from-yaml needs --config');
}

function openOptions(options: ManagerCommandLine): OpenOptions {
  return {
    prefix: options.prefix,
    addDirs: options.addDir,
    config: options.config ?? options.conf,
    env: process.env,
    everestPrefix: options.mqtt_everest_prefix,
    standalone: options.standalone,
    ignore: options.ignore,
    brokerFlags: options,
  };
}

/** Runs until a signal or a failure ends the system; resolves with the exit code. */
export async function runToEnd(manager: Manager): Promise<number> {
  const signal = (): void => manager.signal();
  process.on('SIGINT', signal).on('SIGTERM', signal);
  try {
    void manager.run();
    return await manager.exited;
  } finally {
    process.off('SIGINT', signal).off('SIGTERM', signal);
  }
}

function warnOfUnused(options: ManagerCommandLine, log: Logger): void {
  if (options.conf !== undefined) log.warn('--conf is deprecated, use --config');
  if (options.dbInit) log.warn('--db-init is deprecated and has no effect');
}

export function printProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) writeStandardError(`${formatProblems(problems, process.cwd())}\n`);
}

function countErrors(problems: readonly Problem[]): number {
  return problems.filter(({ severity }) => severity === 'error').length;
}
