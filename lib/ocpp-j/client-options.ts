import type { Clock } from '../clock/clock.js';
import type { Random } from '../clock/random.js';
import type { Logger } from '../log/logger.js';
import type { BackoffSettings } from './backoff.js';
import type { PingSettings } from './ping.js';
import type { OpenSocket } from './socket.js';
import type { ConnectionSettings } from './target.js';

export interface OcppJClientOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Asked before each attempt. A rejection is a failed attempt of kind `credentials`, or `options` with `ConnectionOptionsUnusable`. */
  readonly settings: () => ConnectionSettings | Promise<ConnectionSettings>;
  readonly backoff: () => BackoffSettings;
  /** Read at each tick, so that a changed interval acts at once. */
  readonly ping: () => PingSettings;
  /** Default: a WebSocket of the `ws` package. */
  readonly openSocket?: OpenSocket;
}

export interface ConnectedInfo {
  readonly uri: string;
  /** What the server chose; empty if nothing. */
  readonly subProtocol: string;
}

export interface DisconnectedInfo {
  /** Close code of RFC 6455; 1006 without a close frame. When this side closed: 1012 to come back, else 1000. */
  readonly code: number;
  readonly reason: string;
}

export interface ReconnectOptions {
  /** Does not wait for the back-off. */
  readonly isAtOnce?: boolean;
}

export type ClientState = 'idle' | 'waiting' | 'connecting' | 'connected';
