import { EverestError } from '../../errors/everest-error.js';
import { REASON, reasonText } from './reason-codes.js';

/** The other side broke the protocol: the connection ends, in MQTT 5 with this reason. */
export class ProtocolViolation extends EverestError {
  readonly reasonCode: number;

  constructor(reasonCode: number, fact: string) {
    super('BUS_PROTOCOL_VIOLATION', `${reasonText(reasonCode)}: ${fact}`, { details: { reasonCode } });
    this.reasonCode = reasonCode;
  }
}

export function malformed(fact: string): ProtocolViolation {
  return new ProtocolViolation(REASON.MALFORMED_PACKET, fact);
}

export function protocolError(fact: string): ProtocolViolation {
  return new ProtocolViolation(REASON.PROTOCOL_ERROR, fact);
}
