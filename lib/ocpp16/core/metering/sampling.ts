import type { Timer } from '../../../clock/clock.js';
import type { MeterValue } from '../../messages/index.js';
import type { CoreContext } from '../context.js';
import type { Transaction, TransactionBook } from '../transactions/transaction-book.js';
import type { MeterReadings } from './meter-readings.js';
import type { MeterValuesReporter } from './meter-values.js';

type Parts = Pick<CoreContext, 'clock' | 'guard' | 'outbox' | 'settings' | 'store'> & {
  readonly readings: MeterReadings;
  readonly reporter: MeterValuesReporter;
  readonly transactions: TransactionBook;
};

/** Samples each active transaction every `MeterValueSampleInterval` (OCPP 1.6 §3.16.1). */
export class Sampling {
  readonly #parts: Parts;
  readonly #timers = new Map<string, Timer>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The first sample comes after one interval; interval 0 takes none. */
  start(transaction: Transaction): void {
    this.stop(transaction.sessionId);
    const { clock, settings } = this.#parts;
    const periodMs = settings.meterValueSampleIntervalS * 1000;
    if (periodMs <= 0) return;
    this.#timers.set(
      transaction.sessionId,
      clock.setInterval(() => this.#sample(transaction), periodMs),
    );
  }

  stop(sessionId: string): void {
    this.#timers.get(sessionId)?.cancel();
    this.#timers.delete(sessionId);
  }

  /** The interval was changed: every active transaction starts a new period. */
  restart(): void {
    for (const transaction of this.#parts.transactions.allActive()) this.start(transaction);
  }

  close(): void {
    for (const sessionId of [...this.#timers.keys()]) this.stop(sessionId);
  }

  #sample({ connectorId, sessionId }: Transaction): void {
    const { outbox, readings, reporter, settings } = this.#parts;
    const meterValue = readings.sample(connectorId, settings.meterValuesSampledData, 'Sample.Periodic');
    if (meterValue === undefined) return;
    outbox.atomically(() => {
      this.#rememberMeter(sessionId, meterValue);
      reporter.collect(sessionId, meterValue);
      reporter.send(connectorId, meterValue);
    });
  }

  /** What a StopTransaction after a power loss will tell. */
  #rememberMeter(sessionId: string, { timestamp, sampledValue }: MeterValue): void {
    const total = sampledValue.find(
      ({ measurand, phase }) => measurand === 'Energy.Active.Import.Register' && phase === undefined,
    );
    if (total === undefined) return;
    const { guard, store } = this.#parts;
    guard.store('last meter value', () =>
      store.transactions.setMeterLast(sessionId, Math.trunc(Number(total.value)), timestamp),
    );
  }
}
