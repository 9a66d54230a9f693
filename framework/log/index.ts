import { pino, stdSerializers, type Logger as PinoLogger } from 'pino';
import type { Logger, LogLevel } from '../../lib/log/logger.js';
import { writtenLevels, type LogRules } from './logging-config.js';
import { redact } from './redact.js';
import { writeStandardError } from './standard-error.js';
import { terminalLine } from './terminal-line.js';

export { writeStandardError } from './standard-error.js';
export { terminalLine } from './terminal-line.js';

export interface LogOptions {
  readonly level: LogLevel;
  /** Those of a logging configuration, in place of `level`. */
  readonly rules?: LogRules | undefined;
  /** Lines for people instead of JSON; default: whether stderr is a terminal. */
  readonly pretty?: boolean;
  /** Where lines go; default stderr. */
  readonly write?: (line: string) => void;
}

/** The root of all loggers of a process. Levels of single modules can be changed while it runs. */
export interface LogTree {
  readonly root: Logger;
  /** The logger of a module; the same one each time. */
  module(id: string): Logger;
  /** Sets the level of one module, or of everything. */
  setLevel(level: LogLevel, moduleId?: string): void;
  /** Has a logging configuration decide from now on, for every process by its name. */
  applyRules(rules: LogRules): void;
}

/** What the lines of the manager go by in a logging configuration. */
const MANAGER = 'manager';

/** Logs go to stderr, one line each; secrets are masked here and nowhere else. */
export function createLog(options: LogOptions): LogTree {
  const pretty = options.pretty ?? process.stderr.isTTY;
  const out = options.write ?? writeStandardError;
  const write = pretty
    ? (line: string) => out(terminalLine(line, options.write === undefined && process.stderr.isTTY))
    : out;
  const filter = new RuleFilter(options.rules);
  const root: PinoLogger = pino(
    {
      level: options.level,
      base: null,
      onChild: (child) => filter.adjust(child),
      hooks: {
        logMethod(args, method, level) {
          if (filter.isWritten(this, level)) method.apply(this, args);
        },
      },
      formatters: { log: (fields) => redact(fields) },
      serializers: { err: describeError },
    },
    { write },
  );
  filter.adjust(root);
  const children = new Map<string, PinoLogger>();
  const child = (id: string): PinoLogger => {
    const known = children.get(id) ?? root.child({ module: id });
    children.set(id, known);
    return known;
  };
  return {
    root,
    module: child,
    setLevel: (level, moduleId) => {
      const changed = moduleId === undefined ? [root, ...children.values()] : [child(moduleId)];
      for (const logger of changed) filter.release(logger).level = level;
    },
    applyRules: (rules) => {
      filter.rules = rules;
      [root, ...children.values()].forEach((logger) => filter.adjust(logger));
    },
  };
}

/** Keeps the lines back that a logging configuration does not want. */
class RuleFilter {
  rules: LogRules | undefined;
  readonly #written = new WeakMap<object, ReadonlySet<number>>();

  constructor(rules: LogRules | undefined) {
    this.rules = rules;
  }

  /** The level is the least severe that is written; what lies above it and is not is held back line by line. */
  adjust(logger: PinoLogger): void {
    if (this.rules === undefined) return;
    const { module } = logger.bindings();
    const levels = writtenLevels(this.rules, typeof module === 'string' ? module : MANAGER);
    this.#written.set(logger, new Set(levels.map((level) => logger.levels.values[level] ?? 0)));
    logger.level = levels[0] ?? 'silent';
  }

  /** From now on the level of this logger alone counts. */
  release(logger: PinoLogger): PinoLogger {
    this.#written.delete(logger);
    return logger;
  }

  isWritten(logger: object, level: number): boolean {
    return this.#written.get(logger)?.has(level) ?? true;
  }
}

/** Errors may carry details, which are fields like any other. */
function describeError(thrown: unknown): unknown {
  return thrown instanceof Error ? redact({ ...stdSerializers.err(thrown) }) : thrown;
}
