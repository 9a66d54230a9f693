import { EverestError, type ErrorCode } from '../../lib/errors/everest-error.js';
import { isRecord } from '../../lib/json/is-record.js';

/** framework.md §17.2: what `__everest__error_type` may say. */
export const commandErrorTypes = [
  'MessageParsingError',
  'SchemaValidationError',
  'HandlerException',
  'CmdTimeout',
  'Shutdown',
  'NotReady',
] as const;

export type CommandErrorType = (typeof commandErrorTypes)[number];

/** The outcome of a command call that did not return. A handler may throw one to answer with exactly this type. */
export class CommandError extends EverestError {
  readonly type: CommandErrorType;

  constructor(type: CommandErrorType, code: ErrorCode, message: string, retryable = false) {
    super(code, message, { retryable });
    this.type = type;
  }
}

export class CommandTimeout extends CommandError {
  constructor(message: string) {
    super('CmdTimeout', 'BUS_COMMAND_TIMEOUT', message, true);
  }
}

/** The handler at the other side failed; the message is its own. */
export class HandlerFailed extends CommandError {
  constructor(message: string) {
    super('HandlerException', 'BUS_HANDLER_FAILED', message);
  }
}

export class ArgumentsInvalid extends CommandError {
  constructor(message: string) {
    super('SchemaValidationError', 'BUS_SCHEMA_VALIDATION', message);
  }
}

export class ArgumentsUnreadable extends CommandError {
  constructor(message: string) {
    super('MessageParsingError', 'BUS_MESSAGE_PARSING', message);
  }
}

/** The answer came and is not what the interface promises. Only the caller makes it, so it never travels. */
export class ResultUnusable extends CommandError {
  constructor(message: string) {
    super('MessageParsingError', 'BUS_MESSAGE_PARSING', message);
  }
}

export class ModuleNotReady extends CommandError {
  constructor(message: string) {
    super('NotReady', 'BUS_MODULE_NOT_READY', message, true);
  }
}

export class ModuleShuttingDown extends CommandError {
  constructor(message: string) {
    super('Shutdown', 'BUS_SHUTTING_DOWN', message);
  }
}

const classes: Record<CommandErrorType, new (message: string) => CommandError> = {
  MessageParsingError: ArgumentsUnreadable,
  SchemaValidationError: ArgumentsInvalid,
  HandlerException: HandlerFailed,
  CmdTimeout: CommandTimeout,
  Shutdown: ModuleShuttingDown,
  NotReady: ModuleNotReady,
};

/** The `error` member of a command result. */
export function encodeCommandError(error: CommandError): Record<string, string> {
  return { __everest__error_type: error.type, __everest__error_msg: error.message };
}

/** An unknown type counts as a failed handler, so that a peer of another release cannot end us. */
export function decodeCommandError(value: unknown): CommandError {
  const record = isRecord(value) ? value : {};
  const type = commandErrorTypes.find((known) => known === record['__everest__error_type']) ?? 'HandlerException';
  const message = record['__everest__error_msg'];
  return new classes[type](typeof message === 'string' ? message : 'no message');
}
