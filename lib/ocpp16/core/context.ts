import type { Clock } from '../../clock/clock.js';
import type { Random } from '../../clock/random.js';
import type { Logger } from '../../log/logger.js';
import type { CallOutcome, MessageReference, NotifyOptions } from '../link/index.js';
import type { ActionToCsms, Request } from '../messages/index.js';
import type { ChargePointStore } from '../store/index.js';
import type { ChargePointCallbacks } from './callbacks.js';
import type { Guard } from './guard.js';
import type { CoreSettings } from './settings.js';

/** The way to the central system, as far as the use cases need it. */
export interface Outbox {
  readonly isConnected: boolean;
  /** Queues a message whose answer comes back as an event, if it matters. */
  notify<A extends ActionToCsms>(action: A, request: Request<A>, options?: NotifyOptions): MessageReference | undefined;
  /** What `work` stores and notifies survives a power cut as a whole or not at all; nothing of it is sent before it is on disk. */
  atomically(work: () => void): void;
  /** Whether a message, also one of an earlier run, still waits for its answer. */
  isPending(reference: MessageReference): boolean;
  /** Sends a message and waits for its answer. */
  call<A extends ActionToCsms>(action: A, request: Request<A>): Promise<CallOutcome<A>>;
}

/** What every use case of the core profile may use. */
export interface CoreContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly outbox: Outbox;
  readonly store: ChargePointStore;
  readonly settings: CoreSettings;
  readonly callbacks: ChargePointCallbacks;
  readonly guard: Guard;
}
