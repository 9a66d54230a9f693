import { timestamp, type Clock } from '../lib/clock/clock.js';
import type { ActionToCsms, Request, Response } from '../lib/ocpp16/messages/index.js';
import type { IdTags } from './id-tags.js';
import { answerPlugAndCharge } from './plug-and-charge.js';
import type { Transactions } from './transactions.js';

export interface AnswerContext {
  readonly clock: Clock;
  readonly idTags: IdTags;
  readonly transactions: Transactions;
  readonly heartbeatIntervalS: number;
  /** Runs when a transaction has changed, before it is answered. */
  readonly save: () => void;
}

type Answers = {
  readonly [A in ActionToCsms]: (request: Request<A>, chargePointId: string, context: AnswerContext) => Response<A>;
};

function nothing(): Record<string, never> {
  return {};
}

/** What a central system that wishes everybody well says to each message of OCPP 1.6 and the security extension. */
export const defaultAnswers: Answers = {
  Authorize: ({ idTag }, _id, { idTags, clock }) => ({ idTagInfo: idTags.info(idTag, clock.now()) }),
  BootNotification: (_request, _id, { clock, heartbeatIntervalS }) => ({
    status: 'Accepted',
    currentTime: timestamp(clock),
    interval: heartbeatIntervalS,
  }),
  DataTransfer: (request, _id, context) => answerPlugAndCharge(request, context) ?? { status: 'UnknownVendorId' },
  DiagnosticsStatusNotification: nothing,
  FirmwareStatusNotification: nothing,
  Heartbeat: (_request, _id, { clock }) => ({ currentTime: timestamp(clock) }),
  LogStatusNotification: nothing,
  MeterValues: nothing,
  SecurityEventNotification: nothing,
  // The certificate itself is brought by the operator with CertificateSigned.
  SignCertificate: () => ({ status: 'Accepted' }),
  SignedFirmwareStatusNotification: nothing,
  StartTransaction: (request, chargePointId, { clock, idTags, transactions, save }) => {
    const { transactionId } = transactions.start(chargePointId, request);
    save();
    return { transactionId, idTagInfo: idTags.info(request.idTag, clock.now()) };
  },
  StatusNotification: nothing,
  StopTransaction: (request, chargePointId, { clock, idTags, transactions, save }) => {
    if (transactions.stop(chargePointId, request) !== undefined) save();
    return request.idTag === undefined ? {} : { idTagInfo: idTags.info(request.idTag, clock.now()) };
  },
};

/** The one place where a request that has been validated gets its type. */
export function defaultAnswer(
  action: ActionToCsms,
  request: unknown,
  chargePointId: string,
  context: AnswerContext,
): unknown {
  const answer = defaultAnswers[action] as (request: unknown, id: string, context: AnswerContext) => unknown;
  return answer(request, chargePointId, context);
}
