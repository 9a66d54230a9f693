import type { Clock } from '../../clock/clock.js';
import type { Random } from '../../clock/random.js';
import type { Logger } from '../../log/logger.js';
import type { ProtocolVersion } from '../codec/packet-types.js';

/** Who is connected. */
export interface BrokerClient {
  readonly clientId: string;
  readonly user: string | undefined;
  readonly version: ProtocolVersion;
}

/** Decide what clients may do; without them everything is allowed. */
export interface BrokerHooks {
  authenticate?(client: BrokerClient, password: Buffer | undefined): boolean | Promise<boolean>;
  /** Asked for each message, wills included. */
  authorizePublish?(client: BrokerClient, topic: string): boolean;
  authorizeSubscribe?(client: BrokerClient, filter: string): boolean;
}

export interface MqttBrokerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly hooks?: BrokerHooks;
  /** Largest packet that is taken, in bytes; default 16 MiB. */
  readonly maximumPacketSize?: number;
  /** What may wait for one client, in bytes, before a slow one is disconnected; default 64 MiB. */
  readonly queueLimitBytes?: number;
  /** The longest keep alive time that clients may have, in s; default none. */
  readonly maximumKeepAliveS?: number;
}

/** What the broker has seen since its start. */
export interface BrokerCounts {
  /** Streams accepted. */
  connections: number;
  /** Connections that CONNACK refused. */
  refused: number;
  /** Connections ended because their client broke the protocol. */
  violations: number;
  /** Connections ended because their client did not take its messages. */
  slowClients: number;
  /** Messages that a client did not get: too large for it, too many while it was away, or expired. */
  dropped: number;
}

export interface BrokerLimits {
  readonly maximumPacketSize: number;
  readonly queueLimitBytes: number;
  readonly maximumKeepAliveS: number | undefined;
}

const MIB = 1024 * 1024;

export function limitsOf(options: MqttBrokerOptions): BrokerLimits {
  return {
    maximumPacketSize: options.maximumPacketSize ?? 16 * MIB,
    queueLimitBytes: options.queueLimitBytes ?? 64 * MIB,
    maximumKeepAliveS: options.maximumKeepAliveS,
  };
}
