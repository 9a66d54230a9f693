import { EverestError } from '../../lib/errors/everest-error.js';

/** The module asked for something that everestjs cannot do: a second registration, a missing setting, a wrong argument. */
export class EverestjsMisuse extends EverestError {
  constructor(message: string) {
    super('MODULE_EVERESTJS_USE', message);
  }
}

/** A value has no form in JSON. */
export class ValueUnwritable extends EverestError {
  constructor(message: string) {
    super('MODULE_EVERESTJS_VALUE', message);
  }
}

/** The thread that has the connection did not start, or is gone. */
export class CoreUnavailable extends EverestError {
  constructor(message: string) {
    super('MODULE_EVERESTJS_CORE', message);
  }
}

export function requireFunction(
  value: unknown,
  what: string,
): asserts value is (...args: readonly unknown[]) => unknown {
  if (typeof value !== 'function') throw new EverestjsMisuse(`${what} has to be a function`);
}
