import { EverestError } from '../../lib/errors/everest-error.js';

export type Qos = 0 | 1 | 2;

export interface PublishOptions {
  readonly qos: Qos;
  readonly retain?: boolean;
  /** After so many ms nobody is interested any more; used only by a transport that outlives its connection. */
  readonly lifetimeMs?: number;
}

export interface Subscription {
  readonly filter: string;
  readonly qos: Qos;
}

export interface ReceivedMessage {
  readonly topic: string;
  readonly payload: string;
  /** True only for a message that the broker had stored before the subscription. */
  readonly retained: boolean;
}

/** One connection to a broker. Everything above it is the same over TCP, a unix socket or in memory. */
export interface Transport {
  /** Resolves when the broker has taken the message over; order per connection is kept. */
  publish(topic: string, payload: string, options: PublishOptions): Promise<void>;
  /** Resolves with the broker's SUBACK; rejects when it refuses one of the filters. */
  subscribe(subscriptions: readonly Subscription[]): Promise<void>;
  unsubscribe(filters: readonly string[]): Promise<void>;
  onMessage(handler: (message: ReceivedMessage) => void): void;
  /** Called once when an established connection is lost without `close`. */
  onLost(handler: (reason: string) => void): void;
  /** Only of a transport that outlives its connection: called each time that it is connected again. */
  onReconnected?(handler: (reconnection: Reconnection) => void): void;
  close(): Promise<void>;
}

/** A connection that was lost and is back. What is published waits until `release`. */
export interface Reconnection {
  /** Whether the broker kept the session, so that nothing sent to us meanwhile is missing. */
  readonly sessionKept: boolean;
  /** Resolves when everything is subscribed again; rejects when the connection is lost before. */
  readonly subscribed: Promise<void>;
  /** Publishes at once, before all that waits; lost together with the connection. */
  readonly announce: (topic: string, payload: string) => void;
  readonly release: () => void;
}

/** framework.md §14.1: fatal for who had the connection. */
export class ConnectionLost extends EverestError {
  constructor(reason: string) {
    super('BUS_CONNECTION_LOST', `connection to the broker lost: ${reason}`);
  }
}
