import { randomInteger } from '../../../clock/random.js';
import { uniqueId, type MessageResult } from '../../link/index.js';
import type { IdTagInfo, Request, Response } from '../../messages/index.js';
import type { TransactionRecord } from '../../store/index.js';
import { fitIdTag } from '../authorization/id-tag.js';
import type { AuthorizationMemory } from '../authorization/authorization-memory.js';
import type { ConnectorStatuses } from '../connectors/connector-statuses.js';
import type { CoreContext } from '../context.js';
import type { MeterValuesReporter } from '../metering/meter-values.js';
import { signedValue } from '../metering/sampled-values.js';
import type { Sampling } from '../metering/sampling.js';
import { wireTime } from '../wire-time.js';
import { isActive, type Transaction, type TransactionBook } from './transaction-book.js';
import { wireEnergy } from './wire-energy.js';

/** A transaction as the application reports its start. */
export interface TransactionStartedReport {
  readonly connectorId: number;
  readonly sessionId: string;
  readonly idTag: string;
  readonly meterStartWh: number;
  /** RFC 3339 */
  readonly timestamp: string;
  readonly reservationId?: number;
  /** Start reading of a meter that signs, as the meter wrote it. */
  readonly signedMeterValue?: string;
}

type Parts = CoreContext & {
  readonly memory: AuthorizationMemory;
  readonly reporter: MeterValuesReporter;
  readonly sampling: Sampling;
  readonly statuses: ConnectorStatuses;
  readonly transactions: TransactionBook;
};

/** OCPP 1.6 §4.8: from the report of the application to the transaction id of the central system. */
export class TransactionStart {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  begin(report: TransactionStartedReport): void {
    const { connectorId, sessionId } = report;
    const { callbacks, guard, log, outbox, sampling, statuses, transactions } = this.#parts;
    if (connectorId === 0 || !statuses.has(connectorId)) {
      log.error({ connectorId, sessionId }, 'there is no such connector to start a transaction on');
      return;
    }
    if (transactions.active(connectorId) !== undefined || transactions.bySession(sessionId) !== undefined) {
      log.error({ connectorId, sessionId }, 'a transaction is running already, the new one is ignored');
      return;
    }
    if (statuses.state(connectorId) === 'Reserved') statuses.raise(connectorId, 'UsageInitiated');
    const transaction = this.#open(report);
    transactions.put(transaction);
    sampling.start(transaction);
    outbox.atomically(() => this.#announce(transaction, report));
    log.info({ connectorId, sessionId }, 'transaction started');
    guard.run('transactionStarted', () => callbacks.transactionStarted?.({ connectorId, sessionId }));
  }

  /** A transaction that is stored without its StartTransaction would end without ever having begun. */
  #announce(transaction: Transaction, { reservationId, signedMeterValue }: TransactionStartedReport): void {
    const request = startRequest(transaction, reservationId);
    this.#remember(transaction, request);
    this.#parts.outbox.notify('StartTransaction', request, { reference: transaction.startReference });
    if (signedMeterValue !== undefined) this.#reportSigned(transaction, signedMeterValue);
  }

  /** Nothing else is sent before this has returned, so what is queued gets the right transaction id. */
  answered({ reference, outcome }: Extract<MessageResult, { action: 'StartTransaction' }>): void {
    if (outcome.kind !== 'response') {
      this.#parts.log.warn({ reference, outcome: outcome.kind }, 'StartTransaction was given up');
      return;
    }
    const transaction = this.#parts.transactions.byStartReference(reference);
    if (transaction === undefined) {
      this.#parts.log.warn({ reference }, 'StartTransaction.conf for a transaction that is not known');
      return;
    }
    this.#accept(transaction, outcome.payload);
  }

  #accept(transaction: Transaction, { transactionId, idTagInfo }: Response<'StartTransaction'>): void {
    const { guard, memory, store, transactions } = this.#parts;
    const { parentIdTag } = idTagInfo;
    const known = { ...transaction, csmsId: transactionId, ...(parentIdTag !== undefined && { parentIdTag }) };
    transactions.put(known);
    guard.store('transaction id', () =>
      store.transactions.setTransactionId(transaction.sessionId, transactionId, parentIdTag),
    );
    memory.remember(transaction.idTag, idTagInfo);
    if (idTagInfo.status !== 'Accepted' && isActive(known)) this.#refuse(known);
    this.#tellUpdate(known, transactionId, idTagInfo);
  }

  /**
   * OCPP 1.6 §9.1.24: no energy for an id that the central system does not accept. `MaxEnergyOnInvalidId` is stored and
   * reported, but allows none.
   */
  #refuse({ connectorId, sessionId }: Transaction): void {
    const { callbacks, guard, log, settings } = this.#parts;
    log.warn({ connectorId, sessionId }, 'the idTag was not accepted for the transaction');
    guard.run('pauseCharging', () => callbacks.pauseCharging(connectorId));
    if (settings.stopTransactionOnInvalidId) {
      guard.run('stopTransaction', () => callbacks.stopTransaction(connectorId, 'DeAuthorized'));
    }
  }

  #tellUpdate({ connectorId, sessionId }: Transaction, transactionId: number, idTagInfo: IdTagInfo): void {
    const { callbacks, guard } = this.#parts;
    guard.run('transactionUpdated', () =>
      callbacks.transactionUpdated?.({ connectorId, sessionId }, transactionId, idTagInfo),
    );
  }

  #open({ connectorId, sessionId, idTag, meterStartWh, timestamp }: TransactionStartedReport): Transaction {
    const { clock, random } = this.#parts;
    return {
      connectorId,
      sessionId,
      idTag: fitIdTag(idTag),
      timeStart: wireTime(timestamp, clock),
      meterStartWh: wireEnergy(meterStartWh),
      internalId: randomInteger(random, -(2 ** 31), -1),
      startReference: uniqueId(random),
    };
  }

  #remember(transaction: Transaction, request: Request<'StartTransaction'>): void {
    const { clock, guard, store } = this.#parts;
    guard.store('transaction', () =>
      store.transactions.insert(recordOf(transaction, wireTime(undefined, clock), request.reservationId)),
    );
  }

  /** A MeterValues message of its own, behind StartTransaction. */
  #reportSigned({ connectorId, sessionId, timeStart }: Transaction, value: string): void {
    const meterValue = { timestamp: timeStart, sampledValue: [signedValue(value, 'Transaction.Begin')] };
    this.#parts.reporter.collect(sessionId, meterValue);
    this.#parts.reporter.send(connectorId, meterValue);
  }
}

function startRequest(
  { connectorId, idTag, meterStartWh, timeStart }: Transaction,
  reservationId: number | undefined,
): Request<'StartTransaction'> {
  return {
    connectorId,
    idTag,
    meterStart: meterStartWh,
    ...(reservationId !== undefined && { reservationId }),
    timestamp: timeStart,
  };
}

function recordOf(transaction: Transaction, lastUpdate: string, reservationId: number | undefined): TransactionRecord {
  return {
    sessionId: transaction.sessionId,
    transactionId: transaction.internalId,
    connectorId: transaction.connectorId,
    idTagStart: transaction.idTag,
    timeStart: transaction.timeStart,
    meterStart: transaction.meterStartWh,
    isAcknowledged: false,
    meterLast: transaction.meterStartWh,
    meterLastTime: transaction.timeStart,
    lastUpdate,
    ...(reservationId !== undefined && { reservationId }),
    startReference: transaction.startReference,
  };
}
