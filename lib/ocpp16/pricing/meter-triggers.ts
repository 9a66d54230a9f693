import type { Timer } from '../../clock/clock.js';
import type { CoreContext } from '../core/context.js';
import type { MeterReadings } from '../core/metering/meter-readings.js';
import { parseDateTime, type ChargePointStatus, type Measurand } from '../messages/index.js';
import type { MeterTriggers } from './documents.js';
import type { PricingSettings } from './settings.js';
import { fromKilo, isPowerCrossed } from './thresholds.js';
import { timeOffsetMs } from './time-offset.js';
import { startWallClockTimer } from './wall-clock-timer.js';

/** The transaction whose cost is told. */
export interface PricedTransaction {
  readonly connectorId: number;
  readonly sessionId: string;
  /** The id of the central system. */
  readonly transactionId: number;
}

interface Armed {
  readonly transaction: PricedTransaction;
  energyWh?: number | undefined;
  powerW?: number | undefined;
  statuses: readonly string[];
  /** The power that was told last in this transaction, in W. */
  lastPowerW?: number;
  timer?: Timer | undefined;
}

type Parts = Pick<CoreContext, 'clock' | 'log' | 'outbox'> & {
  readonly readings: MeterReadings;
  readonly settings: PricingSettings;
};

const energy: readonly Measurand[] = ['Energy.Active.Import.Register'];
const energyAndPower: readonly Measurand[] = [...energy, 'Power.Active.Import'];

/** Sends the meter values that the central system has asked for to calculate the cost of a transaction. */
export class CostMeterTriggers {
  readonly #parts: Parts;
  readonly #armed = new Map<number, Armed>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What is not named is off from now on, except a time that was named before. */
  replace(transaction: PricedTransaction, { atCPStatus, atEnergykWh, atPowerkW, atTime }: MeterTriggers): void {
    const armed = this.#of(transaction);
    armed.energyWh = atEnergykWh === undefined ? undefined : fromKilo(atEnergykWh);
    armed.powerW = atPowerkW === undefined ? undefined : fromKilo(atPowerkW);
    armed.statuses = atCPStatus ?? [];
    if (atTime !== undefined) this.#wait(armed, atTime);
  }

  /** The meter of the connector has told new values. */
  measured(connectorId: number): void {
    const armed = this.#armed.get(connectorId);
    const meter = this.#parts.readings.latest(connectorId)?.powerMeter;
    if (armed === undefined || meter === undefined) return;
    if (armed.energyWh !== undefined && meter.energyImportWh.total >= armed.energyWh) {
      armed.energyWh = undefined;
      this.#send(armed, energy);
    }
    const powerW = meter.powerW?.total;
    if (armed.powerW === undefined || powerW === undefined) return;
    if (!isPowerCrossed(armed.powerW, armed.lastPowerW, powerW)) return;
    armed.lastPowerW = powerW;
    this.#send(armed, energyAndPower);
  }

  /** The status of the connector has become another one. */
  statusChanged(connectorId: number, status: ChargePointStatus): void {
    const armed = this.#armed.get(connectorId);
    if (armed?.statuses.includes(status) === true) this.#send(armed, energy);
  }

  ended(sessionId: string): void {
    for (const [connectorId, { timer, transaction }] of this.#armed) {
      if (transaction.sessionId !== sessionId) continue;
      timer?.cancel();
      this.#armed.delete(connectorId);
    }
  }

  close(): void {
    for (const { timer } of this.#armed.values()) timer?.cancel();
    this.#armed.clear();
  }

  #of(transaction: PricedTransaction): Armed {
    const known = this.#armed.get(transaction.connectorId);
    if (known?.transaction.sessionId === transaction.sessionId) return known;
    known?.timer?.cancel();
    const armed: Armed = { transaction, statuses: [] };
    this.#armed.set(transaction.connectorId, armed);
    return armed;
  }

  /** The time is one of the display, so the offset of the display moves it. */
  #wait(armed: Armed, atTime: string): void {
    armed.timer?.cancel();
    const { clock, settings } = this.#parts;
    const atMs = (parseDateTime(atTime) ?? 0) + timeOffsetMs(settings.timeOffset);
    const isAhead = atMs > clock.now();
    armed.timer = isAhead ? startWallClockTimer(clock, atMs, () => this.#send(armed, energy)) : undefined;
  }

  /** Totals only: what the price is calculated from. */
  #send({ transaction: { connectorId, transactionId } }: Armed, measurands: readonly Measurand[]): void {
    const { outbox, readings } = this.#parts;
    const sample = readings.sample(connectorId, measurands, 'Other');
    if (sample === undefined) return;
    const sampledValue = sample.sampledValue.filter(({ phase }) => phase === undefined);
    const meterValue = [{ timestamp: sample.timestamp, sampledValue }];
    outbox.notify('MeterValues', { connectorId, transactionId, meterValue });
  }
}
