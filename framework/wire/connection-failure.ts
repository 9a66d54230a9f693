import { EverestError } from '../../lib/errors/everest-error.js';
import { failureText } from '../../lib/errors/failure-text.js';
import { MqttConnectionRefused, ProtocolViolation } from '../../lib/mqtt/index.js';

export class BrokerUnreachable extends EverestError {
  constructor(address: string, reason: string) {
    super('BUS_BROKER_UNREACHABLE', `no MQTT broker at ${address}: ${reason}`, {
      retryable: true,
      details: { address },
    });
  }
}

export class BrokerRefused extends EverestError {
  constructor(address: string, { reasonCode, message }: MqttConnectionRefused) {
    super('BUS_CONNECTION_REFUSED', `the broker at ${address}: ${message}`, { details: { address, reasonCode } });
  }
}

export class BrokerNotTrusted extends EverestError {
  constructor(address: string, reason: string, cause: unknown) {
    super('BUS_BROKER_TLS', `no TLS connection to the broker at ${address}: ${reason}`, {
      cause,
      details: { address },
    });
  }
}

/** An attempt that took too long. */
export class NoAnswer extends EverestError {
  constructor() {
    super('BUS_BROKER_UNREACHABLE', 'no answer', { retryable: true });
  }
}

/** What the network says while a broker or the way to it is not there yet. */
const passing = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Reason codes of MQTT 5 and the return code of 3.1.1 for a broker that is there, but not now. */
const busy = new Set([3, 0x88, 0x89, 0x97, 0x9f]);

/** The error that ends all attempts, where waiting cannot help: wrong credentials, wrong certificates, no MQTT. */
export function finalFailure(error: unknown, address: string): EverestError | undefined {
  if (error instanceof MqttConnectionRefused) {
    return busy.has(error.reasonCode) ? undefined : new BrokerRefused(address, error);
  }
  if (error instanceof ProtocolViolation) return new BrokerUnreachable(address, error.message);
  if (error instanceof EverestError) return error.retryable || error.code === 'BUS_CONNECTION_LOST' ? undefined : error;
  const code = codeOf(error);
  if (code === undefined || passing.has(code)) return undefined;
  return isTls(code)
    ? new BrokerNotTrusted(address, tlsText(error), error)
    : new BrokerUnreachable(address, failureText(error));
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** OpenSSL's reasons to distrust a certificate have no prefix in common; those of the system all begin with E and have no `_`. */
function isTls(code: string): boolean {
  return code === 'EPROTO' || !/^E[A-Z0-9]+$/.test(code);
}

/** OpenSSL puts the place in its sources around the reason. */
function tlsText(error: unknown): string {
  const { reason } = error as { readonly reason?: unknown };
  if (typeof reason === 'string' && reason !== '') return reason;
  const text = failureText(error).trim();
  return /:SSL routines:[^:]*:([^:]+):/.exec(text)?.[1] ?? text;
}
