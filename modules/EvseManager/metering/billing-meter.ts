import type { Clock, Logger, Required } from 'everest-ts';
import { timestamp } from 'everest-ts';
import type { PowermeterInterface } from '#generated/interfaces/powermeter';
import type {
  Powermeter,
  TransactionReq,
  TransactionStartResponse,
  TransactionStopResponse,
} from '#generated/types/powermeter';
import { answerWithin } from '../background.js';
import type { PhaseCurrents } from '../charger/model.js';

/** While a meter is asked the charger stands still, so this is the longest it may take. ms. */
const METER_TIMEOUT_MS = 10_000;

export interface BillingMeterOptions {
  /** Undefined when the EVSE has no meter. */
  readonly meter: Required<PowermeterInterface> | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The meter whose readings are billed, with its latest value. */
export class BillingMeter {
  readonly #options: BillingMeterOptions;
  #latest: Powermeter | undefined;

  constructor(options: BillingMeterOptions) {
    this.#options = options;
  }

  get latest(): Powermeter | undefined {
    return this.#latest;
  }

  take(value: Powermeter): void {
    this.#latest = value;
  }

  /** The reading to report; zero and of this moment when there is none yet. */
  reading(): Powermeter {
    return this.#latest ?? { timestamp: timestamp(this.#options.clock), energy_Wh_import: { total: 0 } };
  }

  async start(value: TransactionReq): Promise<TransactionStartResponse> {
    const { meter } = this.#options;
    if (meter === undefined) return { status: 'NOT_SUPPORTED' };
    return this.#ask('start_transaction', meter.call.start_transaction({ value }));
  }

  async stop(transactionId: string): Promise<TransactionStopResponse> {
    const { meter } = this.#options;
    if (meter === undefined) return { status: 'NOT_SUPPORTED' };
    return this.#ask('stop_transaction', meter.call.stop_transaction({ transaction_id: transactionId }));
  }

  async #ask<T extends { status: unknown; error?: string | undefined }>(
    what: string,
    call: Promise<T>,
  ): Promise<T | { status: 'UNEXPECTED_ERROR' }> {
    const { clock, log } = this.#options;
    try {
      const answer = await answerWithin(clock, METER_TIMEOUT_MS, what, call);
      if (answer.status === 'UNEXPECTED_ERROR') log.warn({ what, reason: answer.error }, 'meter refused');
      return answer;
    } catch (error) {
      log.warn({ err: error, what }, 'meter failed');
      return { status: 'UNEXPECTED_ERROR' };
    }
  }
}

/** Currents of all three phases; a meter that does not give all of them cannot guard the EV. */
export function phaseCurrents({ current_A: current }: Powermeter): PhaseCurrents | undefined {
  if (current?.L1 === undefined || current.L2 === undefined || current.L3 === undefined) return undefined;
  return { L1: current.L1, L2: current.L2, L3: current.L3 };
}
