import type { Duplex } from 'node:stream';
import { failureText } from '../../errors/failure-text.js';
import { readAckId, readAckReason, writeAck } from '../codec/ack-packet.js';
import { decodeConnack } from '../codec/connack-packet.js';
import { encodeConnect, type ConnectPacket } from '../codec/connect-packet.js';
import { decodeDisconnect, encodeDisconnect } from '../codec/disconnect-packet.js';
import { checkFlags } from '../codec/frame-flags.js';
import { PACKET, type Frame, type ProtocolVersion } from '../codec/packet-types.js';
import { pingRequest } from '../codec/ping-packets.js';
import { noProperties } from '../codec/properties.js';
import { ProtocolViolation, protocolError } from '../codec/protocol-violation.js';
import { ReceivedPublish } from '../codec/publish-packet.js';
import { reasonText, REASON } from '../codec/reason-codes.js';
import { FrameSplitter } from '../stream/frame-splitter.js';
import { FrameWriter } from '../stream/frame-writer.js';
import { PacketIdSet } from '../packet-id-set.js';
import { PacketIds } from '../packet-ids.js';
import type { ClientPublishOptions, ClientSession, ClientSubscription, MqttClientOptions } from './client-options.js';
import { MqttConnectionLost, MqttConnectionRefused, MqttNoAnswer } from './errors.js';
import { agreedSession, connectPacket } from './handshake.js';
import { KeepAlive } from './keep-alive.js';
import type { KeptSession } from './kept-session.js';
import { describeStranger } from './stranger.js';
import { OutgoingMessages } from './outgoing-messages.js';
import { SubscriptionRequests } from './subscription-requests.js';

/** How long the broker may take to accept what is still on its way when the client closes, in ms. */
const CLOSE_MS = 2000;
/** How long the broker may take to accept the reason why the client gives up, in ms. */
const ABORT_MS = 1000;
const PACKET_SIZE_MAX = 268_435_460;

/** One MQTT connection over any stream. It is opened by `connectMqttClient`. */
export class MqttClient {
  readonly #stream: Duplex;
  readonly #options: MqttClientOptions;
  readonly #writer: FrameWriter;
  readonly #connect: ConnectPacket;
  readonly #connected: { readonly resolve: () => void; readonly reject: (error: Error) => void };
  readonly #closed: Promise<void>;
  readonly #requests: SubscriptionRequests;
  /** MQTT 5 §4.3.3: identifiers of messages with QoS 2 that were handed on and not yet released. */
  #received = new PacketIdSet();
  #state:
    { readonly session: ClientSession; readonly outgoing: OutgoingMessages; readonly keepAlive: KeepAlive } | undefined;
  #ended: Error | undefined;
  #closing: Promise<void> | undefined;
  #onMessage: (message: ReceivedPublish) => void;
  #onLost: (reason: string, code: number | undefined) => void = () => undefined;
  #kept: KeptSession | undefined;
  #lost: { readonly reason: string; readonly code: number | undefined } | undefined;

  private constructor(
    stream: Duplex,
    options: MqttClientOptions,
    connected: { readonly resolve: () => void; readonly reject: (error: Error) => void },
  ) {
    this.#stream = stream;
    this.#options = options;
    this.#connected = connected;
    this.#onMessage = options.onMessage ?? (() => undefined);
    this.#connect = connectPacket(options);
    this.#writer = new FrameWriter(stream, () => this.#state?.outgoing.pump());
    const ids = new PacketIds();
    const isUsed = (id: number): boolean => this.#requests.has(id) || this.#state?.outgoing.has(id) === true;
    this.#requests = new SubscriptionRequests(this.#writer, this.version, () => ids.next(isUsed));
    this.#nextId = () => ids.next(isUsed);
    this.#closed = new Promise((resolve) => stream.once('close', resolve));
    this.#listen(options.maximumPacketSize ?? PACKET_SIZE_MAX);
    this.#writer.write(encodeConnect(this.#connect));
  }

  readonly #nextId: () => number;

  /** Resolves with the CONNACK. Rejects with `MqttConnectionRefused`, or with what ended the stream. */
  static async open(stream: Duplex, options: MqttClientOptions): Promise<MqttClient> {
    const { promise, resolve, reject } = withResolvers();
    const client = new MqttClient(stream, options, { resolve, reject });
    await promise;
    return client;
  }

  get version(): ProtocolVersion {
    return this.#connect.version;
  }

  get session(): ClientSession {
    if (this.#state === undefined) throw protocolError('no CONNACK yet');
    return this.#state.session;
  }

  /** Resolves when the broker has taken the message over: at PUBACK or PUBCOMP, at once with QoS 0. */
  publish(topic: string, payload: string | Uint8Array, options: ClientPublishOptions): Promise<void> {
    if (this.#ended !== undefined || this.#state === undefined) return Promise.reject(this.#pendingError);
    return this.#state.outgoing.publish(topic, payload, options);
  }

  /** Resolves with one reason code for each subscription; 128 and above are refusals. */
  subscribe(subscriptions: readonly ClientSubscription[]): Promise<readonly number[]> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return this.#requests.subscribe(subscriptions);
  }

  /** Resolves with one reason code for each filter; with none before MQTT 5. */
  unsubscribe(filters: readonly string[]): Promise<readonly number[]> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return this.#requests.unsubscribe(filters);
  }

  /** What a new client needs to take up the session of this one; with `sessionExpiryS`, once the connection is lost. */
  get keptSession(): KeptSession | undefined {
    return this.#kept;
  }

  onMessage(handler: (message: ReceivedPublish) => void): void {
    this.#onMessage = handler;
  }

  /** Called once when the connection is lost without `close`, with the reason code of MQTT 5 if there is one. */
  onLost(handler: (reason: string, code: number | undefined) => void): void {
    this.#onLost = handler;
    const lost = this.#lost;
    if (lost !== undefined) queueMicrotask(() => handler(lost.reason, lost.code));
  }

  /** What was published before is delivered first, as long as the broker takes it within 2 s. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  get #pendingError(): Error {
    return this.#ended ?? new MqttConnectionLost('not connected yet');
  }

  #listen(maximumPacketSize: number): void {
    const splitter = new FrameSplitter(maximumPacketSize, (type, flags, bytes, start, end) =>
      this.#onFrame({ type, flags, bytes, start, end }),
    );
    this.#stream.on('data', (chunk: Buffer) => {
      if (this.#ended !== undefined) return;
      this.#state?.keepAlive.heard();
      try {
        if (this.#state === undefined) this.#checkFirst(chunk);
        splitter.push(chunk);
      } catch (error) {
        if (!(error instanceof ProtocolViolation)) throw error;
        this.#abort(error.reasonCode, error.message, error);
      }
    });
    this.#stream.on('error', (error: NodeJS.ErrnoException) => this.#onError(error));
    this.#stream.on('end', () => this.#stream.end());
    this.#stream.on('close', () => this.#onClose());
  }

  #onError(error: NodeJS.ErrnoException): void {
    const isHangUp = this.#state === undefined && error.code === 'ECONNRESET' && error.syscall === 'read';
    this.#end(failureText(error), isHangUp ? new MqttNoAnswer() : error);
  }

  #onClose(): void {
    const reason = 'connection closed by the broker';
    this.#end(reason, this.#state === undefined ? new MqttNoAnswer() : undefined);
  }

  /** What does not begin as a packet of MQTT might never become a whole one, so its end is not waited for. */
  #checkFirst(chunk: Buffer): void {
    const stranger = describeStranger(chunk);
    if (stranger !== undefined) throw protocolError(`${stranger} before CONNACK`);
  }

  #onFrame(frame: Frame): void {
    if (this.#ended !== undefined) return;
    checkFlags(frame.type, frame.flags);
    if (this.#state === undefined) return this.#onFirst(frame);
    switch (frame.type) {
      case PACKET.PUBLISH:
        return this.#onPublish(frame);
      case PACKET.PUBREL:
        return this.#onRelease(frame);
      case PACKET.PUBACK:
      case PACKET.PUBREC:
      case PACKET.PUBCOMP:
        return this.#state.outgoing.onAck(readAckId(frame.bytes, frame.start, frame.end), frame);
      case PACKET.SUBACK:
      case PACKET.UNSUBACK:
        return this.#requests.onAck(frame);
      case PACKET.PINGRESP:
        return;
      case PACKET.DISCONNECT:
        return this.#onDisconnect(frame);
      default:
        throw protocolError(`packet type ${frame.type} from a broker`);
    }
  }

  #onFirst({ type, bytes, start, end }: Frame): void {
    if (type !== PACKET.CONNACK) throw protocolError(`packet type ${type} before CONNACK`);
    const answer = decodeConnack(bytes, start, end);
    if (answer.code !== REASON.SUCCESS) {
      const refused = new MqttConnectionRefused(answer.code, answer.properties.reasonString);
      this.#stream.destroy();
      return this.#end(refused.message, refused);
    }
    const session = agreedSession(this.#connect, answer, this.#options);
    const keepAlive = new KeepAlive(this.#options.clock, session.keepAliveS, {
      ping: () => this.#writer.write(pingRequest),
      dead: () => this.#abort(REASON.KEEP_ALIVE_TIMEOUT, 'the broker answers no pings'),
    });
    const outgoing = new OutgoingMessages(this.#writer, session, this.#nextId);
    this.#state = { session, keepAlive, outgoing };
    const { kept } = this.#options;
    if (kept !== undefined && session.sessionPresent) {
      this.#received = kept.received;
      outgoing.resume(kept.pending);
    }
    this.#connected.resolve();
  }

  /** MQTT 5 §4.3.3: a message with QoS 2 is handed on when it comes, and not again until its identifier is released. */
  #onPublish({ flags, bytes, start, end }: Frame): void {
    const message = new ReceivedPublish(flags, bytes, start, end, this.version);
    const { qos, packetId } = message;
    if (qos === 1) writeAck(this.#writer, PACKET.PUBACK, packetId);
    if (qos === 2) {
      writeAck(this.#writer, PACKET.PUBREC, packetId);
      if (this.#received.has(packetId)) return;
      this.#received.add(packetId);
    }
    this.#onMessage(message);
  }

  #onRelease(frame: Frame): void {
    const packetId = readAckId(frame.bytes, frame.start, frame.end);
    readAckReason(frame, this.version);
    const known = this.#received.delete(packetId);
    const reason = known || this.version !== 5 ? REASON.SUCCESS : REASON.PACKET_ID_NOT_FOUND;
    writeAck(this.#writer, PACKET.PUBCOMP, packetId, reason);
  }

  #onDisconnect({ bytes, start, end }: Frame): void {
    const { reason, properties } = decodeDisconnect(bytes, start, end, this.version);
    const { reasonString } = properties;
    this.#stream.destroy();
    const text = reasonText(reason);
    this.#end(reasonString === undefined ? text : `${text}, ${reasonString}`, undefined, reason);
  }

  async #close(): Promise<void> {
    if (this.#ended !== undefined) return this.#closed;
    const late = withResolvers();
    const timer = this.#options.clock.setTimeout(late.resolve, CLOSE_MS);
    await Promise.race([this.#state?.outgoing.drained(), late.promise]);
    if (this.#ended === undefined) {
      const properties = this.#keepsSession ? { sessionExpiryInterval: 0 } : noProperties;
      this.#writer.write(encodeDisconnect({ reason: REASON.SUCCESS, properties }, this.version));
      this.#writer.flush();
      this.#stream.end();
      await Promise.race([this.#closed, late.promise]);
    }
    timer.cancel();
    this.#stream.destroy();
    this.#end('connection closed');
    return this.#closed;
  }

  /** Ends the connection from this side, in MQTT 5 with the reason. */
  #abort(reason: number, text: string, cause?: Error): void {
    if (this.version === 5 && this.#state !== undefined) {
      this.#writer.write(encodeDisconnect({ reason, properties: noProperties }, this.version));
      this.#writer.flush();
    }
    this.#stream.end(() => this.#stream.destroy());
    const timer = this.#options.clock.setTimeout(() => this.#stream.destroy(), ABORT_MS);
    void this.#closed.then(() => timer.cancel());
    this.#end(text, cause, reason);
  }

  get #keepsSession(): boolean {
    return this.version === 5 && (this.#options.sessionExpiryS ?? 0) > 0;
  }

  #end(reason: string, cause?: Error, code?: number): void {
    if (this.#ended !== undefined) return;
    const error = this.#options.lossError?.(reason) ?? new MqttConnectionLost(reason);
    this.#ended = error;
    this.#state?.keepAlive.close();
    this.#requests.rejectAll(error);
    if (this.#state !== undefined) this.#settle(this.#state, error);
    if (this.#state === undefined) this.#connected.reject(cause ?? error);
    else if (this.#closing === undefined) {
      this.#lost = { reason, code };
      this.#onLost(reason, code);
    }
  }

  #settle({ session, outgoing }: { session: ClientSession; outgoing: OutgoingMessages }, error: Error): void {
    if (!this.#keepsSession || this.#closing !== undefined) return outgoing.rejectAll(error);
    const { clientId } = session;
    this.#kept = { clientId, pending: outgoing.takePending(), received: this.#received };
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((accept, refuse) => {
    resolve = accept;
    reject = refuse;
  });
  return { promise, resolve, reject };
}
