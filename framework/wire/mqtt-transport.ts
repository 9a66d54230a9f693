import { connect as connectSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { MqttClient, type IClientOptions } from 'mqtt';
import { errorText, EverestError } from '../../lib/errors/everest-error.js';
import { Fifo } from './fifo.js';
import { ConnectionLost, type PublishOptions, type ReceivedMessage } from './transport.js';
import type { Subscription, Transport } from './transport.js';

/** Where the broker is: TCP, a unix socket, or a stream in this process. */
export type BrokerAddress =
  | { readonly host: string; readonly port: number }
  | { readonly socketPath: string }
  | { readonly openStream: () => Duplex };

export interface MqttTransportOptions {
  readonly address: BrokerAddress;
  /** How long the first connection is tried, in ms; default 10,000. */
  readonly timeoutMs?: number;
}

/** framework.md §14.1. */
const KEEP_ALIVE_S = 20;
const FIRST_CONNECT_RETRY_MS = 2000;
/** More QoS 2 messages in flight only make a broker's queues grow. */
const MAX_IN_FLIGHT = 64;

/** How long the broker may take to accept what is still on its way when the connection is closed, in ms. */
const CLOSE_MS = 2000;

class SubscriptionRefused extends EverestError {
  constructor(filters: readonly string[]) {
    super('BUS_SUBSCRIPTION_REFUSED', `the broker refused to subscribe ${filters.join(', ')}`);
  }
}

export class BrokerUnreachable extends EverestError {
  constructor(address: string, reason: string) {
    super('BUS_BROKER_UNREACHABLE', `no MQTT broker at ${address}: ${reason}`, {
      retryable: true,
      details: { address },
    });
  }
}

export function describeAddress(address: BrokerAddress): string {
  if ('host' in address) return `${address.host}:${address.port}`;
  return 'socketPath' in address ? address.socketPath : 'in-memory stream';
}

/** Connects with MQTT 5, and with 3.1.1 where the broker does not know 5. */
export async function connectMqtt(options: MqttTransportOptions): Promise<Transport> {
  try {
    return await connectWith(options, 5);
  } catch (error) {
    if (!(error instanceof VersionRefused)) throw error;
    return await connectWith(options, 4);
  }
}

class VersionRefused extends Error {}

function openStream(address: BrokerAddress): Duplex {
  if ('openStream' in address) return address.openStream();
  if ('socketPath' in address) return connectSocket({ path: address.socketPath });
  const socket = connectSocket({ host: address.host, port: address.port, noDelay: true });
  return socket;
}

function connectWith(options: MqttTransportOptions, protocolVersion: 4 | 5): Promise<Transport> {
  const { address, timeoutMs = 10_000 } = options;
  const settings: IClientOptions = {
    protocolVersion,
    clean: true,
    keepalive: KEEP_ALIVE_S,
    reconnectPeriod: Math.min(FIRST_CONNECT_RETRY_MS, timeoutMs / 2),
    reconnectOnConnackError: false,
    connectTimeout: timeoutMs,
    resubscribe: false,
    clientId: '',
  };
  // mqtt.js expects its own stream type, which is any duplex stream
  const client = new MqttClient(() => openStream(address), settings);
  return new Promise((resolve, reject) => {
    let reason = 'no answer';
    const deadline = AbortSignal.timeout(timeoutMs);
    const late = (): void => fail(new BrokerUnreachable(describeAddress(address), reason));
    const fail = (error: Error): void => {
      deadline.removeEventListener('abort', late);
      client.end(true);
      reject(error);
    };
    deadline.addEventListener('abort', late, { once: true });
    client.on('error', (error) => {
      reason =
        errorText(error) === '' ? ((error as NodeJS.ErrnoException).code ?? 'connection failed') : errorText(error);
      const code = (error as { code?: unknown }).code;
      if (protocolVersion === 5 && (code === 1 || code === 132)) fail(new VersionRefused(reason));
      else if (typeof code === 'number') fail(new BrokerUnreachable(describeAddress(address), reason));
    });
    client.once('connect', (connack) => {
      deadline.removeEventListener('abort', late);
      client.removeAllListeners('error');
      client.options.reconnectPeriod = 0;
      const allowed = connack.properties?.receiveMaximum ?? MAX_IN_FLIGHT;
      resolve(new MqttTransport(client, Math.min(MAX_IN_FLIGHT, allowed)));
    });
  });
}

interface Waiting {
  readonly topic: string;
  readonly payload: string;
  readonly options: PublishOptions;
  readonly done: (error?: Error | null) => void;
}

class MqttTransport implements Transport {
  readonly #client: MqttClient;
  readonly #window: number;
  readonly #waiting = new Fifo<Waiting>();
  #inFlight = 0;
  /** Set when the connection has ended, whoever ended it. */
  #ended: ConnectionLost | undefined;
  #closing: Promise<void> | undefined;
  #onDrained: () => void = () => undefined;
  #onLost: (reason: string) => void = () => undefined;

  constructor(client: MqttClient, window: number) {
    this.#client = client;
    this.#window = window;
    let reason = 'connection closed by the broker';
    client.on('error', (error) => (reason = errorText(error)));
    client.on('close', () => this.#end(reason));
  }

  publish(topic: string, payload: string, options: PublishOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null): void => (error ? reject(error) : resolve());
      if (this.#ended !== undefined) done(this.#ended);
      else if (this.#inFlight >= this.#window) this.#waiting.push({ topic, payload, options, done });
      else this.#send({ topic, payload, options, done });
    });
  }

  subscribe(subscriptions: readonly Subscription[]): Promise<void> {
    if (subscriptions.length === 0) return Promise.resolve();
    const wanted = Object.fromEntries(subscriptions.map(({ filter, qos }) => [filter, { qos }]));
    return new Promise((resolve, reject) => {
      this.#client.subscribe(wanted, (error, asked = [], packet) => {
        const granted = packet?.granted ?? [];
        const refused = asked.filter((_, index) => Number(granted[index] ?? 0) >= 128).map(({ topic }) => topic);
        if (refused.length > 0) reject(new SubscriptionRefused(refused));
        else if (error) reject(error);
        else resolve();
      });
    });
  }

  async unsubscribe(filters: readonly string[]): Promise<void> {
    if (filters.length > 0) await this.#client.unsubscribeAsync([...filters]);
  }

  onMessage(handler: (message: ReceivedMessage) => void): void {
    this.#client.on('message', (topic, payload, packet) => {
      handler({ topic, payload: payload.toString('utf8'), retained: packet.retain });
    });
  }

  onLost(handler: (reason: string) => void): void {
    this.#onLost = handler;
  }

  /** What was published before is delivered first, as long as the broker takes it. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const limit = AbortSignal.timeout(CLOSE_MS);
    const late = new Promise<void>((resolve) => limit.addEventListener('abort', () => resolve(), { once: true }));
    const drained = new Promise<void>((resolve) => (this.#onDrained = resolve));
    if (this.#ended === undefined && this.#inFlight > 0) await Promise.race([drained, late]);
    if (this.#ended === undefined) await Promise.race([this.#client.endAsync(limit.aborted), late]);
    this.#client.stream.destroy();
  }

  #end(reason: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = new ConnectionLost(reason);
    this.#client.end(true);
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next.done(this.#ended);
    this.#onDrained();
    if (this.#closing === undefined) this.#onLost(reason);
  }

  #send({ topic, payload, options, done }: Waiting): void {
    this.#inFlight += 1;
    this.#client.publish(topic, payload, { qos: options.qos, retain: options.retain === true }, (error) => {
      this.#inFlight -= 1;
      done(error ?? null);
      const next = this.#ended === undefined ? this.#waiting.shift() : undefined;
      if (next !== undefined) this.#send(next);
      else if (this.#inFlight === 0) this.#onDrained();
    });
  }
}
