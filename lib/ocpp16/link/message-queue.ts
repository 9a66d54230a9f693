import type { Clock, Timer } from '../../clock/clock.js';
import { encodeCall } from '../../ocpp-j/frame.js';
import type { LinkSettings } from './link-options.js';
import type { CallOutcome } from './outcome.js';
import type { ActionToCsms } from '../messages/index.js';
import type { QueueDisk } from './queue-disk.js';
import { limitQueues } from './queue-limit.js';
import type { QueuedMessage } from './queued-message.js';
import { selectNext } from './select-next.js';

type Outcome = CallOutcome<ActionToCsms>;

export interface MessageQueueOptions {
  readonly clock: Clock;
  readonly disk: QueueDisk;
  readonly settings: () => LinkSettings;
  readonly isAccepted: () => boolean;
  readonly createId: () => string;
  readonly write: (text: string) => void | Promise<void>;
  /** The message needs no further work. A promise holds the queue back after StartTransaction. */
  readonly done: (message: QueuedMessage, outcome: Outcome) => void | Promise<void>;
}

const BOOT_RETRY_MS = 60_000;
const ANSWER_TIMEOUT_MS = 30_000;
/** Pause after a socket refused a frame without saying that it is closed. */
const WRITE_RETRY_MS = 1_000;

/** Two queues to the central system, one CALL in flight (OCPP-J 1.6 §4.1.1). */
export class MessageQueue {
  readonly #options: MessageQueueOptions;
  #transaction: QueuedMessage[] = [];
  #normal: QueuedMessage[] = [];
  #inFlight: { readonly message: QueuedMessage; readonly timeout: Timer } | undefined;
  #wakeUp: Timer | undefined;
  #isRunning = false;
  #isStartBeingHandled = false;
  /** Levels of `atomically`; what they queue is not on disk yet. */
  #storing = 0;
  /** Received CALLs whose answer has not left. */
  readonly #unanswered = new Set<string>();

  constructor(options: MessageQueueOptions) {
    this.#options = options;
  }

  get length(): number {
    return this.#transaction.length + this.#normal.length;
  }

  has(matches: (message: QueuedMessage) => boolean): boolean {
    const flying = this.#inFlight?.message;
    return (flying !== undefined && matches(flying)) || [...this.#transaction, ...this.#normal].some(matches);
  }

  /** Stores (where needed) and queues; what is to survive is on disk when this returns. */
  add(message: QueuedMessage, timestamp: string): void {
    this.#options.disk.insert(message, timestamp);
    this.enqueue(message);
    this.#limit();
    this.pump();
  }

  /** Queues a message that is on disk already or needs no disk. BootNotification replaces a waiting one. */
  enqueue(message: QueuedMessage): void {
    if (message.action === 'BootNotification') {
      this.#normal = [message, ...this.#normal.filter((other) => other.action !== 'BootNotification')];
      return;
    }
    this.#lane(message).push(message);
  }

  /** Stores and queues what `work` does as one: none of it leaves before all of it is on disk. */
  atomically(work: () => void): void {
    this.#storing += 1;
    try {
      this.#options.disk.atomically(work);
    } finally {
      this.#storing -= 1;
    }
    this.pump();
  }

  resume(): void {
    this.#isRunning = true;
    this.pump();
  }

  /** The connection is gone: what was in flight has not been delivered, and no attempt is counted. */
  pause(): void {
    this.#isRunning = false;
    this.#wakeUp?.cancel();
    this.#unanswered.clear();
    const message = this.#takeInFlight();
    if (message !== undefined) this.#returnUnsent(message, 0);
    this.#normal = this.#normal.filter((waiting) => !this.#settledOffline(waiting));
  }

  close(): void {
    this.pause();
    for (const message of [...this.#transaction, ...this.#normal]) message.settle?.({ kind: 'offline' });
    this.#transaction = [];
    this.#normal = [];
  }

  /** No new CALL leaves until the answer to this received one has. */
  hold(messageId: string): void {
    this.#unanswered.add(messageId);
  }

  release(messageId: string): void {
    this.#unanswered.delete(messageId);
    this.pump();
  }

  /** The outstanding message if `messageId` is its id; a received answer also ends every hold. */
  takeAnswered(messageId: string): QueuedMessage | undefined {
    this.#unanswered.clear();
    return this.#inFlight?.message.messageId === messageId ? this.#takeInFlight() : undefined;
  }

  /** Ends a message that was taken; nothing else is sent while the handling of StartTransaction.conf lasts. */
  complete(message: QueuedMessage, outcome: Outcome): void {
    this.#isStartBeingHandled = message.action === 'StartTransaction';
    const handling = this.#conclude(message, outcome);
    if (handling instanceof Promise && this.#isStartBeingHandled) {
      void handling.then(() => this.#startHandled());
      return;
    }
    this.#startHandled();
  }

  /**
   * CALLERROR or no answer: the message is tried again or, when its attempts are used up, ended. OCPP 1.6 §3.7.1: the
   * time to wait counts from the CALLERROR; when no answer came, it has been waited for already.
   */
  retryOrComplete(message: QueuedMessage, outcome: Outcome): void {
    const { clock, settings, createId } = this.#options;
    const { transactionMessageAttempts, transactionMessageRetryIntervalS } = settings();
    const isBoot = message.action === 'BootNotification';
    const isWanted = message.table !== undefined && !isUnknownThere(message, outcome);
    const mayRetry = isWanted && message.attempts < transactionMessageAttempts;
    if (!isBoot && !mayRetry) {
      this.complete(message, outcome);
      return;
    }
    message.messageId = createId();
    if (outcome.kind === 'error') message.dueMs = clock.monotonic();
    message.dueMs += isBoot ? BOOT_RETRY_MS : transactionMessageRetryIntervalS * 1000 * message.attempts;
    this.#lane(message).unshift(message);
    this.pump();
  }

  /** Removes a waiting message whose caller has given up. */
  forget(message: QueuedMessage): void {
    this.#normal = this.#normal.filter((other) => other !== message);
  }

  /** Sends the next message if the line is free, or arranges to look again when one falls due. */
  pump(): void {
    this.#wakeUp?.cancel();
    this.#wakeUp = undefined;
    if (!this.#isRunning || this.#inFlight !== undefined || this.#storing > 0) return;
    if (this.#isStartBeingHandled || this.#unanswered.size > 0) return;
    const nowMs = this.#options.clock.monotonic();
    const next = selectNext(
      { transaction: this.#transaction, normal: this.#normal },
      nowMs,
      this.#options.isAccepted(),
    );
    if (next.message !== undefined) this.#send(next.message);
    else if (next.wakeUpInMs !== undefined) {
      this.#wakeUp = this.#options.clock.setTimeout(() => this.pump(), next.wakeUpInMs);
    }
  }

  #send(message: QueuedMessage): void {
    const { clock, settings, write } = this.#options;
    this.#removeFromLane(message);
    message.attempts += 1;
    if (message.action === 'BootNotification') message.dueMs = clock.monotonic();
    const waitMs = ANSWER_TIMEOUT_MS + settings().transactionMessageRetryIntervalS * 1000 * message.attempts;
    const timeout = clock.setTimeout(() => this.#timedOut(message), waitMs);
    this.#inFlight = { message, timeout };
    try {
      const writing = write(encodeCall(message.messageId, message.action, message.payload));
      if (writing instanceof Promise) writing.catch(() => this.#writeFailed(message));
    } catch {
      this.#writeFailed(message);
    }
  }

  #timedOut(message: QueuedMessage): void {
    this.#inFlight = undefined;
    this.retryOrComplete(message, { kind: 'timeout' });
  }

  /** The central system has not seen the message, so no attempt is counted. */
  #writeFailed(message: QueuedMessage): void {
    if (this.#inFlight?.message !== message) return;
    this.#takeInFlight();
    this.#returnUnsent(message, WRITE_RETRY_MS);
    this.pump();
  }

  #returnUnsent(message: QueuedMessage, delayMs: number): void {
    if (message.table === undefined && message.action !== 'BootNotification') {
      void this.#finish(message, { kind: 'offline' });
      return;
    }
    message.attempts -= 1;
    if (delayMs > 0) message.dueMs = this.#options.clock.monotonic() + delayMs;
    this.#lane(message).unshift(message);
  }

  /** The answer and all that follows from it are stored as one, or a restart would find half of it. */
  #conclude(message: QueuedMessage, outcome: Outcome): void | Promise<void> {
    if (message.table === undefined) return this.#finish(message, outcome);
    let handling: void | Promise<void> = undefined;
    this.atomically(() => {
      if (message.action === 'StartTransaction' && outcome.kind === 'response') {
        this.#fillTransactionId(message.reference, outcome.payload);
      }
      handling = this.#finish(message, outcome);
    });
    return handling;
  }

  #finish(message: QueuedMessage, outcome: Outcome): void | Promise<void> {
    message.settle?.(outcome);
    try {
      return this.#options.done(message, outcome);
    } finally {
      this.#options.disk.remove(message);
    }
  }

  #startHandled(): void {
    this.#isStartBeingHandled = false;
    this.pump();
  }

  #settledOffline(message: QueuedMessage): boolean {
    message.settle?.({ kind: 'offline' });
    return message.settle !== undefined;
  }

  #fillTransactionId(startReference: string, confirmation: unknown): void {
    const transactionId: unknown = Reflect.get(Object(confirmation) as object, 'transactionId');
    for (const message of this.#transaction) {
      if (message.startReference !== startReference) continue;
      message.payload = { ...(message.payload as object), transactionId };
      message.startReference = undefined;
      this.#options.disk.updatePayload(message);
    }
  }

  #limit(): void {
    const limited = limitQueues(
      { transaction: this.#transaction, normal: this.#normal },
      this.#options.settings().queueSizeThreshold,
    );
    if (limited.dropped.length === 0) return;
    this.#transaction = [...limited.transaction];
    this.#normal = [...limited.normal];
    for (const message of limited.dropped) void this.#finish(message, { kind: 'offline' });
  }

  #takeInFlight(): QueuedMessage | undefined {
    const taken = this.#inFlight;
    taken?.timeout.cancel();
    this.#inFlight = undefined;
    return taken?.message;
  }

  #lane(message: QueuedMessage): QueuedMessage[] {
    return message.lane === 'transaction' ? this.#transaction : this.#normal;
  }

  #removeFromLane(message: QueuedMessage): void {
    const lane = this.#lane(message);
    lane.splice(lane.indexOf(message), 1);
  }
}

/** A central system without the security extension will not learn it meanwhile, and the transactions behind should not wait. */
function isUnknownThere({ action }: QueuedMessage, outcome: Outcome): boolean {
  if (action !== 'SecurityEventNotification' || outcome.kind !== 'error') return false;
  return outcome.code === 'NotImplemented' || outcome.code === 'NotSupported';
}
