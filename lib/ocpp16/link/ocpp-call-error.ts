import { EverestError } from '../../errors/everest-error.js';
import type { CallErrorCode } from '../../ocpp-j/frame.js';

/** Thrown by a call handler: the CALL is answered with this CALLERROR. */
export class OcppCallError extends EverestError {
  readonly errorCode: CallErrorCode;
  readonly description: string;

  constructor(errorCode: CallErrorCode, description: string) {
    super('OCPP_CALL_ERROR', `${errorCode}: ${description}`, { details: { errorCode } });
    this.errorCode = errorCode;
    this.description = description;
  }
}
