import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  ArgumentsInvalid,
  ArgumentsUnreadable,
  CommandError,
  CommandTimeout,
  decodeCommandError,
  encodeCommandError,
  HandlerFailed,
  ModuleNotReady,
  ModuleShuttingDown,
} from '../../../../framework/wire/command-error.js';

const all = [
  ['MessageParsingError', ArgumentsUnreadable, false],
  ['SchemaValidationError', ArgumentsInvalid, false],
  ['HandlerException', HandlerFailed, false],
  ['CmdTimeout', CommandTimeout, true],
  ['Shutdown', ModuleShuttingDown, false],
  ['NotReady', ModuleNotReady, true],
] as const;

describe('framework.md §17.2 · errors of commands', () => {
  test.each(all)('%s goes out and comes back as its class', (type, ErrorClass, retryable) => {
    const wire = encodeCommandError(new ErrorClass('why'));

    expect(wire).toEqual({ __everest__error_type: type, __everest__error_msg: 'why' });
    expect(decodeCommandError(wire)).toBeInstanceOf(ErrorClass);
    expect(decodeCommandError(wire)).toMatchObject({ type, message: 'why', retryable });
  });

  test.each([
    [{ __everest__error_type: 'Brandnew', __everest__error_msg: 'why' }, 'why'],
    [{ __everest__error_type: 'toString', __everest__error_msg: 'why' }, 'why'],
    [{ __everest__error_type: 'NotReady' }, 'no message'],
    [{ __everest__error_msg: 5 }, 'no message'],
    ['text', 'no message'],
    [[], 'no message'],
    [true, 'no message'],
  ])('%j of another release is still an error', (wire, message) => {
    const error = decodeCommandError(wire);

    expect(error).toBeInstanceOf(CommandError);
    expect(error.message).toBe(message);
  });

  test('nothing makes reading throw', () => {
    fc.assert(fc.property(fc.anything(), (value) => decodeCommandError(value) instanceof CommandError));
  });
});
