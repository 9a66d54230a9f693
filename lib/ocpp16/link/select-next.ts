import type { Queues } from './queue-limit.js';
import type { QueuedMessage } from './queued-message.js';

export interface Selection {
  readonly message?: QueuedMessage;
  /** When nothing is due: milliseconds until something is; absent when only an event can change that. */
  readonly wakeUpInMs?: number;
}

/**
 * The message to send now. Of the transaction queue only the head counts, or, while nothing but exempt messages may leave, the
 * first of these; a BootNotification beats everything; otherwise the older of the two candidates goes first.
 */
export function selectNext(queues: Queues, nowMs: number, isAccepted: boolean): Selection {
  const isSendable = (message: QueuedMessage): boolean => isAccepted || message.isExempt;
  const isDue = (message: QueuedMessage): boolean => message.dueMs <= nowMs;

  const head = queues.transaction.find(isSendable);
  const sendable = queues.normal.filter(isSendable);
  const normal = sendable.find(isDue);
  const transaction = head !== undefined && isDue(head) ? head : undefined;
  const message = prefer(normal, transaction);
  if (message !== undefined) return { message };

  const later = [...(head === undefined ? [] : [head]), ...sendable].map(({ dueMs }) => dueMs - nowMs);
  return later.length === 0 ? {} : { wakeUpInMs: Math.min(...later) };
}

function prefer(normal?: QueuedMessage, transaction?: QueuedMessage): QueuedMessage | undefined {
  if (normal === undefined || transaction === undefined) return normal ?? transaction;
  if (normal.action === 'BootNotification') return normal;
  return transaction.dueMs <= normal.dueMs ? transaction : normal;
}
