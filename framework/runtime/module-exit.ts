import { EverestError } from '../../lib/errors/everest-error.js';

/** Given to `fail`: the process of the module ends with this exit code. To the manager any code is a crash. */
export class ModuleExit extends EverestError {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('MODULE_EXIT', `the module ended itself with exit code ${exitCode}`, { details: { exitCode } });
    this.exitCode = exitCode;
  }
}
