import { writeSync } from 'node:fs';
import type { Clock } from '../../lib/clock/clock.js';
import { EverestError } from '../../lib/errors/everest-error.js';
import type { Logger, LogLevel, LogMethod } from '../../lib/log/logger.js';
import { redact } from '../log/redact.js';
import { terminalLine } from '../log/terminal-line.js';

const severities: Readonly<Record<LogLevel, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
};

export interface LogLinesOptions {
  readonly moduleId: string;
  /** Those of which lines are written. */
  readonly levels: readonly LogLevel[];
  /** Lines for people instead of JSON. */
  readonly pretty: boolean;
  readonly clock: Clock;
  readonly write: (line: string) => void;
}

/**
 * The log of a module with a process of its own, in the form that the modules of a shared process have. It is written
 * line by line and at once, as neither of the two threads may wait for the other to get its lines out.
 */
export function createLogLines(options: LogLinesOptions, bindings: Readonly<Record<string, unknown>> = {}): Logger {
  const method = (level: LogLevel): LogMethod =>
    function log(first: object | string, second?: string): void {
      if (!options.levels.includes(level)) return;
      const fields = typeof first === 'string' ? {} : describe(first);
      const msg = typeof first === 'string' ? first : second;
      const head = { level: severities[level], time: options.clock.now(), module: options.moduleId };
      const line = `${JSON.stringify({ ...head, ...bindings, ...redact(fields), msg })}\n`;
      options.write(options.pretty ? terminalLine(line, true) : line);
    };
  return {
    trace: method('trace'),
    debug: method('debug'),
    info: method('info'),
    warn: method('warn'),
    error: method('error'),
    fatal: method('fatal'),
    child: (more) => createLogLines(options, { ...bindings, ...more }),
  };
}

function describe(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]: [string, unknown]) => [
      key,
      value instanceof Error ? plain(value) : value,
    ]),
  );
}

function plain(error: Error): object {
  const code = error instanceof EverestError ? { code: error.code } : {};
  return { type: error.name, message: error.message, stack: error.stack, ...code };
}

/** How often a line is tried again while the pipe is full, with a pause in ms between. */
const TRIES = 200;
const PAUSE_MS = 5;

/** Writes to stderr at once, whichever thread this is; what nobody takes is lost. */
export function writeStderr(line: string): void {
  let rest = Buffer.from(line, 'utf8');
  for (let tries = TRIES; tries > 0 && rest.length > 0; tries--) {
    try {
      rest = rest.subarray(writeSync(2, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
