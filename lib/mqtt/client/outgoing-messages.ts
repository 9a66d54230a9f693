import { readAckReason, writeAck } from '../codec/ack-packet.js';
import { PACKET, type Frame, type ProtocolVersion, type Qos } from '../codec/packet-types.js';
import { encodeProperties } from '../codec/properties.js';
import { protocolError } from '../codec/protocol-violation.js';
import { publishSize, writePublish, type OutgoingPublish } from '../codec/publish-packet.js';
import { FIRST_FAILURE, REASON } from '../codec/reason-codes.js';
import { Fifo } from '../fifo.js';
import { PacketTable } from '../packet-table.js';
import type { FrameWriter } from '../stream/frame-writer.js';
import type { ClientPublishOptions, ClientSession } from './client-options.js';
import { MqttPublishRefused } from './errors.js';
import type { PendingMessage as Message, PendingMessages } from './kept-session.js';

/** More than a character takes in UTF-8, and more than the rest of a PUBLISH takes. */
const BYTES_A_CHARACTER = 3;
const HEADER_BYTES = 16;

/** The messages of a client on their way to the broker: a window in flight, and a queue behind it. */
export class OutgoingMessages {
  readonly #writer: FrameWriter;
  readonly #session: ClientSession;
  readonly #nextId: () => number;
  readonly #inFlight = new PacketTable<Message>();
  readonly #queue = new Fifo<Message>();
  #onEmpty: () => void = () => undefined;

  constructor(writer: FrameWriter, session: ClientSession, nextId: () => number) {
    this.#writer = writer;
    this.#session = session;
    this.#nextId = nextId;
  }

  has(packetId: number): boolean {
    return this.#inFlight.has(packetId);
  }

  /** Resolves when the broker has taken the message over; with QoS 0 when it is handed to the stream. */
  publish(topic: string, payload: string | Uint8Array, options: ClientPublishOptions): Promise<void> {
    const { qos, retain = false, properties } = options;
    const encoded = properties === undefined || this.#version !== 5 ? undefined : encodeProperties(properties);
    return new Promise((resolve, reject) => {
      const message: Message = { topic, payload, qos, retain, properties: encoded, resolve, reject, released: false };
      if (this.#isTooLarge(message)) reject(new MqttPublishRefused(topic, REASON.PACKET_TOO_LARGE));
      else if (this.#queue.length > 0 || !this.#maySend(qos)) this.#queue.push(message);
      else this.#send(message);
    });
  }

  /** Sends what may be sent by now. */
  pump(): void {
    for (let next = this.#queue.peek(); next !== undefined && this.#maySend(next.qos); next = this.#queue.peek()) {
      this.#queue.shift();
      this.#send(next);
    }
    if (this.#isEmpty) this.#onEmpty();
  }

  onAck(packetId: number, frame: Frame): void {
    const reason = readAckReason(frame, this.#version);
    const message = this.#inFlight.get(packetId);
    if (frame.type === PACKET.PUBREC) this.#onReceived(packetId, message, reason);
    else if (message === undefined) return;
    else if (frame.type === PACKET.PUBACK ? message.qos !== 1 : !message.released) {
      throw protocolError(`packet type ${frame.type} for a message with QoS ${message.qos}`);
    } else this.#finish(packetId, message, reason);
  }

  /** Resolves when nothing waits any more. */
  drained(): Promise<void> {
    return this.#isEmpty ? Promise.resolve() : new Promise((resolve) => (this.#onEmpty = resolve));
  }

  rejectAll(error: Error): void {
    for (const [, message] of this.#inFlight.entries()) message.reject(error);
    this.#inFlight.clear();
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) next.reject(error);
    this.#onEmpty();
  }

  /** Hands over everything that waits; from here on nothing of it is settled any more. */
  takePending(): PendingMessages {
    const inFlight = this.#inFlight.entries();
    this.#inFlight.clear();
    const queued: Message[] = [];
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) queued.push(next);
    this.#onEmpty();
    return { inFlight, queued };
  }

  /** MQTT 5 §4.4: sends again, in the old order, what the broker has not confirmed. */
  resume({ inFlight, queued }: PendingMessages): void {
    for (const [packetId, message] of inFlight) {
      this.#inFlight.set(packetId, message);
      if (message.released) writeAck(this.#writer, PACKET.PUBREL, packetId);
      else writePublish(this.#writer, onWire(message, packetId, true), this.#version);
    }
    queued.forEach((message) => this.#queue.push(message));
    this.pump();
  }

  get #version(): ProtocolVersion {
    return this.#session.version;
  }

  get #isEmpty(): boolean {
    return this.#inFlight.size === 0 && this.#queue.length === 0;
  }

  #maySend(qos: Qos): boolean {
    return !this.#writer.blocked && (qos === 0 || this.#inFlight.size < this.#session.window);
  }

  #isTooLarge(message: Message): boolean {
    const { maximumPacketSize } = this.#session;
    const { topic, payload, properties } = message;
    const atMost = (topic.length + payload.length) * BYTES_A_CHARACTER + (properties?.length ?? 0) + HEADER_BYTES;
    return atMost > maximumPacketSize && publishSize(onWire(message, 0), this.#version) > maximumPacketSize;
  }

  #send(message: Message): void {
    if (message.qos === 0) {
      writePublish(this.#writer, onWire(message, 0), this.#version);
      return message.resolve();
    }
    const packetId = this.#nextId();
    this.#inFlight.set(packetId, message);
    writePublish(this.#writer, onWire(message, packetId), this.#version);
  }

  /** MQTT 5 §4.3.3: a PUBREC that nobody waits for is answered too, so that the broker forgets its identifier. */
  #onReceived(packetId: number, message: Message | undefined, reason: number): void {
    if (message?.qos === 1) throw protocolError('PUBREC for a message with QoS 1');
    if (reason >= FIRST_FAILURE) {
      if (message !== undefined) this.#finish(packetId, message, reason);
      return;
    }
    if (message !== undefined) message.released = true;
    const unknown = message === undefined && this.#version === 5;
    writeAck(this.#writer, PACKET.PUBREL, packetId, unknown ? REASON.PACKET_ID_NOT_FOUND : REASON.SUCCESS);
  }

  #finish(packetId: number, message: Message, reason: number): void {
    this.#inFlight.delete(packetId);
    if (reason >= FIRST_FAILURE && !message.released) message.reject(new MqttPublishRefused(message.topic, reason));
    else message.resolve();
    this.pump();
  }
}

function onWire(message: Message, packetId: number, dup = false): OutgoingPublish {
  const { topic, payload, qos, retain, properties } = message;
  return { topic, payload, qos, retain, dup, packetId, properties };
}
