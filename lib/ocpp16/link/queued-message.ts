import type { ActionToCsms } from '../messages/index.js';
import type { QueueTable } from '../store/index.js';
import type { CallOutcome, MessageReference } from './outcome.js';

export type Lane = 'transaction' | 'normal';

/** One CALL on its way to the central system. */
export interface QueuedMessage {
  readonly action: ActionToCsms;
  payload: unknown;
  readonly reference: MessageReference;
  /** Unique id of the present attempt. */
  messageId: string;
  /** Attempts made since the start of the process. */
  attempts: number;
  /** Earliest time to send, ms on the monotonic clock; at first the time of creation. */
  dueMs: number;
  readonly lane: Lane;
  /** Where it is kept on disk; `undefined` when losing it is acceptable. */
  readonly table: QueueTable | undefined;
  /** May be sent before registration is accepted. */
  readonly isExempt: boolean;
  startReference: MessageReference | undefined;
  /** Set for a CALL whose caller waits for the answer. */
  readonly settle: ((outcome: CallOutcome<ActionToCsms>) => void) | undefined;
}

const transactionActions: ReadonlySet<string> = new Set([
  'StartTransaction',
  'StopTransaction',
  'MeterValues',
  'SecurityEventNotification',
]);

/** Messages that are kept in strict order and survive a restart; also MeterValues without a transaction. */
export function isTransactionMessage(action: string): boolean {
  return transactionActions.has(action);
}
