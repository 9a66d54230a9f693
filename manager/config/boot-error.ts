import { EverestError } from '../../lib/errors/everest-error.js';

/** A start that cannot go on because of the installation or the command line, not because of what a configuration says. */
export class BootError extends EverestError {
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super('CFG_BOOT', message, { details });
  }
}
