import type { Clock } from '../../clock/clock.js';
import type { Random } from '../../clock/random.js';
import type { Logger } from '../../log/logger.js';
import type { StoreFailed } from '../../sqlite/index.js';
import type { ActionToChargePoint, Request, Response } from '../messages/index.js';
import type { MessageStore } from '../store/index.js';
import type { MessageResult } from './outcome.js';
import type { LinkTransport } from './transport.js';

export type RegistrationStatus = 'Accepted' | 'Pending' | 'Rejected';

/** Never goes back to Disconnected when the connection is lost. */
export type ConnectionState = 'Disconnected' | 'Connected' | 'Booted' | 'Pending' | 'Rejected';

/** Read at each use, so that ChangeConfiguration acts at once. */
export interface LinkSettings {
  readonly transactionMessageAttempts: number;
  readonly transactionMessageRetryIntervalS: number;
  readonly queueAllMessages: boolean;
  readonly discardForQueueing: ReadonlySet<string>;
  readonly queueSizeThreshold: number;
  readonly disableSecurityEventNotifications: boolean;
}

/** What the link tells its owner. Each may be called from a timer or while a frame is handled. */
export interface LinkEvents {
  /** A connection is open; the queue resumes after this returns (and after the resume delay). */
  connected(): void;
  disconnected(): void;
  /** Every BootNotification.conf that counts, after the link has changed its state. */
  bootNotification(response: Response<'BootNotification'>): void;
  /**
   * A message sent with `notify` is done with. For StartTransaction.conf nothing else is sent until
   * this returns and its promise, if any, has settled.
   */
  messageDone(result: MessageResult): void | Promise<void>;
  /** A frame that could not be read; `techInfo` is at most 255 characters of it. */
  invalidMessage(techInfo: string): void;
  /** A message that must not be lost could not be written; it is kept in memory only. */
  storeFailed(error: StoreFailed): void;
}

/** Frames and life of the connection for the message log. */
export interface FrameLog {
  outgoing(text: string): void;
  incoming(text: string): void;
  system(text: string): void;
}

export interface LinkOptions {
  readonly transport: LinkTransport;
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly events: LinkEvents;
  readonly settings: () => LinkSettings;
  /** Whether the action belongs to an offered feature profile; others are answered NotSupported. */
  readonly isActionOffered: (action: string) => boolean;
  readonly bootNotification: () => Request<'BootNotification'>;
  readonly frameLog?: FrameLog;
}

/** Answers one incoming CALL. A thrown `OcppCallError` answers with that CALLERROR, `StoreFailed` with InternalError, the rest with GenericError. */
export type CallHandler<A extends ActionToChargePoint> = (
  request: Request<A>,
  call: IncomingCall,
) => Response<A> | Promise<Response<A>>;

export interface IncomingCall {
  readonly messageId: string;
  /** Runs once the answer has left (or failed to leave), e.g. to close the socket after ChangeConfiguration. */
  afterAnswer(work: () => void): void;
}
