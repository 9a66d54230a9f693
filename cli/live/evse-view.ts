import type { Bus } from '../../framework/wire/bus.js';
import { readVariable } from '../../framework/wire/messages.js';
import { isRecord } from '../../lib/json/is-record.js';
import type { Screen } from './screen.js';
import type { EvsePlan } from './station-plan.js';

/** How often power and energy are shown while a car charges, in ms of station time. */
const METER_LINE_MS = 5000;

export interface MeterReading {
  readonly energyWh: number;
  readonly powerW: number;
  readonly currentA: number;
}

/** Follows one EVSE on the bus and shows what happens to it. */
export class EvseView {
  readonly evse: EvsePlan;
  readonly #screen: Screen;
  readonly #events = new Set<(event: string) => void>();
  #state = '';
  #shownAtMs = 0;
  reading: MeterReading | undefined;

  constructor(evse: EvsePlan, screen: Screen) {
    this.evse = evse;
    this.#screen = screen;
  }

  async follow(bus: Bus): Promise<void> {
    const { moduleId } = this.evse;
    await Promise.all([
      bus.subscribe(bus.topics.variable(moduleId, 'evse', 'session_event'), ({ data }) =>
        this.#event(readVariable(data)?.value),
      ),
      bus.subscribe(bus.topics.variable(moduleId, 'evse', 'powermeter'), ({ data }) =>
        this.#meter(readVariable(data)?.value),
      ),
    ]);
  }

  /** Calls `listener` with the name of each session event; returns what ends that. */
  onEvent(listener: (event: string) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  #event(value: unknown): void {
    if (!isRecord(value) || typeof value['event'] !== 'string') return;
    this.#state = value['event'];
    this.#shownAtMs = 0;
    this.#screen.line(`EVSE ${this.evse.number}`, `${this.#state}${detailOf(value)}`, 'green');
    for (const listener of [...this.#events]) listener(this.#state);
  }

  #meter(value: unknown): void {
    const reading = readMeter(value);
    if (reading === undefined) return;
    this.reading = reading.meter;
    if (reading.atMs - this.#shownAtMs < METER_LINE_MS || reading.meter.powerW < 1) return;
    this.#shownAtMs = reading.atMs;
    const { powerW, energyWh, currentA } = reading.meter;
    const text = `${(powerW / 1000).toFixed(2).padStart(6)} kW  ${currentA.toFixed(1).padStart(5)} A  ${(energyWh / 1000).toFixed(3).padStart(7)} kWh`;
    this.#screen.line(`EVSE ${this.evse.number}`, text, 'plain');
  }
}

/** What of an event's details a reader wants to see at once. */
function detailOf(event: Record<string, unknown>): string {
  const details = ['session_started', 'transaction_started', 'transaction_finished', 'charging_paused_evse'].map(
    (key) => event[key],
  );
  const detail = details.find(isRecord);
  if (detail === undefined) return '';
  const reason = detail['reason'] ?? detail['reasons'];
  return typeof reason === 'string' ? ` (${reason})` : Array.isArray(reason) ? ` (${reason.join(', ')})` : '';
}

function readMeter(value: unknown): { atMs: number; meter: MeterReading } | undefined {
  if (!isRecord(value) || typeof value['timestamp'] !== 'string') return undefined;
  const total = (key: string): number => numberAt(value[key], 'total');
  const currents = isRecord(value['current_A'])
    ? ['L1', 'L2', 'L3'].map((phase) => numberAt(value['current_A'], phase))
    : [0];
  return {
    atMs: Date.parse(value['timestamp']),
    meter: { energyWh: total('energy_Wh_import'), powerW: total('power_W'), currentA: Math.max(...currents) },
  };
}

function numberAt(value: unknown, key: string): number {
  return isRecord(value) && typeof value[key] === 'number' ? value[key] : 0;
}
