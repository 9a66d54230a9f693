import { EverestError } from '../../errors/everest-error.js';

/** Something was asked of a charge point that is not started, or stopped again. */
export class ChargePointNotStarted extends EverestError {
  constructor() {
    super('OCPP_NOT_STARTED', 'the charge point is not started');
  }
}
