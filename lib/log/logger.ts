export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

export interface LogMethod {
  (fields: object, message: string): void;
  (message: string): void;
}

/** What a part needs of a logger; pino loggers have this shape. Messages are constant text, values go into fields. */
export interface Logger {
  readonly trace: LogMethod;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly fatal: LogMethod;
  child(bindings: Record<string, unknown>): Logger;
}

function drop(): void {
  // a silent logger writes nothing
}

/** A logger that writes nothing, for tests and for library users who bring none. */
export const silentLogger: Logger = {
  trace: drop,
  debug: drop,
  info: drop,
  warn: drop,
  error: drop,
  fatal: drop,
  child: () => silentLogger,
};
