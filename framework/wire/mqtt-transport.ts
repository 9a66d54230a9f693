import { connect as connectSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { errorText, EverestError } from '../../lib/errors/everest-error.js';
import { connectMqttClient, FIRST_FAILURE, MqttConnectionRefused, type MqttClient } from '../../lib/mqtt/index.js';
import { RealClock } from '../clock/real-clock.js';
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

/** Connects with MQTT 5, and with 3.1.1 where the broker does not know 5; tries again until the time is over. */
export async function connectMqtt({ address, timeoutMs = 10_000 }: MqttTransportOptions): Promise<Transport> {
  const clock = new RealClock();
  const deadline = new AbortController();
  const timer = clock.setTimeout(() => deadline.abort(), timeoutMs);
  let reason = 'no answer';
  try {
    while (!deadline.signal.aborted) {
      try {
        return new MqttTransport(await connectOnce(address, clock, deadline.signal));
      } catch (error) {
        if (!deadline.signal.aborted) reason = reasonOf(error);
        if (error instanceof MqttConnectionRefused) break;
      }
      await clock.sleep(Math.min(FIRST_CONNECT_RETRY_MS, timeoutMs / 2), deadline.signal).catch(() => undefined);
    }
  } finally {
    timer.cancel();
  }
  throw new BrokerUnreachable(describeAddress(address), reason);
}

async function connectOnce(address: BrokerAddress, clock: RealClock, deadline: AbortSignal): Promise<MqttClient> {
  let stream: Duplex | undefined;
  const late = (): void => void stream?.destroy();
  deadline.addEventListener('abort', late, { once: true });
  try {
    return await connectMqttClient(() => (stream = openStream(address)), {
      clock,
      random: Math.random,
      keepAliveS: KEEP_ALIVE_S,
      window: MAX_IN_FLIGHT,
      lossError: (reason) => new ConnectionLost(reason),
    });
  } finally {
    deadline.removeEventListener('abort', late);
  }
}

function openStream(address: BrokerAddress): Duplex {
  if ('openStream' in address) return address.openStream();
  if ('socketPath' in address) return connectSocket({ path: address.socketPath });
  return connectSocket({ host: address.host, port: address.port, noDelay: true });
}

/** Errors of several attempts at once have no text of their own. */
function reasonOf(error: unknown): string {
  const text = errorText(error);
  return text === '' ? ((error as NodeJS.ErrnoException).code ?? 'connection failed') : text;
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
    if (subscriptions.length === 0) return;
    const codes = await this.#client.subscribe(subscriptions);
    const refused = subscriptions.filter((_, index) => (codes[index] ?? FIRST_FAILURE) >= FIRST_FAILURE);
    if (refused.length > 0) throw new SubscriptionRefused(refused.map(({ filter }) => filter));
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
