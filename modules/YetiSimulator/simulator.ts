import type { ModuleContext, Timer } from 'everest-ts';
import type { YetiSimulator } from '#generated/modules/YetiSimulator';
import { initialBoard, type Board, type Plant } from './board.js';
import { capabilitiesOf } from './capabilities.js';
import { externalMeter } from './external-meter.js';
import { FAULT_MESSAGE, readFaultOrder, type FaultTarget } from './fault-injection.js';
import { LiveData } from './live-data.js';
import { hasCounted, meterReading, meterTemperature } from './meter.js';
import { step, tick, type BoardInput, type BoardOutput, type BoardStep, type World } from './simulation.js';

const TICK_MS = 250;
const TICKS_PER_PUBLICATION = 2;

/** Runs the simulated board: time and orders in, publications and errors out. */
export class Simulator {
  readonly #context: ModuleContext<YetiSimulator>;
  readonly #world: World;
  readonly #liveData: LiveData;
  #board: Board;
  #lastTickMs: number;
  #ticks = 0;
  #timer: Timer | undefined;

  constructor(context: ModuleContext<YetiSimulator>) {
    const { config, random, clock } = context;
    const plant: Plant = {
      nominalVoltageV: config.module.ac_nominal_voltage,
      nominalFrequencyHz: config.module.ac_nominal_frequency,
      resetMeterOnSessionStart: config.module.reset_powermeter_on_session_start,
    };
    this.#context = context;
    this.#world = { plant, random };
    this.#liveData = new LiveData(context.telemetry, clock.monotonic());
    this.#board = initialBoard(plant);
    this.#lastTickMs = clock.monotonic();
  }

  /** Applies one order of the car or the charger. */
  readonly order = (input: BoardInput): void => {
    this.#take(step(this.#board, input, this.#world));
  };

  start(): void {
    const { provides, config, clock } = this.#context;
    provides.powermeter.publish.public_key_ocmf(`TESTPUBLICKEY${config.module.connector_id}`);
    provides.board_support.publish.capabilities(capabilitiesOf(config.module));
    this.#lastTickMs = clock.monotonic();
    this.#tick();
    this.#timer = clock.setInterval(() => this.#tick(), TICK_MS);
  }

  shutdown(): void {
    this.#timer?.cancel();
  }

  /** Raises or clears the fault that a message on the fault topic names. */
  injectFault(payload: string): void {
    const { log } = this.#context;
    const order = readFaultOrder(payload);
    if (!order.ok) {
      log.error({ payload, reason: order.reason }, 'fault order cannot be used');
      return;
    }
    log.info({ type: order.target.type, at: order.target.at, raise: order.raise }, 'fault injected');
    if (order.raise) this.#raise(order.target, order.message);
    else this.#clear(order.target);
  }

  #tick(): void {
    const nowMs = this.#context.clock.monotonic();
    this.#take(tick(this.#board, nowMs - this.#lastTickMs, this.#world));
    this.#lastTickMs = nowMs;
    if (this.#ticks % TICKS_PER_PUBLICATION === 0) this.#publishReadings();
    this.#ticks += 1;
    this.#liveData.publish(this.#board, nowMs);
  }

  #publishReadings(): void {
    const { provides } = this.#context;
    const temperature = meterTemperature(this.#board);
    this.#publishMeter();
    provides.temperature_sensor.publish.temperatures([temperature]);
    provides.board_support.publish.telemetry({
      evse_temperature_C: temperature.temperature,
      fan_rpm: 1500,
      supply_voltage_12V: 12.01,
      supply_voltage_minus_12V: -11.8,
      relais_on: this.#board.relayOn,
    });
  }

  #publishMeter(): void {
    const { provides, mqtt, clock, info } = this.#context;
    const reading = meterReading(this.#board, clock.now());
    provides.powermeter.publish.powermeter(reading);
    for (const { topic, payload } of externalMeter(reading, info.id, clock.now())) mqtt.publish(topic, payload);
  }

  /** Counters that were set to zero are told at once: a transaction that starts with the plug must not begin at the old reading. */
  #take({ board, outputs }: BoardStep): void {
    const isZeroed = hasCounted(this.#board.energy) && !hasCounted(board.energy);
    this.#board = board;
    if (isZeroed) this.#publishMeter();
    for (const output of outputs) this.#perform(output);
  }

  #perform(output: BoardOutput): void {
    const { provides, log } = this.#context;
    switch (output.type) {
      case 'event':
        provides.board_support.publish.event({ event: output.event });
        break;
      case 'car-event':
        provides.ev_board_support.publish.bsp_event({ event: output.event });
        break;
      case 'rcd-current':
        provides.rcd.publish.rcd_current_mA(output.currentMa);
        break;
      case 'measurement':
        provides.ev_board_support.publish.bsp_measurement(output.measurement);
        break;
      case 'raise':
        this.#raise(physicalFaults[output.fault], FAULT_MESSAGE);
        break;
      case 'clear':
        this.#clear(physicalFaults[output.fault]);
        break;
      case 'refused':
        log.warn('control pilot order of the car ignored in state F');
        break;
    }
  }

  #raise(target: FaultTarget, message: string): void {
    const { provides } = this.#context;
    const options = { message, severity: 'High' } as const;
    switch (target.at) {
      case 'board_support':
        return provides.board_support.errors.raise(target.type, options);
      case 'rcd':
        return provides.rcd.errors.raise(target.type, options);
      case 'connector_lock':
        return provides.connector_lock.errors.raise(target.type, options);
      case 'powermeter':
        return provides.powermeter.errors.raise(target.type, options);
    }
  }

  #clear(target: FaultTarget): void {
    const { provides } = this.#context;
    switch (target.at) {
      case 'board_support':
        return provides.board_support.errors.clearAll(target.type);
      case 'rcd':
        return provides.rcd.errors.clearAll(target.type);
      case 'connector_lock':
        return provides.connector_lock.errors.clearAll(target.type);
      case 'powermeter':
        return provides.powermeter.errors.clearAll(target.type);
    }
  }
}

const physicalFaults: Readonly<Record<'diode' | 'rcd', FaultTarget>> = {
  diode: { at: 'board_support', type: 'evse_board_support/DiodeFault' },
  rcd: { at: 'rcd', type: 'ac_rcd/DC' },
};
