import type { Clock } from '../../clock/clock.js';
import { readAckReason, writeAck } from '../codec/ack-packet.js';
import { PACKET, type Frame, type ProtocolVersion, type Qos } from '../codec/packet-types.js';
import { protocolError } from '../codec/protocol-violation.js';
import { publishSize, writePublish, type OutgoingPublish } from '../codec/publish-packet.js';
import { FIRST_FAILURE, REASON } from '../codec/reason-codes.js';
import { Fifo } from '../fifo.js';
import { PacketIds } from '../packet-ids.js';
import { PacketTable } from '../packet-table.js';
import type { FrameWriter } from '../stream/frame-writer.js';
import type { BrokerCounts } from './broker-options.js';
import { publishOf, type Delivery } from './delivery.js';

/** The connection that an outbox sends through. */
export interface OutboxLink {
  readonly writer: FrameWriter;
  readonly version: ProtocolVersion;
  /** Messages with QoS 1 and 2 that may be in flight at once. */
  readonly window: number;
  /** The largest packet that the client takes, in bytes; `Infinity` for any. */
  readonly maximumPacketSize: number;
  /** The client is too slow. */
  readonly onOverrun: () => void;
}

export interface OutboxContext {
  readonly clock: Clock;
  readonly counts: BrokerCounts;
  readonly queueLimitBytes: number;
}

/** The messages for one client: a window in flight, and a queue behind it that also waits for clients which are away. */
export class Outbox {
  readonly #context: OutboxContext;
  readonly #inFlight = new PacketTable<Delivery>();
  readonly #queue = new Fifo<Delivery>();
  readonly #ids = new PacketIds();
  readonly #isUsed = (packetId: number): boolean => this.#inFlight.has(packetId);
  #queuedBytes = 0;
  #link: OutboxLink | undefined;
  #onSettled: () => void = () => undefined;

  constructor(context: OutboxContext) {
    this.#context = context;
  }

  /** How many messages wait in the queue. */
  get queued(): number {
    return this.#queue.length;
  }

  /** Resolves when the client has taken everything over, or is away. */
  async settled(): Promise<void> {
    if (this.#link === undefined || this.#isEmpty) return;
    await new Promise<void>((resolve) => (this.#onSettled = resolve));
  }

  deliver(delivery: Delivery): void {
    const link = this.#link;
    if (link !== undefined && this.#queue.length === 0 && this.#maySend(link, delivery.qos)) {
      this.#send(link, delivery);
    } else this.#enqueue(link, delivery);
  }

  /** MQTT 5 §4.4: what was in flight is sent again on a new connection, in its order. */
  attach(link: OutboxLink): void {
    this.#link = link;
    const nowMs = this.#context.clock.monotonic();
    for (const [packetId, delivery] of this.#inFlight.entries()) {
      if (delivery.released) writeAck(link.writer, PACKET.PUBREL, packetId);
      else this.#sendAgain(link, packetId, publishOf(delivery, packetId, true, nowMs));
    }
    this.pump();
  }

  detach(): void {
    this.#link = undefined;
    this.#onSettled();
    for (const [, delivery] of this.#inFlight.entries()) delivery.message.keep();
  }

  /** Sends what may be sent by now. */
  pump(): void {
    const link = this.#link;
    if (link === undefined) return;
    for (let next = this.#queue.peek(); next !== undefined; next = this.#queue.peek()) {
      if (!this.#maySend(link, next.qos)) return;
      this.#queue.shift();
      this.#queuedBytes -= next.message.sizeInMemory;
      this.#send(link, next);
    }
  }

  onAck(packetId: number, frame: Frame, version: ProtocolVersion): void {
    const reason = readAckReason(frame, version);
    const delivery = this.#inFlight.get(packetId);
    if (frame.type === PACKET.PUBREC) this.#onReceived(packetId, delivery, reason, version);
    else if (delivery === undefined) return;
    else if (frame.type === PACKET.PUBACK ? delivery.qos !== 1 : !delivery.released) {
      throw protocolError(`packet type ${frame.type} for a message with QoS ${delivery.qos}`);
    } else this.#finish(packetId);
  }

  #onReceived(packetId: number, delivery: Delivery | undefined, reason: number, version: ProtocolVersion): void {
    if (delivery?.qos === 1) throw protocolError('PUBREC for a message with QoS 1');
    if (reason >= FIRST_FAILURE) return this.#finish(packetId);
    if (delivery !== undefined) delivery.released = true;
    const unknown = delivery === undefined && version === 5;
    const answer = unknown ? REASON.PACKET_ID_NOT_FOUND : REASON.SUCCESS;
    if (this.#link !== undefined) writeAck(this.#link.writer, PACKET.PUBREL, packetId, answer);
  }

  #finish(packetId: number): void {
    this.#inFlight.delete(packetId);
    this.pump();
    if (this.#isEmpty) this.#onSettled();
  }

  get #isEmpty(): boolean {
    return this.#inFlight.size === 0 && this.#queue.length === 0;
  }

  #maySend(link: OutboxLink, qos: Qos): boolean {
    return !link.writer.blocked && (qos === 0 || this.#inFlight.size < link.window);
  }

  #send(link: OutboxLink, delivery: Delivery): void {
    const { clock, counts } = this.#context;
    const hasExpiry = delivery.message.expiresAtMs < Infinity;
    const nowMs = hasExpiry ? clock.monotonic() : 0;
    if (hasExpiry && delivery.message.isExpired(nowMs)) {
      counts.dropped += 1;
      return;
    }
    const packetId = delivery.qos === 0 ? 0 : this.#ids.next(this.#isUsed);
    const publish = publishOf(delivery, packetId, false, nowMs);
    if (isTooLarge(link, publish)) {
      counts.dropped += 1;
      return;
    }
    if (packetId > 0) this.#inFlight.set(packetId, delivery);
    writePublish(link.writer, publish, link.version);
  }

  /** The client may take less than on its connection before, and would leave again and again. */
  #sendAgain(link: OutboxLink, packetId: number, publish: OutgoingPublish): void {
    if (!isTooLarge(link, publish)) return writePublish(link.writer, publish, link.version);
    this.#inFlight.delete(packetId);
    this.#context.counts.dropped += 1;
  }

  #enqueue(link: OutboxLink | undefined, delivery: Delivery): void {
    const { counts, queueLimitBytes } = this.#context;
    const waiting = this.#queuedBytes + (link?.writer.waitingBytes ?? 0);
    const isFull = waiting + delivery.message.sizeInMemory > queueLimitBytes;
    if (isFull || (link === undefined && delivery.qos === 0)) counts.dropped += 1;
    else {
      delivery.message.keep();
      this.#queue.push(delivery);
      this.#queuedBytes += delivery.message.sizeInMemory;
    }
    if (isFull) link?.onOverrun();
  }
}

function isTooLarge({ maximumPacketSize, version }: OutboxLink, publish: OutgoingPublish): boolean {
  return maximumPacketSize < Infinity && publishSize(publish, version) > maximumPacketSize;
}
