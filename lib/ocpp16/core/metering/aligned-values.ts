import type { Timer } from '../../../clock/clock.js';
import type { CoreContext } from '../context.js';
import type { TransactionBook } from '../transactions/transaction-book.js';
import { nextAlignedMs } from './aligned-schedule.js';
import type { MeterReadings } from './meter-readings.js';
import type { MeterValuesReporter } from './meter-values.js';

type Parts = Pick<CoreContext, 'clock' | 'outbox' | 'settings'> & {
  readonly readings: MeterReadings;
  readonly reporter: MeterValuesReporter;
  readonly transactions: TransactionBook;
};

/** Clock-aligned meter values of connector 1..N, in and outside transactions (OCPP 1.6 §3.16.2). */
export class AlignedValues {
  readonly #parts: Parts;
  #timer: Timer | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Starts over with the present `ClockAlignedDataInterval`; 0 stops. */
  restart(): void {
    this.close();
    const { clock, settings } = this.#parts;
    if (settings.clockAlignedDataIntervalS > 0) this.#arm(settings.clockAlignedDataIntervalS * 1000, clock.now());
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(intervalMs: number, armedAtMs: number, reportedMs = Number.NEGATIVE_INFINITY): void {
    const { clock } = this.#parts;
    const nowMs = clock.now();
    // A timer may ring a little early by the wall clock; its time is not to come twice.
    const isEarly = nowMs < reportedMs && reportedMs - nowMs < intervalMs / 2;
    const nextMs = nextAlignedMs(isEarly ? reportedMs : nowMs, intervalMs, armedAtMs);
    this.#timer = clock.setTimeout(() => {
      this.#arm(intervalMs, armedAtMs, nextMs);
      this.#report();
    }, nextMs - nowMs);
  }

  #report(): void {
    const { outbox, settings, readings, reporter, transactions } = this.#parts;
    for (let connectorId = 1; connectorId <= settings.numberOfConnectors; connectorId++) {
      const meterValue = readings.sample(connectorId, settings.meterValuesAlignedData, 'Sample.Clock');
      if (meterValue === undefined) continue;
      const transaction = transactions.active(connectorId);
      outbox.atomically(() => {
        if (transaction !== undefined) reporter.collect(transaction.sessionId, meterValue);
        reporter.send(connectorId, meterValue);
      });
    }
  }
}
