import type { Message } from '../../csms/index.js';
import { messageLine } from '../../csms/index.js';

/** One OCPP message without its time and identity: `-> StatusNotification {"connectorId":1,…}`. */
export function ocppLine(message: Message): string {
  const line = messageLine(message);
  return line.slice(line.indexOf(message.chargePointId) + message.chargePointId.length + 1);
}
