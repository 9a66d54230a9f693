import { EverestError } from '../../errors/everest-error.js';
import { connackText, reasonText } from '../codec/reason-codes.js';

/** The broker answered CONNECT with a refusal. */
export class MqttConnectionRefused extends EverestError {
  /** A reason code of MQTT 5 or a return code of 3.1.1. */
  readonly reasonCode: number;

  constructor(reasonCode: number, reasonString: string | undefined) {
    const text = connackText(reasonCode);
    super(
      'BUS_CONNECTION_REFUSED',
      `Connection refused: ${reasonString === undefined ? text : `${text}, ${reasonString}`}`,
      {
        details: { reasonCode },
      },
    );
    this.reasonCode = reasonCode;
  }

  /** Whether the broker does not speak the version that was asked for. */
  get isVersionRefused(): boolean {
    return this.reasonCode === 1 || this.reasonCode === 0x84;
  }
}

/** The connection is gone; what was on its way may or may not have arrived. */
export class MqttConnectionLost extends EverestError {
  constructor(reason: string) {
    super('BUS_CONNECTION_LOST', `connection to the broker lost: ${reason}`);
  }
}

/** The broker closed the connection in place of an answer to CONNECT. */
export class MqttNoAnswer extends EverestError {
  constructor() {
    super('BUS_CONNECTION_LOST', 'connection closed without an answer, as by a broker that expects TLS');
  }
}

/** The broker did not take a message. */
export class MqttPublishRefused extends EverestError {
  readonly reasonCode: number;

  constructor(topic: string, reasonCode: number) {
    super('BUS_PUBLISH_REFUSED', `the broker refused a message to ${topic}: ${reasonText(reasonCode)}`, {
      details: { topic, reasonCode },
    });
    this.reasonCode = reasonCode;
  }
}
