import type { ActionToCsms } from '../messages/index.js';
import type { LinkSettings } from './link-options.js';
import { isTransactionMessage } from './queued-message.js';

export interface AdmissionQuestion {
  readonly action: ActionToCsms;
  readonly isConnected: boolean;
  readonly isAccepted: boolean;
  readonly isTriggered: boolean;
  /** A caller waits for the answer. */
  readonly isAwaited: boolean;
}

/** Whether a new message enters the queue; one that does not is lost, or "offline" to its caller. */
export function isAdmitted(question: AdmissionQuestion, settings: LinkSettings): boolean {
  const { action, isConnected, isAccepted, isTriggered, isAwaited } = question;
  if (action === 'BootNotification' || isTransactionMessage(action)) return true;
  if (isConnected && (isAccepted || isTriggered)) return true;
  return !isAwaited && isKeptOffline(action, settings);
}

/** Normal messages are kept only on request of the operator (`QueueAllMessages`), with exceptions. */
export function isKeptOffline(action: ActionToCsms, settings: LinkSettings): boolean {
  return settings.queueAllMessages && !settings.discardForQueueing.has(action);
}
