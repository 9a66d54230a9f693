import { EverestError, errorText } from '../../errors/everest-error.js';
import type { Logger } from '../../log/logger.js';
import { StoreFailed } from '../../sqlite/index.js';
import { isAction, isActionToChargePoint, validateRequest } from '../messages/index.js';
import type { Action, ActionToChargePoint } from '../messages/index.js';
import type { CallHandler, ConnectionState, IncomingCall } from './link-options.js';
import { encodeError, encodeResult } from '../../ocpp-j/frame.js';
import type { Call, CallErrorCode } from '../../ocpp-j/frame.js';
import { OcppCallError } from './ocpp-call-error.js';

interface KnownCall {
  readonly id: string;
  readonly action: Action;
  readonly payload: unknown;
}

/** What to send back; `afterAnswer` runs when it has left. */
export interface Answer {
  readonly text: string;
  readonly afterAnswer: readonly (() => void)[];
}

export interface IncomingCallsOptions {
  readonly log: Logger;
  readonly state: () => ConnectionState;
  readonly isActionOffered: (action: string) => boolean;
  readonly invalidMessage: () => void;
}

type AnyHandler = (request: unknown, call: IncomingCall) => unknown;

/** These answer by themselves that their feature is missing. */
const alwaysAccepted: ReadonlySet<string> = new Set(['GetLocalListVersion', 'SendLocalList', 'ReserveNow']);
/** Not allowed before registration is accepted (OCPP 1.6 §4.2). */
const rejectedWhilePending: ReadonlySet<string> = new Set(['RemoteStartTransaction', 'RemoteStopTransaction']);

/** Decides about CALLs of the central system and hands the good ones to their handlers. */
export class IncomingCalls {
  readonly #options: IncomingCallsOptions;
  readonly #handlers = new Map<string, AnyHandler>();

  constructor(options: IncomingCallsOptions) {
    this.#options = options;
  }

  handle<A extends ActionToChargePoint>(action: A, handler: CallHandler<A>): void {
    // The request is validated against the action before the handler sees it.
    this.#handlers.set(action, handler as AnyHandler);
  }

  /** `undefined`: the CALL gets no answer at all. */
  answer({ id, action, payload }: Call): Answer | undefined | Promise<Answer> {
    if (!isAction(action)) return callError(id, 'NotImplemented', `unknown action ${action.slice(0, 50)}`);
    const call: KnownCall = { id, action, payload };
    if (!this.#isOffered(call.action)) return callError(call.id, 'NotSupported', '');
    switch (this.#options.state()) {
      case 'Disconnected':
      case 'Connected':
      case 'Rejected':
        return undefined;
      case 'Pending':
        return (
          this.#valid(call) ?? (rejectedWhilePending.has(call.action) ? refused(call.id, 'Rejected') : this.#run(call))
        );
      case 'Booted':
        return this.#valid(call) ?? this.#run(call);
    }
  }

  #isOffered(action: Action): boolean {
    if (!isActionToChargePoint(action)) return false;
    return alwaysAccepted.has(action) || this.#options.isActionOffered(action);
  }

  #valid({ id, action, payload }: KnownCall): Answer | undefined {
    const violation = validateRequest(action, payload);
    if (violation === undefined) return undefined;
    if (isUnknownTrigger(action, violation)) return refused(id, 'NotImplemented');
    this.#options.invalidMessage();
    return callError(id, 'FormationViolation', violation.message);
  }

  #run(call: KnownCall): Answer | Promise<Answer> {
    const handler = this.#handlers.get(call.action);
    if (handler === undefined) return callError(call.id, 'NotSupported', '');
    const afterAnswer: (() => void)[] = [];
    const context = { messageId: call.id, afterAnswer: (work: () => void) => void afterAnswer.push(work) };
    try {
      const response = handler(call.payload, context);
      if (!(response instanceof Promise)) return { text: encodeResult(call.id, response), afterAnswer };
      return response.then(
        (payload: unknown) => ({ text: encodeResult(call.id, payload), afterAnswer }),
        (error: unknown) => this.#failed(call, error),
      );
    } catch (error) {
      return this.#failed(call, error);
    }
  }

  #failed(call: KnownCall, error: unknown): Answer {
    if (error instanceof OcppCallError) return callError(call.id, error.errorCode, error.description);
    this.#options.log.error({ err: error, action: call.action }, 'call of the central system failed');
    const code = error instanceof StoreFailed ? 'InternalError' : 'GenericError';
    return callError(call.id, code, error instanceof EverestError ? errorText(error) : '');
  }
}

function callError(id: string, code: CallErrorCode, description: string): Answer {
  return { text: encodeError(id, code, description), afterAnswer: [] };
}

function refused(id: string, status: 'Rejected' | 'NotImplemented'): Answer {
  return { text: encodeResult(id, { status }), afterAnswer: [] };
}

/** OCPP 1.6 §7.44: the status NotImplemented answers a message "not implemented or unknown"; the request is not ill-formed. */
function isUnknownTrigger(action: Action, violation: { readonly kind: string; readonly path: string }): boolean {
  const isTrigger = action === 'TriggerMessage' || action === 'ExtendedTriggerMessage';
  return isTrigger && violation.kind === 'enum' && violation.path === 'requestedMessage';
}
