import { uniqueId } from '../../ocpp-j/unique-id.js';
import { isActionToCsms, parseDateTime } from '../messages/index.js';
import type { ActionToCsms, Request } from '../messages/index.js';
import type { QueueTable, StoredMessage } from '../store/index.js';
import { isAdmitted, isKeptOffline } from './admission.js';
import type { LinkOptions } from './link-options.js';
import type { MessageQueue } from './message-queue.js';
import type { CallOutcome, MessageReference, NotifyOptions } from './outcome.js';
import type { QueueDisk } from './queue-disk.js';
import { isTransactionMessage } from './queued-message.js';
import type { QueuedMessage } from './queued-message.js';

export interface OutboxOptions extends Pick<LinkOptions, 'clock' | 'random' | 'log' | 'settings'> {
  readonly queue: MessageQueue;
  readonly disk: QueueDisk;
  readonly isAccepted: () => boolean;
  readonly isConnected: () => boolean;
}

/** A caller waits this long for the answer to its CALL, in ms, whatever the queue does. */
const CALLER_PATIENCE_MS = 60_000;

/** Turns what the charge point has to say into queued messages, or refuses it. */
export class Outbox {
  readonly #options: OutboxOptions;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** `undefined`: dropped, as it cannot be sent now and need not be kept. */
  notify(action: ActionToCsms, payload: unknown, options: NotifyOptions): MessageReference | undefined {
    const isTriggered = options.isTriggered === true || action === 'DiagnosticsStatusNotification';
    if (!this.#admits(action, isTriggered, false)) return undefined;
    const message = this.#message(action, payload, { ...options, isTriggered });
    this.#options.queue.add(message, new Date(this.#options.clock.now()).toISOString());
    return message.reference;
  }

  call<A extends ActionToCsms>(action: A, payload: Request<A>, isTriggered: boolean): Promise<CallOutcome<A>> {
    if (!this.#admits(action, isTriggered, true)) return Promise.resolve({ kind: 'offline' });
    return new Promise((resolve) => {
      const message: QueuedMessage = {
        ...this.#message(action, payload, { isTriggered }),
        lane: 'normal',
        table: undefined,
        settle: (outcome) => {
          patience.cancel();
          // The queue has validated the answer against this action.
          resolve(outcome as CallOutcome<A>);
        },
      };
      const patience = this.#options.clock.setTimeout(() => {
        this.#options.queue.forget(message);
        resolve({ kind: 'timeout' });
      }, CALLER_PATIENCE_MS);
      this.#options.queue.add(message, '');
    });
  }

  /** Queues what an earlier run left on disk, in the order in which it arose. */
  load(): void {
    const { settings, disk } = this.#options;
    const { queueAllMessages, disableSecurityEventNotifications } = settings();
    for (const stored of disk.load('transaction')) {
      const isUnwanted = disableSecurityEventNotifications && stored.action === 'SecurityEventNotification';
      this.#restore('transaction', stored, isUnwanted);
    }
    for (const stored of disk.load('normal')) this.#restore('normal', stored, !queueAllMessages);
  }

  #restore(table: QueueTable, stored: StoredMessage, isUnwanted: boolean): void {
    const { queue, disk, clock, log } = this.#options;
    const { action, payload, reference, timestamp, startReference } = stored;
    if (isUnwanted || !isActionToCsms(action)) {
      if (!isUnwanted) log.warn({ action }, 'stored message has an unknown action and is dropped');
      disk.remove({ table, reference });
      return;
    }
    const ageMs = Math.max(0, clock.now() - (parseDateTime(timestamp) ?? clock.now()));
    const link = startReference === undefined ? {} : { startReference };
    const message = this.#message(action, payload, { reference, ...link });
    queue.enqueue({ ...message, table, dueMs: clock.monotonic() - ageMs });
  }

  #admits(action: ActionToCsms, isTriggered: boolean, isAwaited: boolean): boolean {
    const { isAccepted, isConnected, settings } = this.#options;
    const state = { isAccepted: isAccepted(), isConnected: isConnected() };
    return isAdmitted({ action, isTriggered, isAwaited, ...state }, settings());
  }

  #message(action: ActionToCsms, payload: unknown, options: NotifyOptions): QueuedMessage {
    const { random, clock } = this.#options;
    const reference = options.reference ?? uniqueId(random);
    return {
      action,
      payload,
      reference,
      messageId: reference,
      attempts: 0,
      dueMs: clock.monotonic(),
      lane: isTransactionMessage(action) ? 'transaction' : 'normal',
      table: this.#tableOf(action),
      isExempt: action === 'BootNotification' || options.isTriggered === true,
      startReference: options.startReference,
      settle: undefined,
    };
  }

  #tableOf(action: ActionToCsms): QueueTable | undefined {
    if (isTransactionMessage(action)) return 'transaction';
    if (action === 'BootNotification') return undefined;
    return isKeptOffline(action, this.#options.settings()) ? 'normal' : undefined;
  }
}
