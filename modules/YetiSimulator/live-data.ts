import type { Telemetry } from 'everest-ts';
import type { Board } from './board.js';

const CATEGORY = 'livedata';
const READINGS_PERIOD_MS = 1000;
const VERSION_PERIOD_MS = 15_000;

/** Telemetry of the board: readings each second, the version every 15 s. */
export class LiveData {
  readonly #telemetry: Telemetry;
  #nextReadingsMs: number;
  #nextVersionMs: number;

  /** `startMs` and the times given later are on the same monotonic scale. */
  constructor(telemetry: Telemetry, startMs: number) {
    this.#telemetry = telemetry;
    this.#nextReadingsMs = startMs;
    this.#nextVersionMs = startMs;
  }

  /** Publishes what is due at `nowMs`. */
  publish(board: Board, nowMs: number): void {
    if (nowMs >= this.#nextVersionMs) {
      this.#nextVersionMs = nowMs + VERSION_PERIOD_MS;
      this.#telemetry.publish(CATEGORY, 'power_path_controller_version', versionOf());
    }
    if (nowMs < this.#nextReadingsMs) return;
    this.#nextReadingsMs = nowMs + READINGS_PERIOD_MS;
    this.#telemetry.publish(CATEGORY, 'power_path_controller', controllerOf(board));
    this.#telemetry.publish(CATEGORY, 'power_switch', { is_on: board.relayOn, switching_count: board.switchings });
    this.#telemetry.publish(CATEGORY, 'rcd', { current_mA: board.readings.rcdCurrentMa, triggered: board.rcdFault });
  }
}

function versionOf(): Record<string, unknown> {
  return { hardware_version: 3, software_version: 'simulated' };
}

function controllerOf({ readings, evse, cp }: Board): Record<string, unknown> {
  return {
    cp_voltage_high: readings.cpVoltageV,
    cp_voltage_low: evse.pwmRunning ? -12 : readings.cpVoltageV,
    cp_pwm_duty_cycle: evse.dutyCycle * 100,
    cp_state: cp,
    pp_ohm: readings.ppResistorOhm,
    supply_voltage_12V: 12.01,
    supply_voltage_minus_12V: -11.8,
  };
}
