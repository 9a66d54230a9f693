import type { SubscriptionRequest } from '../codec/subscribe-packet.js';
import type { Session } from './session.js';

export interface Subscription extends SubscriptionRequest {
  readonly session: Session;
  /** MQTT 5 §3.8.2.1.2. */
  readonly identifier: number | undefined;
}
