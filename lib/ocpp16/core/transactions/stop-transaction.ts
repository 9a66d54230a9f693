import { uniqueId, type MessageResult } from '../../link/index.js';
import type { MeterValue, Reason, Request } from '../../messages/index.js';
import { fitIdTag } from '../authorization/id-tag.js';
import type { AuthorizationMemory } from '../authorization/authorization-memory.js';
import type { ConnectorStatuses } from '../connectors/connector-statuses.js';
import type { CoreContext } from '../context.js';
import type { MeterValuesReporter } from '../metering/meter-values.js';
import { signedValue } from '../metering/sampled-values.js';
import type { Sampling } from '../metering/sampling.js';
import { selectStopData, thinToSize } from '../metering/transaction-data.js';
import { wireTime } from '../wire-time.js';
import { transactionIdOf, type Transaction, type TransactionBook } from './transaction-book.js';
import { wireEnergy } from './wire-energy.js';

/** A transaction as the application reports its end. */
export interface TransactionStoppedReport {
  readonly connectorId: number;
  readonly sessionId: string;
  readonly reason: Reason;
  /** RFC 3339 */
  readonly timestamp: string;
  readonly meterStopWh: number;
  /** The token that ended it, if one did. */
  readonly idTagEnd?: string;
  readonly signedMeterValue?: string;
  /** For meters that tell the signed start reading only at the end. */
  readonly signedStartMeterValue?: string;
}

/** What StopTransaction tells, wherever it comes from. */
export interface TransactionEnd {
  readonly reason: Reason;
  /** RFC 3339 UTC */
  readonly timestamp: string;
  readonly meterStopWh: number;
  readonly idTag?: string;
}

type Parts = CoreContext & {
  readonly memory: AuthorizationMemory;
  readonly reporter: MeterValuesReporter;
  readonly sampling: Sampling;
  readonly statuses: ConnectorStatuses;
  readonly transactions: TransactionBook;
  /** The central system has the transaction (or will never have it): the connector is free for what waited. */
  readonly settled: (transaction: Transaction) => void;
};

/** OCPP 1.6 §4.10: from the report of the application to StopTransaction.conf. */
export class TransactionStop {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  end(report: TransactionStoppedReport): void {
    const { connectorId, sessionId, reason } = report;
    const { callbacks, clock, guard, log, outbox, settings, statuses, transactions } = this.#parts;
    const transaction = transactions.active(connectorId);
    if (transaction?.sessionId !== sessionId) {
      log.error({ connectorId, sessionId }, 'there is no such transaction to stop');
      return;
    }
    const timestamp = wireTime(report.timestamp, clock);
    if (reason === 'EVDisconnected' && settings.unlockConnectorOnEvSideDisconnect) {
      guard.run('unlockConnector', () => callbacks.unlockConnector?.(connectorId));
    }
    const { idTagEnd } = report;
    outbox.atomically(() => {
      this.#collectSigned(transaction, report, timestamp);
      this.submit(transaction, {
        reason,
        timestamp,
        meterStopWh: this.#meterStop(report),
        ...(idTagEnd !== undefined && { idTag: fitIdTag(idTagEnd) }),
      });
    });
    log.info({ connectorId, sessionId, reason }, 'transaction stopped');
    const transactionId = transactionIdOf(transaction);
    guard.run('transactionStopped', () => callbacks.transactionStopped?.({ connectorId, sessionId }, transactionId));
    if (reason !== 'EVDisconnected') statuses.raise(connectorId, 'TransactionStoppedAndUserActionRequired');
  }

  /** A meter that begins at nothing after a power loss does not undo the energy of its last sample. */
  #meterStop({ connectorId, meterStopWh, reason, sessionId }: TransactionStoppedReport): number {
    if (reason !== 'PowerLoss') return meterStopWh;
    const lastWh = this.#lastSampleWh(sessionId) ?? meterStopWh;
    if (lastWh <= meterStopWh) return meterStopWh;
    this.#parts.log.warn({ connectorId, sessionId, meterStopWh, lastWh }, 'meter went back, its last sample counts');
    return lastWh;
  }

  #lastSampleWh(sessionId: string): number | undefined {
    try {
      return this.#parts.store.transactions.bySession(sessionId)?.meterLast;
    } catch (error) {
      this.#parts.log.error({ sessionId, err: error }, 'the transaction could not be read');
      return undefined;
    }
  }

  /** Puts the end on disk and the StopTransaction into the queue. */
  submit(transaction: Transaction, end: TransactionEnd): void {
    const { outbox, random, sampling, transactions } = this.#parts;
    sampling.stop(transaction.sessionId);
    const stopReference = transaction.stopReference ?? uniqueId(random);
    transactions.put({ ...transaction, stopReference });
    outbox.atomically(() => this.#announce(transaction, end, stopReference));
  }

  #announce(transaction: Transaction, end: TransactionEnd, stopReference: string): void {
    const { guard, outbox, store } = this.#parts;
    const { csmsId, sessionId, startReference } = transaction;
    const { idTag, meterStopWh, reason, timestamp } = end;
    guard.store('end of transaction', () =>
      store.transactions.setStopped(sessionId, {
        timeEnd: timestamp,
        meterStop: wireEnergy(meterStopWh),
        stopReason: reason,
        ...(idTag !== undefined && { idTagEnd: idTag }),
        stopReference,
      }),
    );
    outbox.notify('StopTransaction', this.#request(transaction, end), {
      reference: stopReference,
      ...(csmsId === undefined && { startReference }),
    });
  }

  answered({ reference, request, outcome }: Extract<MessageResult, { action: 'StopTransaction' }>): void {
    const { guard, log, memory, store, transactions } = this.#parts;
    const transaction = transactions.byStopReference(reference);
    if (outcome.kind !== 'response') {
      // Not acknowledged, so the next start tries again.
      log.warn({ reference, outcome: outcome.kind }, 'StopTransaction was given up');
    } else if (request.idTag !== undefined && outcome.payload.idTagInfo !== undefined) {
      memory.remember(request.idTag, outcome.payload.idTagInfo);
    }
    if (transaction === undefined) return;
    if (outcome.kind === 'response') {
      guard.store('acknowledged transaction', () => store.transactions.acknowledge(transaction.sessionId));
      guard.store('meter values', () => store.meterValues.remove(transaction.sessionId));
    }
    transactions.remove(transaction.sessionId);
    this.#parts.settled(transaction);
  }

  #request(
    transaction: Transaction,
    { idTag, meterStopWh, reason, timestamp }: TransactionEnd,
  ): Request<'StopTransaction'> {
    const bare = {
      ...(idTag !== undefined && { idTag }),
      meterStop: wireEnergy(meterStopWh),
      timestamp,
      transactionId: transactionIdOf(transaction),
      reason,
    };
    const { maxMessageSizeBytes, stopTxnAlignedData, stopTxnSampledData } = this.#parts.settings;
    const selected = selectStopData(this.#collected(transaction.sessionId), {
      aligned: stopTxnAlignedData,
      sampled: stopTxnSampledData,
    });
    const transactionData = thinToSize(
      selected,
      (left) => byteLength({ ...bare, transactionData: left }),
      maxMessageSizeBytes,
    );
    return transactionData.length === 0 ? bare : { ...bare, transactionData };
  }

  /** Only this class and its siblings write these rows, as MeterValue objects. */
  #collected(sessionId: string): MeterValue[] {
    try {
      return this.#parts.store.meterValues.load(sessionId) as MeterValue[];
    } catch (error) {
      this.#parts.log.error({ sessionId, err: error }, 'the meter values of the transaction could not be read');
      return [];
    }
  }

  #collectSigned(transaction: Transaction, report: TransactionStoppedReport, timestamp: string): void {
    const { sessionId, timeStart } = transaction;
    const { signedMeterValue, signedStartMeterValue } = report;
    if (signedStartMeterValue !== undefined && !this.#hasSignedStart(sessionId)) {
      const sampledValue = [signedValue(signedStartMeterValue, 'Transaction.Begin')];
      this.#parts.reporter.collect(sessionId, { timestamp: timeStart, sampledValue });
    }
    if (signedMeterValue !== undefined) {
      const sampledValue = [signedValue(signedMeterValue, 'Transaction.End')];
      this.#parts.reporter.collect(sessionId, { timestamp, sampledValue });
    }
  }

  #hasSignedStart(sessionId: string): boolean {
    return this.#collected(sessionId).some(({ sampledValue }) =>
      sampledValue.some(({ context, format }) => context === 'Transaction.Begin' && format === 'SignedData'),
    );
  }
}

function byteLength(payload: unknown): number {
  return new TextEncoder().encode(JSON.stringify(payload)).length;
}
