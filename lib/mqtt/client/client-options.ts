import type { Clock } from '../../clock/clock.js';
import type { Random } from '../../clock/random.js';
import type { ProtocolVersion, Qos } from '../codec/packet-types.js';
import type { Properties } from '../codec/properties.js';
import type { ReceivedPublish } from '../codec/publish-packet.js';
import type { RetainHandling } from '../codec/subscribe-packet.js';
import type { KeptSession } from './kept-session.js';

export interface MqttClientOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Default 5. */
  readonly version?: ProtocolVersion;
  /** Without one, an MQTT 5 broker gives an identifier, and before MQTT 5 it is random. */
  readonly clientId?: string;
  readonly user?: string;
  readonly password?: string | Buffer;
  /** Default 20 s; 0 sends no pings and notices a dead peer through the stream only. */
  readonly keepAliveS?: number;
  /** Messages with QoS 1 and 2 in flight at once, if the broker allows them; default 64. */
  readonly window?: number;
  /** Largest packet that is taken, in bytes; default 256 MiB, the most that MQTT allows. */
  readonly maximumPacketSize?: number;
  /**
   * MQTT 5: how long the broker keeps the session after a lost connection, in s; default 0. With more, what is on its
   * way to the broker when the connection is lost is not rejected, but part of `keptSession`.
   */
  readonly sessionExpiryS?: number;
  /** The session of a client before, to be taken up again; its client id is used. */
  readonly kept?: KeptSession;
  /** Takes messages from the very first one on; the broker of a kept session sends some right behind its CONNACK. */
  readonly onMessage?: (message: ReceivedPublish) => void;
  /** Makes the error that everything pending gets when the connection is lost. */
  readonly lossError?: (reason: string) => Error;
}

export interface ClientPublishOptions {
  readonly qos: Qos;
  readonly retain?: boolean;
  /** MQTT 5 only. */
  readonly properties?: Properties;
}

export interface ClientSubscription {
  readonly filter: string;
  readonly qos: Qos;
  /** The rest is for MQTT 5. */
  readonly noLocal?: boolean;
  readonly retainAsPublished?: boolean;
  readonly retainHandling?: RetainHandling;
}

/** What the broker said in its CONNACK. */
export interface ClientSession {
  readonly version: ProtocolVersion;
  readonly clientId: string;
  readonly sessionPresent: boolean;
  readonly keepAliveS: number;
  /** Messages with QoS 1 and 2 in flight at once. */
  readonly window: number;
  /** The largest packet that the broker takes, in bytes. */
  readonly maximumPacketSize: number;
}
