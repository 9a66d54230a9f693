import type { ActionToCsms, Request } from '../lib/ocpp16/messages/index.js';
import type { ScriptedAnswer } from './message.js';

/** Decides about one call; `undefined` leaves it to the next script or to the usual answer. */
export type AnswerScript<A extends ActionToCsms> = (
  request: Request<A>,
  call: { readonly chargePointId: string; readonly id: string },
) => ScriptedAnswer | undefined | Promise<ScriptedAnswer | undefined>;
