import { EverestError } from '../../lib/errors/everest-error.js';

export class MissingSlot extends EverestError {
  constructor(path: string, slot: number) {
    super('STORE_NO_SUCH_SLOT', `${path}: there is no slot ${slot}`, { details: { path, slot } });
  }
}
