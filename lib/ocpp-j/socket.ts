import type { ConnectionFailure } from './failure.js';
import type { ConnectionTarget } from './target.js';

/** What a socket reports. Either `failed` or, after `opened`, `closed` comes last, once. */
export interface SocketEvents {
  /** `subProtocol` is what the server chose, empty if nothing. */
  opened(subProtocol: string): void;
  text(text: string): void;
  pong(): void;
  failed(failure: ConnectionFailure): void;
  closed(code: number, reason: string): void;
}

/** One WebSocket connection, from its attempt to its end. */
export interface Socket {
  /** `done` runs when the frame has been handed to the operating system, or with what prevented it. */
  send(text: string, done: (error?: Error) => void): void;
  ping(payload: string): void;
  /** Sends a close frame with this code of RFC 6455 after what is still to be sent. */
  close(code: number): void;
  /** Ends the connection at once. */
  terminate(): void;
}

export type OpenSocket = (target: ConnectionTarget, events: SocketEvents) => Socket;
