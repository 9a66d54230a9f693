import type { ConnackPacket } from '../codec/connack-packet.js';
import type { ConnectPacket } from '../codec/connect-packet.js';
import { noProperties, type Properties } from '../codec/properties.js';
import { REASON, returnCodeOf } from '../codec/reason-codes.js';
import { isTopicName } from '../topics.js';
import type { BrokerLimits } from './broker-options.js';

/** MQTT 5 §3.1.2.11.2: a session that does not expire. */
export const NEVER_S = 0xffff_ffff;
/** Topic aliases that a client may use (MQTT 5 §3.2.2.3.8). */
export const TOPIC_ALIAS_MAXIMUM = 64;
/** More in flight to one client only grows what is sent again after a break. */
const WINDOW_MAX = 1024;

/** Why a well-formed CONNECT cannot be served; undefined when it can. */
export function refusalOf({ version, clientId, clean, properties, will }: ConnectPacket): number | undefined {
  if (clientId === '' && (version === 3 || (version === 4 && !clean))) return REASON.CLIENT_ID_INVALID;
  if (properties.authenticationMethod !== undefined) return REASON.BAD_AUTHENTICATION_METHOD;
  if (will !== undefined && !isTopicName(will.topic)) return REASON.TOPIC_INVALID;
  return undefined;
}

/** How long a session outlives its connection, in s. Before MQTT 5 it is forever or not at all. */
export function expiryOf({ version, clean, properties }: ConnectPacket): number {
  if (version === 5) return properties.sessionExpiryInterval ?? 0;
  return clean ? 0 : NEVER_S;
}

export function windowOf({ properties }: ConnectPacket): number {
  return Math.min(properties.receiveMaximum ?? WINDOW_MAX, WINDOW_MAX);
}

/** In s; MQTT 5 lets the broker shorten it, before that what the client asked for holds. */
export function keepAliveOf({ version, keepAliveS }: ConnectPacket, { maximumKeepAliveS }: BrokerLimits): number {
  if (version !== 5 || maximumKeepAliveS === undefined) return keepAliveS;
  return keepAliveS === 0 ? maximumKeepAliveS : Math.min(keepAliveS, maximumKeepAliveS);
}

export function acceptance(
  packet: ConnectPacket,
  session: { readonly clientId: string; readonly isPresent: boolean },
  limits: BrokerLimits,
): ConnackPacket {
  const keepAliveS = keepAliveOf(packet, limits);
  const properties: Properties = {
    ...(packet.clientId === '' && { assignedClientIdentifier: session.clientId }),
    ...(keepAliveS !== packet.keepAliveS && { serverKeepAlive: keepAliveS }),
    maximumPacketSize: limits.maximumPacketSize,
    topicAliasMaximum: TOPIC_ALIAS_MAXIMUM,
    sharedSubscriptionAvailable: 0,
  };
  return { sessionPresent: session.isPresent, code: REASON.SUCCESS, properties };
}

export function refusal(version: 3 | 4 | 5, reason: number): ConnackPacket {
  return { sessionPresent: false, code: version === 5 ? reason : returnCodeOf(reason), properties: noProperties };
}
