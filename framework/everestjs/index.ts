import { readFileSync, writeFileSync } from 'node:fs';
import type { Clock } from '../../lib/clock/clock.js';
import { errorText } from '../../lib/errors/everest-error.js';
import type { Logger, LogLevel } from '../../lib/log/logger.js';
import { printableIdentifier } from './common-members.js';
import { EverestjsMisuse } from './errors.js';
import { createEvlog, type Evlog, type EvlogLevel } from './evlog.js';
import { createLogLines } from './log-lines.js';
import { logLevels } from './log-levels.js';
import type { BootDocument, CoreLink } from './messages.js';
import { checkHandlerSetup, RunningModule } from './running-module.js';
import { readSettings, type Environment, type ModuleSettings } from './settings.js';
import type { CoreThreadOptions } from './core-link.js';

export interface EverestjsOptions {
  readonly environment: Environment;
  readonly clock: Clock;
  /** Where log lines go, and whether they are for people. */
  readonly write: (line: string) => void;
  readonly pretty: boolean;
  /** Starts the thread that has the connection. */
  readonly openLink: (options: CoreThreadOptions) => CoreLink;
  readonly exit: (code: number) => void;
  readonly crash: (error: unknown) => void;
}

/** What `require('everestjs')` gives. */
export interface Everestjs {
  readonly boot_module: (handlerSetup?: unknown, userSettings?: unknown) => Promise<object>;
  readonly evlog: Evlog;
}

const evlogMethods: Readonly<Record<EvlogLevel, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>> = {
  debug: 'debug',
  info: 'info',
  warning: 'warn',
  error: 'error',
  critical: 'fatal',
};

/** framework.md §26.1: the exports of everestjs for one process. */
export function createEverestjs(options: EverestjsOptions): Everestjs {
  let log = openLog(options, options.environment['EV_MODULE'] ?? 'everestjs', undefined).log;
  let booted = false;
  const evlog = createEvlog((level, message) => log[evlogMethods[level]](message));
  const boot = (handlerSetup: unknown, userSettings: unknown): Promise<object> => {
    if (booted) throw new EverestjsMisuse('boot_module was called already, which a process can do once');
    booted = true;
    checkHandlerSetup(handlerSetup);
    const settings = readSettings(userSettings ?? {}, options.environment);
    const opened = openLog(options, settings.core.moduleId, readLoggingConfiguration(settings));
    log = opened.log;
    settings.warnings.forEach((warning) => log.warn(warning));
    return bootModule(options, settings, opened, handlerSetup);
  };
  return { boot_module: boot, evlog };
}

interface OpenedLog {
  readonly log: Logger;
  readonly levels: readonly LogLevel[];
}

/** All of it, but what follows the set-up handler's promise, happens in this turn. */
function bootModule(
  options: EverestjsOptions,
  { core }: ModuleSettings,
  { log, levels }: OpenedLog,
  handlerSetup: ((setup: object) => unknown) | undefined,
): Promise<object> {
  const link = options.openLink({ core, log: { levels, pretty: options.pretty } });
  try {
    // the connection's thread is this package's own and answers in its own type
    const document = link.ask({ op: 'boot' }) as BootDocument;
    const module = new RunningModule({ ...options, document, link, log, validateSchema: core.validateSchema });
    if (handlerSetup === undefined && module.needsSetup) {
      throw new EverestjsMisuse('the module provides commands, so boot_module needs a function that registers them');
    }
    nameProcess(printableIdentifier(document.info));
    return module.start(handlerSetup);
  } catch (error) {
    link.abandon();
    throw error;
  }
}

function openLog(options: EverestjsOptions, moduleId: string, configuration: string | undefined): OpenedLog {
  const { pretty, clock, write, environment } = options;
  const levels = logLevels({ moduleId, level: environment['EVEREST_LOG_LEVEL'], configuration });
  return { levels, log: createLogLines({ moduleId, levels, pretty, clock, write }) };
}

/** framework.md §26.1: a file that is named has to be there. */
function readLoggingConfiguration({ loggingConfigFile }: ModuleSettings): string | undefined {
  if (loggingConfigFile === '') return undefined;
  try {
    return readFileSync(loggingConfigFile, 'utf8');
  } catch (error) {
    throw new EverestjsMisuse(`the logging configuration ${loggingConfigFile} cannot be read: ${errorText(error)}`);
  }
}

/** framework.md §13.2: the name that `ps` and `top` show. Only Linux has this file, and there it may be out of reach. */
function nameProcess(name: string): void {
  try {
    writeFileSync('/proc/self/comm', name);
  } catch {
    // the name is for people only
  }
}
