import { randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/clock/clock.js';
import type { Random } from '../../lib/clock/random.js';
import { failureText } from '../../lib/errors/failure-text.js';
import type { Logger } from '../../lib/log/logger.js';
import {
  MqttPublishRefused,
  REASON,
  type ClientPublishOptions,
  type KeptSession,
  type MqttClient,
  type ReceivedPublish,
} from '../../lib/mqtt/index.js';
import { backoffMs } from './backoff.js';
import { Outbox, type OutgoingMessage } from './outbox.js';
import { SeenMessages } from './seen-messages.js';
import { LastingSubscriptions } from './lasting-subscriptions.js';
import { ConnectionLost, type PublishOptions, type ReceivedMessage } from './transport.js';
import type { Reconnection, Subscription, Transport } from './transport.js';

/** One attempt to connect, with the session of the connection before if there was one. */
export type Dial = (
  kept: KeptSession | undefined,
  onMessage: (message: ReceivedPublish) => void,
) => Promise<MqttClient>;

export interface LastingTransportOptions {
  readonly dial: Dial;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** The client id is ours and not the broker's, so that somebody else may come with it. */
  readonly ownClientId: boolean;
}

/** The user property of MQTT 5 that carries sender and running number; peers that do not know it ignore it. */
const NUMBER_PROPERTY = 'everest-number';

/** More than this that cannot be sent is no short break any more: the connection counts as lost for good. */
const OPEN_MAX = 100_000;
const OPEN_SIZE_MAX = 64 * 1024 * 1024;
/** A connection that lasted less, in ms, so many times in a row: somebody with our client id comes back just as we do. */
const SHORT_MS = 2000;
const SHORT_MAX = 5;

/**
 * A transport that outlives its connection. Nothing with QoS 1 or 2 is lost, doubled or put in another order, also where
 * the broker has lost its sessions: each message carries a running number, what may not have arrived is published again,
 * and who knows the number drops it. QoS 0 is dropped while there is no connection.
 */
export class LastingTransport implements Transport {
  readonly #options: LastingTransportOptions;
  readonly #sender = randomUUID().slice(0, 8);
  readonly #outbox: Outbox;
  readonly #seen = new SeenMessages();
  readonly #subscriptions = new LastingSubscriptions();
  readonly #abort = new AbortController();
  #client: MqttClient | undefined;
  #kept: KeptSession | undefined;
  /** What is published waits, though there is a connection. */
  #held = false;
  /** A broker has forgotten us, and what it may not have passed on was not published again yet. */
  #owing = false;
  #ended: Error | undefined;
  #connectedAtMs = 0;
  #short = 0;
  #onMessage: (message: ReceivedMessage) => void = () => undefined;
  #onLost: (reason: string) => void = () => undefined;
  readonly #onReconnected: ((reconnection: Reconnection) => void)[] = [];

  private constructor(options: LastingTransportOptions) {
    this.#options = options;
    this.#outbox = new Outbox(options.clock);
  }

  static async open(options: LastingTransportOptions): Promise<LastingTransport> {
    const transport = new LastingTransport(options);
    transport.#use(await options.dial(undefined, (message) => transport.#receive(message)));
    return transport;
  }

  publish(topic: string, payload: string, options: PublishOptions): Promise<void> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const client = this.#held ? undefined : this.#client;
    if (options.qos === 0 && options.retain !== true) {
      // a loss just now is the same as one a moment before
      return client?.publish(topic, payload, options).catch(() => undefined) ?? Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const message = this.#outbox.add(topic, payload, options, { resolve, reject });
      if (client !== undefined) this.#send(client, message);
      else if (this.#isFull) this.#end('too many messages wait for the broker');
    });
  }

  async subscribe(subscriptions: readonly Subscription[]): Promise<void> {
    if (subscriptions.length === 0) return;
    if (this.#ended !== undefined) throw this.#ended;
    await this.#subscriptions.add(subscriptions);
  }

  async unsubscribe(filters: readonly string[]): Promise<void> {
    if (this.#ended === undefined && filters.length > 0) await this.#subscriptions.remove(filters);
  }

  onMessage(handler: (message: ReceivedMessage) => void): void {
    this.#onMessage = handler;
  }

  /** Called once, when the connection is lost for good. */
  onLost(handler: (reason: string) => void): void {
    this.#onLost = handler;
  }

  onReconnected(handler: (reconnection: Reconnection) => void): void {
    this.#onReconnected.push(handler);
  }

  async close(): Promise<void> {
    const client = this.#client;
    if (client !== undefined && !this.#held && this.#ended === undefined) await client.close();
    this.#finish(new ConnectionLost('connection closed'));
    await client?.close();
  }

  get #isFull(): boolean {
    return this.#outbox.open > OPEN_MAX || this.#outbox.openSize > OPEN_SIZE_MAX;
  }

  #use(client: MqttClient): void {
    this.#client = client;
    this.#connectedAtMs = this.#options.clock.monotonic();
    this.#subscriptions.use(client);
    client.onLost((reason, code) => this.#lost(client, reason, code));
  }

  #lost(client: MqttClient, reason: string, code: number | undefined): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#subscriptions.lost();
    this.#kept = client.keptSession ?? this.#kept;
    if (this.#ended !== undefined) return;
    // somebody with our identifier is there instead; to connect again would only throw him out in turn
    if (code === REASON.SESSION_TAKEN_OVER) return this.#end(reason);
    if (this.#isPushedOut()) return this.#end(`${reason}; another client has the same client id`);
    this.#options.log.warn({ reason }, 'connection to the broker lost, connecting again');
    void this.#reconnect();
  }

  /** Not every broker says that somebody else has taken the session over. */
  #isPushedOut(): boolean {
    const { clock, ownClientId } = this.#options;
    this.#short = clock.monotonic() - this.#connectedAtMs < SHORT_MS ? this.#short + 1 : 0;
    return ownClientId && this.#short >= SHORT_MAX;
  }

  async #reconnect(): Promise<void> {
    const { dial, clock, random, log } = this.#options;
    const { signal } = this.#abort;
    let told = '';
    for (let attempt = 0; !signal.aborted; attempt++) {
      await clock.sleep(backoffMs(attempt, random), signal).catch(() => undefined);
      if (signal.aborted) return;
      try {
        const client = await dial(this.#kept, (message) => this.#receive(message));
        if (signal.aborted) return await client.close();
        return this.#resume(client);
      } catch (error) {
        const reason = failureText(error);
        if (reason !== told) log.warn({ reason }, 'broker cannot be reached yet');
        told = reason;
      }
    }
  }

  #resume(client: MqttClient): void {
    const { log } = this.#options;
    this.#owing ||= !client.session.sessionPresent;
    const sessionKept = !this.#owing;
    log.info({ sessionKept, waiting: this.#outbox.open }, 'connected to the broker again');
    this.#kept = undefined;
    this.#held = true;
    const unsent = sessionKept ? this.#outbox.waiting() : this.#outbox.everything();
    const subscribed = this.#subscriptions.restore(client, client.session.sessionPresent);
    this.#use(client);
    subscribed.catch((error: unknown) => {
      if (this.#client === client) this.#end(failureText(error));
    });
    const release = (): void => {
      if (this.#client === client && this.#held) this.#release(client, unsent);
    };
    const announce = (topic: string, payload: string): void => {
      if (this.#client === client) client.publish(topic, payload, { qos: 2 }).catch(() => undefined);
    };
    const [first = subscribedThenRelease, ...others] = this.#onReconnected;
    for (const handler of [first, ...others]) handler({ sessionKept, subscribed, announce, release });
  }

  /** First what was there at the reconnection, then what has come since. */
  #release(client: MqttClient, unsent: readonly OutgoingMessage[]): void {
    this.#held = false;
    this.#owing = false;
    for (const message of unsent) this.#send(client, message);
    for (const message of this.#outbox.waiting()) this.#send(client, message);
  }

  #send(client: MqttClient, message: OutgoingMessage): void {
    const repeated = message.state === 'confirmed';
    if (!repeated) message.state = 'sent';
    client.publish(message.topic, message.payload, this.#onWire(message)).then(
      () => this.#confirmed(message),
      (error: unknown) => this.#refused(message, error),
    );
  }

  #confirmed(message: OutgoingMessage): void {
    this.#outbox.close(message, 'confirmed');
    message.resolve();
  }

  /** What fails for another reason than a refusal is part of a loss, and is published again. */
  #refused(message: OutgoingMessage, error: unknown): void {
    if (!(error instanceof MqttPublishRefused)) return;
    this.#outbox.close(message, 'given-up');
    message.reject(error);
  }

  #onWire({ options, number }: OutgoingMessage): ClientPublishOptions {
    const { qos, retain = false, lifetimeMs } = options;
    const expiry = lifetimeMs === undefined ? {} : { messageExpiryInterval: Math.ceil(lifetimeMs / 1000) };
    return { qos, retain, properties: { ...expiry, userProperties: [[NUMBER_PROPERTY, `${this.#sender}:${number}`]] } };
  }

  #receive(message: ReceivedPublish): void {
    const { topic, text, retain } = message;
    if (!retain && !this.#isNew(message)) return;
    this.#onMessage({ topic, payload: text, retained: retain });
  }

  #isNew({ topic, properties }: ReceivedPublish): boolean {
    const mark = properties.userProperties?.find(([name]) => name === NUMBER_PROPERTY)?.[1];
    if (mark === undefined) return true;
    const [sender = '', number] = mark.split(':');
    return this.#seen.isNew(topic, sender, Number(number));
  }

  #end(reason: string): void {
    if (this.#ended !== undefined) return;
    const client = this.#client;
    this.#finish(new ConnectionLost(reason));
    void client?.close();
    this.#onLost(reason);
  }

  #finish(error: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    this.#abort.abort(error);
    this.#outbox.rejectAll(error);
    this.#subscriptions.end(error);
  }
}

/** For those who have nobody to agree with. */
function subscribedThenRelease({ subscribed, release }: Reconnection): void {
  subscribed.then(release, () => undefined);
}
