import { readAckId, readAckReason, writeAck } from '../codec/ack-packet.js';
import { PACKET, type Frame } from '../codec/packet-types.js';
import { pingResponse } from '../codec/ping-packets.js';
import { noProperties, type Properties } from '../codec/properties.js';
import { protocolError, ProtocolViolation } from '../codec/protocol-violation.js';
import { ReceivedPublish } from '../codec/publish-packet.js';
import { FIRST_FAILURE, REASON } from '../codec/reason-codes.js';
import {
  decodeSubscribe,
  decodeUnsubscribe,
  encodeSubscriptionAck,
  type SubscriptionRequest,
} from '../codec/subscribe-packet.js';
import type { FrameWriter } from '../stream/frame-writer.js';
import { isShared, isTopicFilter, isTopicName } from '../topics.js';
import type { BrokerClient } from './broker-options.js';
import type { BrokerParts } from './broker-parts.js';
import { TOPIC_ALIAS_MAXIMUM } from './connect-rules.js';
import { Message } from './message.js';
import type { Session, Subscription } from './session.js';

/** Serves the packets of a client that is connected. Throws a `ProtocolViolation` where it breaks the protocol. */
export class ClientPackets {
  readonly #parts: BrokerParts;
  readonly #client: BrokerClient;
  readonly #session: Session;
  readonly #writer: FrameWriter;
  /** MQTT 5 §3.3.2.3.4. */
  readonly #aliases = new Map<number, string>();

  constructor(parts: BrokerParts, client: BrokerClient, session: Session, writer: FrameWriter) {
    this.#parts = parts;
    this.#client = client;
    this.#session = session;
    this.#writer = writer;
  }

  onFrame(frame: Frame): void {
    switch (frame.type) {
      case PACKET.PUBLISH:
        return this.#onPublish(frame);
      case PACKET.PUBREL:
        return this.#onRelease(frame);
      case PACKET.PUBACK:
      case PACKET.PUBREC:
      case PACKET.PUBCOMP: {
        const packetId = readAckId(frame.bytes, frame.start, frame.end);
        return this.#session.outbox.onAck(packetId, frame, this.#client.version);
      }
      case PACKET.SUBSCRIBE:
        return this.#onSubscribe(frame);
      case PACKET.UNSUBSCRIBE:
        return this.#onUnsubscribe(frame);
      case PACKET.PINGREQ:
        return this.#writer.write(pingResponse);
      default:
        throw protocolError(`packet type ${frame.type} from a client`);
    }
  }

  /** MQTT 5 §4.3.3: a message with QoS 2 goes on when it comes, and not again until its identifier is released. */
  #onPublish({ flags, bytes, start, end }: Frame): void {
    const { version } = this.#client;
    const publish = new ReceivedPublish(flags, bytes, start, end, version);
    const { qos, packetId } = publish;
    const topic = this.#topicOf(publish);
    if (qos === 2 && this.#session.received.has(packetId)) return writeAck(this.#writer, PACKET.PUBREC, packetId);
    const isAllowed = this.#parts.hooks.authorizePublish?.(this.#client, topic) ?? true;
    // before MQTT 5 there is no way to refuse a message but to end the connection
    const reason = isAllowed || version !== 5 ? REASON.SUCCESS : REASON.NOT_AUTHORIZED;
    if (qos === 1) writeAck(this.#writer, PACKET.PUBACK, packetId, reason);
    if (qos === 2) {
      writeAck(this.#writer, PACKET.PUBREC, packetId, reason);
      if (reason === REASON.SUCCESS) this.#session.received.add(packetId);
    }
    if (!isAllowed) return;
    const { payload, retain } = publish;
    const properties = forwarded(publish.properties);
    const nowMs = properties === noProperties ? 0 : this.#parts.clock.monotonic();
    this.#parts.router.publish(new Message({ topic, payload, qos, retain, properties }, nowMs), this.#session);
  }

  #topicOf({ topic, properties }: ReceivedPublish): string {
    const alias = properties.topicAlias;
    if (alias !== undefined && alias > TOPIC_ALIAS_MAXIMUM) {
      throw new ProtocolViolation(REASON.TOPIC_ALIAS_INVALID, `topic alias ${alias}`);
    }
    if (topic === '' && alias !== undefined) {
      const known = this.#aliases.get(alias);
      if (known === undefined) throw protocolError(`topic alias ${alias} stands for nothing`);
      return known;
    }
    if (!isTopicName(topic)) throw new ProtocolViolation(REASON.TOPIC_INVALID, JSON.stringify(topic));
    if (alias !== undefined) this.#aliases.set(alias, topic);
    return topic;
  }

  #onRelease(frame: Frame): void {
    const { version } = this.#client;
    const packetId = readAckId(frame.bytes, frame.start, frame.end);
    readAckReason(frame, version);
    const known = this.#session.received.delete(packetId);
    writeAck(
      this.#writer,
      PACKET.PUBCOMP,
      packetId,
      known || version !== 5 ? REASON.SUCCESS : REASON.PACKET_ID_NOT_FOUND,
    );
  }

  #onSubscribe({ bytes, start, end }: Frame): void {
    const { version } = this.#client;
    const { packetId, subscriptions, properties } = decodeSubscribe(bytes, start, end, version);
    const identifier = properties.subscriptionIdentifiers?.[0];
    const replays: Subscription[] = [];
    const codes = subscriptions.map((request) => {
      const failure = this.#refusalOf(request);
      if (failure !== undefined) return version === 5 ? failure : FIRST_FAILURE;
      const subscription: Subscription = { ...request, session: this.#session, identifier };
      const isNew = !this.#session.subscriptions.has(request.filter);
      this.#session.subscriptions.set(request.filter, subscription);
      this.#parts.index.add(subscription);
      if (request.retainHandling === 0 || (request.retainHandling === 1 && isNew)) replays.push(subscription);
      return request.qos;
    });
    this.#writer.write(encodeSubscriptionAck(PACKET.SUBACK, { packetId, codes }, version));
    for (const subscription of replays) this.#parts.router.replay(subscription);
  }

  #refusalOf({ filter }: SubscriptionRequest): number | undefined {
    if (!isTopicFilter(filter)) return REASON.FILTER_INVALID;
    if (isShared(filter)) return REASON.SHARED_SUBSCRIPTIONS_UNSUPPORTED;
    const isAllowed = this.#parts.hooks.authorizeSubscribe?.(this.#client, filter) ?? true;
    return isAllowed ? undefined : REASON.NOT_AUTHORIZED;
  }

  #onUnsubscribe({ bytes, start, end }: Frame): void {
    const { version } = this.#client;
    const { packetId, filters } = decodeUnsubscribe(bytes, start, end, version);
    const codes = filters.map((filter) => {
      const subscription = this.#session.subscriptions.get(filter);
      if (subscription === undefined) return REASON.NO_SUBSCRIPTION_EXISTED;
      this.#session.subscriptions.delete(filter);
      this.#parts.index.remove(subscription);
      return REASON.SUCCESS;
    });
    this.#writer.write(encodeSubscriptionAck(PACKET.UNSUBACK, { packetId, codes }, version));
  }
}

/** MQTT 5 §3.3.2.3: a topic alias holds for one connection only, and identifiers are for the broker to set. */
function forwarded(properties: Properties): Properties {
  if (properties === noProperties) return noProperties;
  const { topicAlias, subscriptionIdentifiers, ...rest } = properties;
  if (subscriptionIdentifiers !== undefined) throw protocolError('a subscription identifier from a client');
  const { responseTopic } = rest;
  if (responseTopic !== undefined && !isTopicName(responseTopic))
    throw protocolError('a response topic with wildcards');
  return topicAlias !== undefined && Object.keys(rest).length === 0 ? noProperties : rest;
}
