import type { Qos } from '../codec/packet-types.js';
import type { Message } from './message.js';
import type { RetainedMessages } from './retained-messages.js';
import type { Session, Subscription } from './session.js';
import type { SubscriptionIndex } from './subscription-index.js';

const noIdentifiers: readonly number[] = [];

/** Takes messages to the sessions that subscribed them. */
export class Router {
  readonly #index: SubscriptionIndex;
  readonly #retained: RetainedMessages;

  constructor(index: SubscriptionIndex, retained: RetainedMessages) {
    this.#index = index;
    this.#retained = retained;
  }

  publish(message: Message, sender: Session | undefined): void {
    if (message.retain) this.#retained.store(message);
    const exact = this.#index.exact(message.topic);
    const wildcards = this.#index.withWildcards(message.topic);
    if (wildcards.length > 0) deliverMerged(message, [...(exact?.values() ?? []), ...wildcards], sender);
    else if (exact !== undefined) {
      for (const subscription of exact.values()) {
        if (!(subscription.noLocal && subscription.session === sender)) deliverOne(message, subscription);
      }
    }
  }

  /** Sends what is stored for a new subscription, marked as retained. */
  replay({ session, filter, qos, identifier }: Subscription): void {
    for (const message of this.#retained.matching(filter)) {
      const identifiers = identifier === undefined ? noIdentifiers : [identifier];
      session.outbox.deliver({ message, qos: lower(qos, message.qos), retain: true, identifiers, released: false });
    }
  }
}

function deliverOne(message: Message, subscription: Subscription): void {
  const { session, qos, retainAsPublished, identifier } = subscription;
  session.outbox.deliver({
    message,
    qos: lower(qos, message.qos),
    retain: message.retain && retainAsPublished,
    identifiers: identifier === undefined ? noIdentifiers : [identifier],
    released: false,
  });
}

/** MQTT 5 §3.3.4: one delivery for each session, with the highest QoS and all identifiers of what matches. */
function deliverMerged(message: Message, matching: readonly Subscription[], sender: Session | undefined): void {
  const bySession = new Map<Session, Subscription[]>();
  for (const subscription of matching) {
    if (subscription.noLocal && subscription.session === sender) continue;
    const others = bySession.get(subscription.session);
    if (others === undefined) bySession.set(subscription.session, [subscription]);
    else others.push(subscription);
  }
  for (const [session, subscriptions] of bySession) {
    const qos = subscriptions.reduce<Qos>(
      (highest, subscription) => (subscription.qos > highest ? subscription.qos : highest),
      0,
    );
    session.outbox.deliver({
      message,
      qos: lower(qos, message.qos),
      retain: message.retain && subscriptions.some(({ retainAsPublished }) => retainAsPublished),
      identifiers: subscriptions.flatMap(({ identifier }) => identifier ?? []),
      released: false,
    });
  }
}

function lower(one: Qos, other: Qos): Qos {
  return one < other ? one : other;
}
