import { PACKET, type Frame, type ProtocolVersion } from '../codec/packet-types.js';
import { noProperties } from '../codec/properties.js';
import { protocolError } from '../codec/protocol-violation.js';
import { decodeSubscriptionAck, encodeSubscribe, encodeUnsubscribe } from '../codec/subscribe-packet.js';
import type { FrameWriter } from '../stream/frame-writer.js';
import type { ClientSubscription } from './client-options.js';

interface Request {
  /** The answer that fits: SUBACK or UNSUBACK. */
  readonly answer: number;
  /** How many codes the answer must have. */
  readonly count: number;
  readonly resolve: (codes: readonly number[]) => void;
  readonly reject: (error: Error) => void;
}

/** SUBSCRIBE and UNSUBSCRIBE packets that wait for their answer. */
export class SubscriptionRequests {
  readonly #writer: FrameWriter;
  readonly #version: ProtocolVersion;
  readonly #nextId: () => number;
  readonly #waiting = new Map<number, Request>();

  constructor(writer: FrameWriter, version: ProtocolVersion, nextId: () => number) {
    this.#writer = writer;
    this.#version = version;
    this.#nextId = nextId;
  }

  has(packetId: number): boolean {
    return this.#waiting.has(packetId);
  }

  subscribe(wanted: readonly ClientSubscription[]): Promise<readonly number[]> {
    const packetId = this.#nextId();
    const subscriptions = wanted.map((subscription) => ({
      noLocal: false,
      retainAsPublished: false,
      retainHandling: 0 as const,
      ...subscription,
    }));
    this.#writer.write(encodeSubscribe({ packetId, properties: noProperties, subscriptions }, this.#version));
    return this.#wait(packetId, PACKET.SUBACK, wanted.length);
  }

  unsubscribe(filters: readonly string[]): Promise<readonly number[]> {
    const packetId = this.#nextId();
    this.#writer.write(encodeUnsubscribe({ packetId, properties: noProperties, filters }, this.#version));
    return this.#wait(packetId, PACKET.UNSUBACK, this.#version === 5 ? filters.length : 0);
  }

  onAck(frame: Frame): void {
    const { packetId, codes } = decodeSubscriptionAck(frame, this.#version);
    const request = this.#waiting.get(packetId);
    if (request?.answer !== frame.type || request.count !== codes.length) {
      throw protocolError(`packet type ${frame.type} that answers nothing`);
    }
    this.#waiting.delete(packetId);
    request.resolve(codes);
  }

  rejectAll(error: Error): void {
    for (const request of this.#waiting.values()) request.reject(error);
    this.#waiting.clear();
  }

  #wait(packetId: number, answer: number, count: number): Promise<readonly number[]> {
    return new Promise((resolve, reject) => this.#waiting.set(packetId, { answer, count, resolve, reject }));
  }
}
