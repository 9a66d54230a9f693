import type { Duplex } from 'node:stream';
import type { Timer } from '../../clock/clock.js';
import { errorText } from '../../errors/everest-error.js';
import { encodeConnack } from '../codec/connack-packet.js';
import { decodeConnect, type ConnectPacket, type Will } from '../codec/connect-packet.js';
import { decodeDisconnect, encodeDisconnect } from '../codec/disconnect-packet.js';
import { checkFlags } from '../codec/frame-flags.js';
import { PACKET, type Frame, type ProtocolVersion } from '../codec/packet-types.js';
import { noProperties } from '../codec/properties.js';
import { protocolError, ProtocolViolation } from '../codec/protocol-violation.js';
import { REASON, reasonText } from '../codec/reason-codes.js';
import { FrameSplitter } from '../stream/frame-splitter.js';
import { FrameWriter } from '../stream/frame-writer.js';
import type { BrokerClient } from './broker-options.js';
import type { BrokerParts } from './broker-parts.js';
import { ClientPackets } from './client-packets.js';
import { acceptance, keepAliveOf, refusal, refusalOf, windowOf } from './connect-rules.js';
import { Message } from './message.js';
import type { Session } from './session.js';
import type { PendingWill } from './sessions.js';

/** How long a client may take to send CONNECT, in ms. */
const CONNECT_MS = 10_000;
/** How long a client may take to close its end after the last word, in ms. */
const LINGER_MS = 1000;
/** MQTT 5 §3.1.2.10. */
const KEEP_ALIVE_FACTOR = 1.5;

interface Open {
  readonly client: BrokerClient;
  readonly session: Session;
  readonly packets: ClientPackets;
}

/** One stream that a client has opened. Nothing that comes over it throws out of here. */
export class BrokerConnection {
  readonly #parts: BrokerParts;
  readonly #stream: Duplex;
  readonly #writer: FrameWriter;
  readonly #splitter: FrameSplitter;
  #version: ProtocolVersion = 4;
  /** Set by CONNECT; its session by CONNACK. */
  #connect: ConnectPacket | undefined;
  #open: Open | undefined;
  #will: Will | undefined;
  #isClosed = false;
  #timer: Timer;
  #heardMs: number;

  constructor(stream: Duplex, parts: BrokerParts) {
    this.#parts = parts;
    this.#stream = stream;
    this.#writer = new FrameWriter(stream, () => this.#open?.session.outbox.pump());
    this.#splitter = new FrameSplitter(parts.limits.maximumPacketSize, (type, flags, bytes, start, end) =>
      this.#onFrame({ type, flags, bytes, start, end }),
    );
    this.#heardMs = parts.clock.monotonic();
    this.#timer = parts.clock.setTimeout(() => this.close(REASON.KEEP_ALIVE_TIMEOUT, 'no CONNECT'), CONNECT_MS);
    stream.on('data', (chunk: Buffer) => this.#onData(chunk));
    stream.on('error', (error) => this.#parts.log.debug({ reason: errorText(error) }, 'MQTT stream failed'));
    stream.on('end', () => stream.end());
    stream.once('close', () => this.#onStreamClosed());
  }

  /** Ends the connection from this side; a client of MQTT 5 is told why. */
  /** Resolves when the client has taken over all that is meant for it. */
  async settled(): Promise<void> {
    await this.#open?.session.outbox.settled();
  }

  close(reason: number, text: string): void {
    if (this.#isClosed) return;
    this.#parts.log.debug({ clientId: this.#open?.client.clientId, reason: text }, 'MQTT connection closed');
    if (this.#open !== undefined && this.#version === 5) {
      this.#writer.write(encodeDisconnect({ reason, properties: noProperties }, 5));
    }
    this.#finish();
  }

  #onData(chunk: Buffer): void {
    if (this.#isClosed) return;
    this.#heardMs = this.#parts.clock.monotonic();
    this.#guard(() => this.#splitter.push(chunk));
    // a client that sends but does not read lets acknowledgements pile up
    if (this.#writer.blocked && this.#writer.waitingBytes > this.#parts.limits.queueLimitBytes) this.#onOverrun();
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#parts.counts.violations += 1;
      if (error instanceof ProtocolViolation) return this.close(error.reasonCode, error.message);
      this.#parts.log.error({ err: error }, 'a packet could not be served');
      this.close(REASON.IMPLEMENTATION_SPECIFIC, errorText(error));
    }
  }

  #onFrame(frame: Frame): void {
    if (this.#isClosed) return;
    checkFlags(frame.type, frame.flags);
    if (this.#open === undefined) this.#onFirst(frame);
    else if (frame.type === PACKET.DISCONNECT) this.#onDisconnect(frame, this.#open.session);
    else this.#open.packets.onFrame(frame);
  }

  #onFirst({ type, bytes, start, end }: Frame): void {
    if (type !== PACKET.CONNECT) throw protocolError(`packet type ${type} before CONNECT`);
    try {
      this.#connect = decodeConnect(bytes, start, end);
    } catch (error) {
      const isVersion = error instanceof ProtocolViolation && error.reasonCode === REASON.UNSUPPORTED_VERSION;
      if (!isVersion) throw error;
      return this.#refuse(REASON.UNSUPPORTED_VERSION, error.message);
    }
    this.#version = this.#connect.version;
    const failure = refusalOf(this.#connect);
    if (failure === undefined) this.#authenticate(this.#connect);
    else this.#refuse(failure, reasonText(failure));
  }

  /** What the client sends meanwhile waits. */
  #authenticate(connect: ConnectPacket): void {
    const { version, clientId, user, password } = connect;
    const verdict = this.#parts.hooks.authenticate?.({ clientId, user, version }, password) ?? true;
    if (typeof verdict === 'boolean') return this.#decide(connect, verdict);
    this.#splitter.hold();
    this.#stream.pause();
    const proceed = (decide: () => void): void => {
      if (this.#isClosed) return;
      this.#guard(decide);
      this.#guard(() => this.#splitter.release());
      this.#stream.resume();
    };
    verdict.then(
      (isRight) => proceed(() => this.#decide(connect, isRight)),
      (error: unknown) => proceed(() => this.#refuse(REASON.SERVER_UNAVAILABLE, errorText(error))),
    );
  }

  #decide(connect: ConnectPacket, isRight: boolean): void {
    if (isRight) this.#accept(connect);
    else this.#refuse(REASON.BAD_USER_OR_PASSWORD, reasonText(REASON.BAD_USER_OR_PASSWORD));
  }

  #accept(connect: ConnectPacket): void {
    const { limits, sessions } = this.#parts;
    const { version } = connect;
    const takeOver = (): void => this.close(REASON.SESSION_TAKEN_OVER, 'another connection took over');
    const { session, isPresent } = sessions.open(connect, takeOver);
    const client: BrokerClient = { clientId: session.clientId, user: connect.user, version };
    this.#open = { client, session, packets: new ClientPackets(this.#parts, client, session, this.#writer) };
    this.#will = connect.will;
    this.#watch(keepAliveOf(connect, limits));
    const answer = acceptance(connect, { clientId: session.clientId, isPresent }, limits);
    this.#writer.write(encodeConnack(answer, version));
    session.outbox.attach({
      writer: this.#writer,
      version,
      window: windowOf(connect),
      maximumPacketSize: connect.properties.maximumPacketSize ?? Infinity,
      onOverrun: () => this.#onOverrun(),
    });
  }

  #refuse(reason: number, text: string): void {
    this.#parts.counts.refused += 1;
    this.#parts.log.debug({ clientId: this.#connect?.clientId, reason: text }, 'MQTT connection refused');
    this.#writer.write(encodeConnack(refusal(this.#version, reason), this.#version));
    this.#finish();
  }

  /** MQTT 5 §3.14: the will is dropped, unless the client asks for it. */
  #onDisconnect({ bytes, start, end }: Frame, session: Session): void {
    const { reason, properties } = decodeDisconnect(bytes, start, end, this.#version);
    const { sessionExpiryInterval } = properties;
    if (sessionExpiryInterval !== undefined) {
      if (session.expiryS === 0 && sessionExpiryInterval > 0) throw protocolError('DISCONNECT revives its session');
      session.expiryS = sessionExpiryInterval;
    }
    if (reason !== REASON.DISCONNECT_WITH_WILL) this.#will = undefined;
    this.#finish();
  }

  #onOverrun(): void {
    if (this.#isClosed) return;
    this.#parts.counts.slowClients += 1;
    this.#parts.log.warn({ clientId: this.#open?.client.clientId }, 'an MQTT client is too slow and was disconnected');
    this.close(REASON.QUOTA_EXCEEDED, 'the client is too slow');
  }

  /** Closes when nothing came for one and a half times the keep alive time. */
  #watch(keepAliveS: number): void {
    this.#timer.cancel();
    if (keepAliveS === 0) return;
    const { clock } = this.#parts;
    const limitMs = keepAliveS * 1000 * KEEP_ALIVE_FACTOR;
    const check = (): void => {
      const leftMs = this.#heardMs + limitMs - clock.monotonic();
      if (leftMs <= 0) this.close(REASON.KEEP_ALIVE_TIMEOUT, 'nothing came in time');
      else this.#timer = clock.setTimeout(check, leftMs);
    };
    this.#timer = clock.setTimeout(check, limitMs);
  }

  /** The last bytes go out, the client closes its end, and whoever does not is cut off. */
  #finish(): void {
    this.#isClosed = true;
    this.#timer.cancel();
    this.#writer.flush();
    this.#stream.end();
    this.#stream.resume();
    this.#timer = this.#parts.clock.setTimeout(() => this.#stream.destroy(), LINGER_MS);
    this.#leave();
  }

  #onStreamClosed(): void {
    this.#isClosed = true;
    this.#timer.cancel();
    this.#leave();
  }

  #leave(): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    this.#parts.sessions.leave(open.session, this.#pendingWill(open.client));
  }

  #pendingWill(client: BrokerClient): PendingWill | undefined {
    const will = this.#will;
    if (will === undefined) return undefined;
    const { clock, hooks, router } = this.#parts;
    const { willDelayInterval = 0, ...properties } = will.properties;
    const publish = (): void => {
      if (hooks.authorizePublish?.(client, will.topic) === false) return;
      const forwarded = Object.keys(properties).length === 0 ? noProperties : properties;
      router.publish(new Message({ ...will, properties: forwarded }, clock.monotonic()), undefined);
    };
    return { publish, delayS: willDelayInterval };
  }
}
