import { errorText, type Logger, type ModuleContext, type Timer } from 'everest-ts';
import type { OCPP } from '#generated/modules/OCPP';
import type { ExternalLimits } from '#generated/types/energy';
import type { ChargePoint, ChargingRateUnit, Configuration } from '../../lib/ocpp16/index.js';
import type { EnergySink } from './energy-sinks.js';
import { externalLimits, publishedSchedule } from './external-limits.js';

type Parts = Pick<ModuleContext<OCPP>, 'clock' | 'config' | 'info' | 'log' | 'provides' | 'requires'> & {
  readonly chargePoint: ChargePoint;
  readonly configuration: Configuration;
};

/** Hands the limits of the central system to the energy tree, and tells the other modules of them. */
export class Limits {
  readonly #parts: Parts;
  readonly #unit: ChargingRateUnit;
  readonly #source: string;
  readonly #sinks: readonly SinkCalls[];
  #timer: Timer | undefined;
  #isRunning = false;

  constructor(parts: Parts) {
    const { config, info, log, requires } = parts;
    this.#parts = parts;
    this.#unit = unitOf(config.module.RequestCompositeScheduleUnit, log);
    this.#source = `${info.id}/OCPP_set_external_limits`;
    this.#sinks = requires.evse_energy_sink.map((sink) => new SinkCalls(sink, log));
  }

  /** Publishes at once and then at the configured interval; 0 leaves it at changes. */
  start(): void {
    this.#checkSinks();
    this.resume();
    this.publish();
  }

  /** The charge point runs again, and will say itself when its limits have changed. */
  resume(): void {
    const { clock, config } = this.#parts;
    const intervalMs = config.module.PublishChargingScheduleIntervalS * 1000;
    this.pause();
    this.#isRunning = true;
    if (intervalMs > 0) this.#timer = clock.setInterval(() => this.publish(), intervalMs);
  }

  /** What was set last stays in force. */
  pause(): void {
    this.#isRunning = false;
    this.#timer?.cancel();
  }

  /** Composite schedules of the whole station and of every connector, from now on. */
  publish(): void {
    if (!this.#isRunning) return;
    const { chargePoint, clock, config, provides } = this.#parts;
    const nowMs = clock.now();
    const schedules = chargePoint.compositeSchedules(config.module.PublishChargingScheduleDurationS, this.#unit);
    for (const schedule of schedules) {
      this.#set(schedule.connectorId, externalLimits(schedule, nowMs, this.#source));
    }
    provides.ocpp_generic.publish.charging_schedules({ schedules: schedules.map(publishedSchedule) });
  }

  #set(connectorId: number, limits: ExternalLimits): void {
    for (const sink of this.#sinks) if (sink.evseId === connectorId) sink.set(limits);
  }

  /** A station that offers smart charging should be able to keep what it promises. */
  #checkSinks(): void {
    const { configuration, log } = this.#parts;
    if (!configuration.profiles.has('SmartCharging')) return;
    const count = configuration.get('NumberOfConnectors');
    const connectors = Array.from({ length: count + 1 }, (_, index) => index);
    const missing = connectors.filter((connector) => !this.#sinks.some(({ evseId }) => evseId === connector));
    // The only connector has the limits of the station.
    if (count === 1 && missing.length === 1) return;
    if (missing.length > 0) log.warn({ missing }, 'connectors have no energy sink, their limits go nowhere');
  }
}

/** Calls to one node of the energy tree: one at a time, and of what came meanwhile only the latest. */
class SinkCalls {
  readonly #sink: EnergySink;
  readonly #log: Logger;
  #waiting: ExternalLimits | undefined;
  #isBusy = false;

  constructor(sink: EnergySink, log: Logger) {
    this.#sink = sink;
    this.#log = log;
  }

  get evseId(): number | undefined {
    return this.#sink.mapping?.evse;
  }

  set(limits: ExternalLimits): void {
    this.#waiting = limits;
    if (!this.#isBusy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let limits = this.#take(); limits !== undefined; limits = this.#take()) await this.#call(limits);
    this.#isBusy = false;
  }

  #take(): ExternalLimits | undefined {
    const limits = this.#waiting;
    this.#waiting = undefined;
    return limits;
  }

  async #call(value: ExternalLimits): Promise<void> {
    const { call, moduleId } = this.#sink;
    try {
      await call.set_external_limits({ value });
    } catch (error) {
      this.#log.warn({ moduleId, reason: errorText(error) }, 'limits were not taken');
    }
  }
}

function unitOf(text: string, log: Logger): ChargingRateUnit {
  if (text === 'A' || text === 'W') return text;
  log.warn({ unit: text }, 'RequestCompositeScheduleUnit is neither A nor W, A is used');
  return 'A';
}
