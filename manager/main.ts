import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDeclarations, packageRoot, type Problem } from '../framework/declarations/index.js';
import { createLog } from '../framework/log/index.js';
import { EverestError, errorText } from '../lib/errors/everest-error.js';
import type { Logger } from '../lib/log/logger.js';
import { bootManager } from './boot.js';
import { BootError, formatProblems, openConfiguration, resolvePaths, type OpenResult } from './config/index.js';
import { dumpConfiguration, dumpManifests } from './dump.js';
import { StatusFifo } from './lifecycle/status-fifo.js';
import type { Manager } from './manager.js';
import { readCommandLine, type ManagerCommandLine } from './options.js';

/** The `manager` command; resolves with its exit code (framework.md §23). */
export async function runManager(argv: readonly string[]): Promise<number> {
  const reading = readCommandLine(argv, packageVersion());
  if (!reading.ok) return reading.exitCode;
  const { options } = reading;
  process.on('SIGINT', endAtOnce);
  process.on('SIGTERM', endAtOnce);
  const log = createLog({ level: options.logLevel });
  try {
    const fifo = new StatusFifo(options.statusFifo);
    return await runWith(options, fifo, log);
  } catch (error) {
    if (!(error instanceof EverestError)) throw error;
    log.root.fatal({ code: error.code }, errorText(error));
    return 1;
  }
}

/** While there is no system yet, a stop is in order without further ado. */
function endAtOnce(): never {
  process.exit(0);
}

export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}

async function runWith(
  options: ManagerCommandLine,
  fifo: StatusFifo,
  log: ReturnType<typeof createLog>,
): Promise<number> {
  warnOfUnused(options, log.root);
  if (options.dumpmanifests !== undefined) {
    dumpManifests(options.dumpmanifests, loadDeclarations(resolvePaths({ prefix: options.prefix }).folders));
    return 0;
  }
  const opened = openWith(options);
  const { configuration } = opened;
  printProblems(opened.problems);
  if (configuration === undefined) {
    log.root.fatal({ file: opened.file, problems: countErrors(opened.problems) }, 'configuration is invalid');
    return 1;
  }
  if (options.dump !== undefined) dumpConfiguration(options.dump, configuration);
  if (options.check) {
    log.root.info({ file: opened.file, modules: configuration.modules.size }, 'configuration is valid');
    return 0;
  }
  log.root.info({ file: opened.file, version: packageVersion(), isolation: options.isolation }, 'manager starts');
  const manager = await bootManager({
    ...options,
    opened: { ...opened, configuration },
    log,
    flags: options,
    onStatus: (line) => fifo.write(line),
  });
  const code = await runToEnd(manager, log.root);
  fifo.close();
  return code;
}

function openWith(options: ManagerCommandLine): OpenResult {
  if (options.config !== undefined && options.conf !== undefined)
    throw new BootError('--config and --conf exclude each other');
  if (options.check && (options.config ?? options.conf) === undefined) throw new BootError('--check needs --config');
  if (options.resetFromYaml && (options.config ?? options.conf) === undefined) {
    throw new BootError('--reset-from-yaml needs --config');
  }
  return openConfiguration({
    prefix: options.prefix,
    config: options.config ?? options.conf,
    env: process.env,
    everestPrefix: options.mqtt_everest_prefix,
    standalone: options.standalone,
    ignore: options.ignore,
  });
}

/** Runs until a signal or a failure ends the system; resolves with the exit code. */
export async function runToEnd(manager: Manager, log: Logger): Promise<number> {
  const signal = (): void => manager.signal();
  process.on('SIGINT', signal).off('SIGINT', endAtOnce);
  process.on('SIGTERM', signal).off('SIGTERM', endAtOnce);
  try {
    // a stop in the middle of the start does not wait for what the start waits for
    return await Promise.race([manager.run().then(() => manager.exited), manager.exited]);
  } catch (error) {
    log.fatal({ code: error instanceof EverestError ? error.code : undefined }, errorText(error));
    await manager.abandon();
    return 1;
  } finally {
    process.off('SIGINT', signal);
    process.off('SIGTERM', signal);
  }
}

function warnOfUnused(options: ManagerCommandLine, log: Logger): void {
  if (options.conf !== undefined) log.warn('--conf is deprecated, use --config');
  if (options.dbInit) log.warn('--db-init is deprecated and has no effect');
  if (options.db !== undefined) {
    log.warn(
      { db: options.db },
      'the configuration database is not used by this release; the configuration is read from YAML',
    );
  }
}

export function printProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) process.stderr.write(`${formatProblems(problems, process.cwd())}\n`);
}

function countErrors(problems: readonly Problem[]): number {
  return problems.filter(({ severity }) => severity === 'error').length;
}
