import { EverestError } from '../lib/errors/everest-error.js';
import type { Violation } from '../lib/ocpp16/messages/index.js';

/** The central system has no connection to this charge point. */
export class ChargePointNotConnected extends EverestError {
  constructor(chargePointId: string, connected: readonly string[]) {
    const others = connected.length === 0 ? 'none is' : `connected: ${connected.join(', ')}`;
    super('OCPP_CHARGE_POINT_NOT_CONNECTED', `charge point ${chargePointId} is not connected (${others})`, {
      retryable: true,
      details: { chargePointId, connected },
    });
  }
}

/** Not an action that a central system can call. */
export class UnknownAction extends EverestError {
  constructor(action: string) {
    super('OCPP_UNKNOWN_ACTION', `no action "${action}" that a central system can call`, { details: { action } });
  }
}

/** A payload does not fit the definition of its action. */
export class InvalidPayload extends EverestError {
  constructor(what: string, violation: Violation) {
    super('OCPP_INVALID_PAYLOAD', `${what}: ${violation.message}`, { details: { ...violation } });
  }
}

/** The message waited for did not come. */
export class MessageNotReceived extends EverestError {
  constructor(what: string, afterMs: number) {
    super('OCPP_MESSAGE_NOT_RECEIVED', `${what} did not come within ${afterMs} ms`, { details: { what, afterMs } });
  }
}

/** The address could not be listened on. */
export class ListenFailed extends EverestError {
  constructor(address: string, cause: Error) {
    super('OCPP_LISTEN_FAILED', `cannot listen on ${address}: ${cause.message}`, { cause, details: { address } });
  }
}

/** The state file exists but cannot be used. */
export class StateFileInvalid extends EverestError {
  constructor(path: string, reason: string, cause?: unknown) {
    super('STORE_CSMS_STATE_INVALID', `state file ${path}: ${reason}`, { cause, details: { path } });
  }
}
