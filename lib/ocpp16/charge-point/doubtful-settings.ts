import type { Logger } from '../../log/logger.js';
import type { Configuration } from '../configuration/index.js';
import { chargingProfilePurpose, isAction } from '../messages/index.js';

const purposes: ReadonlySet<string> = new Set(chargingProfilePurpose.values);

/** Warns of values that are allowed and do not do what they look like. */
export function warnOfDoubtfulSettings(configuration: Configuration, log: Logger): void {
  const warn = (key: string, value: unknown, message: string): void => log.warn({ key, value }, message);
  const action = configuration.list('MessageTypesDiscardForQueueing').find((name) => !isAction(name));
  if (action !== undefined) {
    warn('MessageTypesDiscardForQueueing', action, 'there is no such action, the list ends before it');
  }
  const unknown = configuration.get('SupportedChargingProfilePurposeTypes').filter((name) => !purposes.has(name));
  if (unknown.length > 0) warn('SupportedChargingProfilePurposeTypes', unknown, 'there are no such purposes');
  const intervalS = configuration.get('WebSocketPingInterval') ?? 0;
  const timeoutS = configuration.get('WebsocketPongTimeout');
  if (intervalS > 0 && timeoutS > intervalS) {
    warn('WebsocketPongTimeout', timeoutS, 'the time to wait for a pong is longer than WebSocketPingInterval');
  }
}
