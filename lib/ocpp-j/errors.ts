import { EverestError } from '../errors/everest-error.js';

/** There is no connection to send on. */
export class NotConnected extends EverestError {
  constructor(peer: string) {
    super('OCPP_NOT_CONNECTED', `no connection to ${peer}`, { retryable: true, details: { peer } });
  }
}

/** There is nothing to connect with at present. */
export class ConnectionOptionsUnusable extends EverestError {
  constructor(reason: string) {
    super('OCPP_CONNECTION_OPTIONS', reason, { retryable: true });
  }
}

/** A frame did not leave the socket. */
export class SendFailed extends EverestError {
  constructor(reason: string, cause?: unknown) {
    super('OCPP_SEND_FAILED', `message was not sent: ${reason}`, { retryable: true, cause });
  }
}

/** The peer did not answer a CALL. */
export class CallTimeout extends EverestError {
  constructor(peer: string, action: string, afterMs: number) {
    super('OCPP_CALL_TIMEOUT', `${peer} did not answer ${action} within ${afterMs} ms`, {
      retryable: true,
      details: { peer, action, afterMs },
    });
  }
}

/** The peer answered a CALL with a CALLERROR. */
export class CallRefused extends EverestError {
  readonly errorCode: string;
  readonly description: string;

  constructor(action: string, errorCode: string, description: string, details: unknown) {
    super(
      'OCPP_CALL_REFUSED',
      `${action} was answered with ${errorCode}${description === '' ? '' : `: ${description}`}`,
      {
        details: { action, errorCode, description, details },
      },
    );
    this.errorCode = errorCode;
    this.description = description;
  }
}
