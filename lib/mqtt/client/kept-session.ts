import type { Qos } from '../codec/packet-types.js';
import type { PacketIdSet } from '../packet-id-set.js';

/** A message that the broker has not confirmed yet. */
export interface PendingMessage {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly properties: Uint8Array | undefined;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  /** With QoS 2: the broker has taken it over, PUBREL is on its way. */
  released: boolean;
}

export interface PendingMessages {
  /** With their packet identifiers, in the order they were sent. */
  readonly inFlight: readonly (readonly [packetId: number, message: PendingMessage])[];
  /** Those that were not sent yet. */
  readonly queued: readonly PendingMessage[];
}

/** MQTT 5 §4.1: what a client has to know of its session while the connection is lost. */
export interface KeptSession {
  readonly clientId: string;
  readonly pending: PendingMessages;
  /** Identifiers of messages with QoS 2 that were handed on and not yet released. */
  readonly received: PacketIdSet;
}
