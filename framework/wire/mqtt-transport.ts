import type { Duplex } from 'node:stream';
import { failureText } from '../../lib/errors/failure-text.js';
import { silentLogger, type Logger } from '../../lib/log/logger.js';
import {
  connectMqttClient,
  MqttClient,
  type KeptSession,
  type MqttClientOptions,
  type ReceivedPublish,
} from '../../lib/mqtt/index.js';
import { RealClock } from '../clock/real-clock.js';
import { describeAddress, openBrokerStream, type BrokerAccess, type BrokerAddress } from './broker-connection.js';
import { BrokerUnreachable, finalFailure, NoAnswer } from './connection-failure.js';
import { subscribe } from './lasting-subscriptions.js';
import { LastingTransport } from './lasting-transport.js';
import { ConnectionLost, type PublishOptions, type ReceivedMessage } from './transport.js';
import type { Subscription, Transport } from './transport.js';

export { describeAddress, type BrokerAccess, type BrokerAddress } from './broker-connection.js';
export { BrokerUnreachable } from './connection-failure.js';

export interface MqttTransportOptions {
  readonly address: BrokerAddress;
  /** Default: nobody in particular, without TLS. */
  readonly access?: BrokerAccess | undefined;
  /** Whether a lost connection is made again; then the broker has to speak MQTT 5. Default: it is lost for good. */
  readonly reconnect?: boolean | undefined;
  /** How long the first connection is tried, in ms; default 10,000. */
  readonly timeoutMs?: number;
  /** Told what delays the connection. */
  readonly log?: Logger | undefined;
}

/** framework.md §14.1. */
const KEEP_ALIVE_S = 20;
const FIRST_CONNECT_RETRY_MS = 2000;
/** More QoS 2 messages in flight only make a broker's queues grow. */
const MAX_IN_FLIGHT = 64;
/** How long a peer may say nothing before the log tells, in ms. */
const SILENCE_MS = 2000;
/** How long each attempt may take to connect again, in ms. */
const ATTEMPT_MS = 10_000;
/** How long the broker is to keep the session of a lost connection, in s. */
const SESSION_EXPIRY_S = 300;

/** Connects with MQTT 5, and with 3.1.1 where the broker does not know 5; tries again until the time is over. */
export async function connectMqtt(options: MqttTransportOptions): Promise<Transport> {
  const dialling = new Dialling(options);
  if (options.reconnect !== true) return new MqttTransport(await dialling.first(undefined, undefined));
  let connected = false;
  return LastingTransport.open({
    clock: dialling.clock,
    random: Math.random,
    log: options.log ?? silentLogger,
    ownClientId: options.access?.clientId !== undefined,
    dial: async (kept, onMessage) => {
      const client = await (connected ? dialling.once(kept, onMessage, ATTEMPT_MS) : dialling.first(kept, onMessage));
      connected = true;
      return client;
    },
  });
}

type OnMessage = ((message: ReceivedPublish) => void) | undefined;

class Dialling {
  readonly clock = new RealClock();
  readonly #options: MqttTransportOptions;
  readonly #where: string;

  constructor(options: MqttTransportOptions) {
    this.#options = options;
    this.#where = describeAddress(options.address);
  }

  /** Tries until the time is over, or until it is certain that waiting does not help. */
  async first(kept: KeptSession | undefined, onMessage: OnMessage): Promise<MqttClient> {
    const { timeoutMs = 10_000, log = silentLogger } = this.#options;
    const startMs = this.clock.monotonic();
    const pauseMs = Math.min(FIRST_CONNECT_RETRY_MS, timeoutMs / 2);
    let reason = 'no answer';
    for (;;) {
      const leftMs = timeoutMs - (this.clock.monotonic() - startMs);
      if (leftMs <= 0) throw new BrokerUnreachable(this.#where, reason);
      try {
        return await this.once(kept, onMessage, leftMs);
      } catch (error) {
        const final = finalFailure(error, this.#where);
        if (final !== undefined) throw final;
        const text = failureText(error);
        if (text !== reason) log.warn({ broker: this.#where, reason: text }, 'broker does not answer yet');
        reason = text;
      }
      await this.clock.sleep(Math.min(pauseMs, timeoutMs - (this.clock.monotonic() - startMs)));
    }
  }

  async once(kept: KeptSession | undefined, onMessage: OnMessage, timeoutMs: number): Promise<MqttClient> {
    const { log = silentLogger } = this.#options;
    let stream: Duplex | undefined;
    let isLate = false;
    const silent = this.clock.setTimeout(
      () => log.warn({ broker: this.#where }, 'broker takes long to answer'),
      SILENCE_MS,
    );
    const late = this.clock.setTimeout(() => {
      isLate = true;
      stream?.destroy();
    }, timeoutMs);
    const open = (): Duplex => (stream = openBrokerStream(this.#options.address, this.#options.access?.tls));
    try {
      return await this.#connect(open, kept, onMessage);
    } catch (error) {
      stream?.destroy();
      throw isLate ? new NoAnswer() : error;
    } finally {
      silent.cancel();
      late.cancel();
    }
  }

  #connect(open: () => Duplex, kept: KeptSession | undefined, onMessage: OnMessage): Promise<MqttClient> {
    const { access = {}, reconnect = false } = this.#options;
    const { user, password, clientId } = access;
    const options: Omit<MqttClientOptions, 'version'> = {
      clock: this.clock,
      random: Math.random,
      keepAliveS: KEEP_ALIVE_S,
      window: MAX_IN_FLIGHT,
      lossError: (reason) => new ConnectionLost(reason),
      ...(user !== undefined && { user }),
      ...(password !== undefined && { password }),
      ...(clientId !== undefined && { clientId }),
      ...(kept !== undefined && { kept }),
      ...(onMessage !== undefined && { onMessage }),
    };
    if (!reconnect) return connectMqttClient(open, options);
    return MqttClient.open(open(), { ...options, version: 5, sessionExpiryS: SESSION_EXPIRY_S });
  }
}

class MqttTransport implements Transport {
  readonly #client: MqttClient;

  constructor(client: MqttClient) {
    this.#client = client;
  }

  publish(topic: string, payload: string, options: PublishOptions): Promise<void> {
    return this.#client.publish(topic, payload, options);
  }

  async subscribe(subscriptions: readonly Subscription[]): Promise<void> {
    if (subscriptions.length > 0) await subscribe(this.#client, subscriptions, 0);
  }

  async unsubscribe(filters: readonly string[]): Promise<void> {
    if (filters.length > 0) await this.#client.unsubscribe(filters);
  }

  onMessage(handler: (message: ReceivedMessage) => void): void {
    this.#client.onMessage(({ topic, text, retain }) => handler({ topic, payload: text, retained: retain }));
  }

  onLost(handler: (reason: string) => void): void {
    this.#client.onLost(handler);
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
