import type { Logger, LogLevel, LogMethod } from '../../lib/log/logger.js';

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A logger that keeps its lines for a test. */
export class LogBook {
  readonly lines: LogLine[] = [];
  readonly logger: Logger = this.#logger({});

  messages(level: LogLevel): string[] {
    return this.lines.filter((line) => line.level === level).map(({ message }) => message);
  }

  #logger(bindings: Record<string, unknown>): Logger {
    return {
      trace: this.#method('trace', bindings),
      debug: this.#method('debug', bindings),
      info: this.#method('info', bindings),
      warn: this.#method('warn', bindings),
      error: this.#method('error', bindings),
      fatal: this.#method('fatal', bindings),
      child: (more) => this.#logger({ ...bindings, ...more }),
    };
  }

  #method(level: LogLevel, bindings: Record<string, unknown>): LogMethod {
    return (first: object | string, second?: string) => {
      const fields = typeof first === 'string' ? {} : first;
      const message = typeof first === 'string' ? first : (second ?? '');
      this.lines.push({ level, message, fields: { ...bindings, ...fields } });
    };
  }
}
