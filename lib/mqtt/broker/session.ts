import type { Timer } from '../../clock/clock.js';
import type { SubscriptionRequest } from '../codec/subscribe-packet.js';
import { PacketIdSet } from '../packet-id-set.js';
import { Outbox, type OutboxContext } from './outbox.js';

/** MQTT 5 §4.1: what the broker knows of a client, also while that is away. */
export class Session {
  readonly clientId: string;
  readonly outbox: Outbox;
  readonly subscriptions = new Map<string, Subscription>();
  /** MQTT 5 §4.3.3: identifiers of messages with QoS 2 that were handed on and not yet released. */
  readonly received = new PacketIdSet();
  /** How long the session outlives its connection, in s. */
  expiryS = 0;
  /** Ends the present connection, because another took over. */
  takeOver: (() => void) | undefined;
  /** Runs while the client is away. */
  expiryTimer: Timer | undefined;
  /** A will that waits for its delay, with the timer that publishes it. */
  delayedWill: { readonly timer: Timer; readonly publish: () => void } | undefined;

  constructor(clientId: string, context: OutboxContext) {
    this.clientId = clientId;
    this.outbox = new Outbox(context);
  }
}

export interface Subscription extends SubscriptionRequest {
  readonly session: Session;
  /** MQTT 5 §3.8.2.1.2. */
  readonly identifier: number | undefined;
}
