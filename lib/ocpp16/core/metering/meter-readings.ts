import type { Measurand, MeterValue, ReadingContext } from '../../messages/index.js';
import type { CoreContext } from '../context.js';
import { wireTime } from '../wire-time.js';
import type { Measurement } from './measurement.js';
import { sampledValues } from './sampled-values.js';

/** The last thing each connector measured, and what it may draw. */
export class MeterReadings {
  readonly #context: Pick<CoreContext, 'clock' | 'log'>;
  readonly #measurements = new Map<number, Measurement>();
  readonly #offeredCurrentA = new Map<number, number>();
  readonly #offeredPowerW = new Map<number, number>();

  constructor(context: Pick<CoreContext, 'clock' | 'log'>) {
    this.#context = context;
  }

  record(connectorId: number, measurement: Measurement): void {
    this.#measurements.set(connectorId, measurement);
  }

  offerCurrent(connectorId: number, currentA: number): void {
    this.#offeredCurrentA.set(connectorId, currentA);
  }

  offerPower(connectorId: number, powerW: number): void {
    this.#offeredPowerW.set(connectorId, powerW);
  }

  has(connectorId: number): boolean {
    return this.#measurements.has(connectorId);
  }

  latest(connectorId: number): Measurement | undefined {
    return this.#measurements.get(connectorId);
  }

  /** A meter value with the time of the meter; `undefined` when nothing was measured or nothing is asked for. */
  sample(connectorId: number, measurands: readonly Measurand[], context: ReadingContext): MeterValue | undefined {
    const measurement = this.#measurements.get(connectorId);
    if (measurement === undefined) {
      this.#context.log.warn({ connectorId, context }, 'nothing measured yet, no meter value');
      return undefined;
    }
    const meter = {
      measurement,
      offeredCurrentA: this.#offeredCurrentA.get(connectorId) ?? 0,
      offeredPowerW: this.#offeredPowerW.get(connectorId) ?? 0,
    };
    const sampledValue = sampledValues(measurands, meter, context);
    if (sampledValue.length === 0) return undefined;
    return { timestamp: wireTime(measurement.powerMeter.timestamp, this.#context.clock), sampledValue };
  }
}
