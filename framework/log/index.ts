import { pino, stdSerializers, type Logger as PinoLogger } from 'pino';
import type { Logger, LogLevel } from '../../lib/log/logger.js';
import { redact } from './redact.js';
import { terminalLine } from './terminal-line.js';

export interface LogOptions {
  readonly level: LogLevel;
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
}

/** Logs go to stderr, one line each; secrets are masked here and nowhere else. */
export function createLog(options: LogOptions): LogTree {
  const pretty = options.pretty ?? process.stderr.isTTY;
  const out = options.write ?? ((line: string) => void process.stderr.write(line));
  const write = pretty
    ? (line: string) => out(terminalLine(line, options.write === undefined && process.stderr.isTTY))
    : out;
  const root: PinoLogger = pino(
    {
      level: options.level,
      base: null,
      formatters: { log: (fields) => redact(fields) },
      serializers: { err: describeError },
    },
    { write },
  );
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
      if (moduleId !== undefined) child(moduleId).level = level;
      else [root, ...children.values()].forEach((logger) => (logger.level = level));
    },
  };
}

/** Errors may carry details, which are fields like any other. */
function describeError(thrown: unknown): unknown {
  return thrown instanceof Error ? redact({ ...stdSerializers.err(thrown) }) : thrown;
}
