import type { ActionToCsms, Request, Response } from '../messages/index.js';

/** How an awaited CALL ended. */
export type CallOutcome<A extends ActionToCsms> =
  | { readonly kind: 'response'; readonly payload: Response<A> }
  | { readonly kind: 'error'; readonly code: string; readonly description: string }
  /** Not sendable: no connection, or registration not accepted. */
  | { readonly kind: 'offline' }
  /** No answer in time (the queue's answer timeout, or 60 s of the caller). */
  | { readonly kind: 'timeout' }
  /** An answer that does not fit the action. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** Names a queued message for its whole life: its first unique id, stable across retries and restarts. */
export type MessageReference = string;

/** The final fate of a message sent with `notify`. */
export type MessageResult = {
  [A in ActionToCsms]: {
    readonly action: A;
    readonly reference: MessageReference;
    readonly request: Request<A>;
    /** `offline`: dropped unsent. `error` and `timeout`: no attempt is left. */
    readonly outcome: CallOutcome<A>;
  };
}[ActionToCsms];

export interface NotifyOptions {
  /** Caused by (Extended)TriggerMessage: may leave before registration is accepted. */
  readonly isTriggered?: boolean;
  /**
   * Reference of the StartTransaction that will tell this message's transaction id.
   * `transactionId` is filled in as soon as StartTransaction.conf has told it, also after a restart.
   */
  readonly startReference?: MessageReference;
  /** Known before sending, e.g. to store it with the transaction. A random UUID otherwise. */
  readonly reference?: MessageReference;
}
