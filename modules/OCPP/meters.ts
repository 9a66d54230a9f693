import type { EVInfo } from '#generated/types/evse_manager';
import type { EnforcedLimits } from '#generated/types/energy';
import type { Powermeter } from '#generated/types/powermeter';
import { ChargePointNotStarted, type ChargePoint } from '../../lib/ocpp16/index.js';
import { measurementOf } from './measurement.js';

interface Known {
  readonly meter?: Powermeter;
  readonly socPercent?: number;
  readonly currentA?: number;
  readonly powerW?: number;
}

/** What is measured and offered at the EVSEs. The last values outlive the charge point, which is told them anew. */
export class Meters {
  readonly #chargePoint: ChargePoint;
  readonly #known = new Map<number, Known>();

  constructor(chargePoint: ChargePoint) {
    this.#chargePoint = chargePoint;
  }

  measured(evseId: number, meter: Powermeter): void {
    this.#note(evseId, { meter });
    this.#pass(() => this.#tellMeasurement(evseId));
  }

  /** Counts with the next measurement. */
  carTold(evseId: number, { soc }: EVInfo): void {
    if (soc !== undefined) this.#note(evseId, { socPercent: soc });
  }

  /** The car has left. */
  forgetCar(evseId: number): void {
    const { socPercent: _, ...rest } = this.#known.get(evseId) ?? {};
    this.#known.set(evseId, rest);
  }

  /** Limits that are absent stay as they were. */
  limited(evseId: number, { limits_root_side: limits }: EnforcedLimits): void {
    const { ac_max_current_A: current, total_power_W: power } = limits;
    this.#note(evseId, {
      ...(current !== undefined && { currentA: Math.floor(current.value) }),
      ...(power !== undefined && { powerW: Math.floor(power.value) }),
    });
    this.#pass(() => this.#tellOffer(evseId));
  }

  /** To be called when the charge point has opened. */
  repeat(): void {
    for (const evseId of this.#known.keys()) {
      this.#tellMeasurement(evseId);
      this.#tellOffer(evseId);
    }
  }

  #note(evseId: number, values: Known): void {
    this.#known.set(evseId, { ...this.#known.get(evseId), ...values });
  }

  #tellMeasurement(evseId: number): void {
    const { meter, socPercent } = this.#known.get(evseId) ?? {};
    if (meter !== undefined) this.#chargePoint.onMeterValues(evseId, measurementOf(meter, socPercent));
  }

  #tellOffer(evseId: number): void {
    const { currentA, powerW } = this.#known.get(evseId) ?? {};
    if (powerW !== undefined) this.#chargePoint.onMaxPowerOffered(evseId, powerW);
    if (currentA !== undefined) this.#chargePoint.onMaxCurrentOffered(evseId, currentA);
  }

  /** A closed charge point learns the values when it opens. */
  #pass(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ChargePointNotStarted)) throw error;
    }
  }
}
