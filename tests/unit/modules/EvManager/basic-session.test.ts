import { expect, test } from '@jest/globals';
import { initialCar, type Car, type Setup } from '../../../../modules/EvManager/car.js';
import type { Effect } from '../../../../modules/EvManager/effects.js';
import { step as stepCar, type CarInput } from '../../../../modules/EvManager/simulation.js';
import { initialBoard, type Board } from '../../../../modules/YetiSimulator/board.js';
import { meterReading } from '../../../../modules/YetiSimulator/meter.js';
import {
  step as stepBoard,
  tick,
  type BoardInput,
  type BoardStep,
} from '../../../../modules/YetiSimulator/simulation.js';
import { carConfig } from './car-config.js';

const plant = { nominalVoltageV: 230, nominalFrequencyHz: 50, resetMeterOnSessionStart: true };
const world = { plant, random: (): number => 0.5 };

/** Car and board together, in steps of 10 ms; the board ticks 120 ms after the car, and a bare EVSE reacts at once. */
class Bench {
  readonly setup: Setup = { config: carConfig(), links: new Set(), remembersPlug: false };
  readonly events: string[] = [];
  car: Car = initialCar(this.setup.config);
  board: Board = initialBoard(plant);
  nowMs = 0;

  drive(input: CarInput): void {
    const { car, effects } = stepCar(this.car, input, this.setup);
    this.car = car;
    for (const effect of effects) this.#connect(effect);
  }

  order(input: BoardInput): void {
    this.#take(stepBoard(this.board, input, world));
  }

  runUntil(endMs: number): void {
    for (; this.nowMs < endMs; this.nowMs += 10) {
      if (this.nowMs % 250 === 0) this.drive({ type: 'pass', dtMs: 250 });
      if (this.nowMs % 250 === 120) this.#take(tick(this.board, 250, world));
    }
  }

  #connect(effect: Effect): void {
    if (effect.type === 'board-enable') this.order({ type: 'car-enable', value: effect.value });
    if (effect.type === 'cp-state') this.order({ type: 'car-cp-state', state: effect.state });
    if (effect.type === 'max-current') this.order({ type: 'car-max-current', currentA: effect.currentA });
    if (effect.type === 'three-phases') this.order({ type: 'car-phases', threePhases: effect.value });
  }

  #take({ board, outputs }: BoardStep): void {
    this.board = board;
    for (const output of outputs) {
      if (output.type === 'measurement') {
        this.drive({ type: 'duty-cycle', percent: output.measurement.cp_pwm_duty_cycle });
      }
      if (output.type !== 'event') continue;
      this.events.push(`${this.nowMs} ${output.event}`);
      if (output.event === 'C') this.order({ type: 'evse-allow-power', value: true });
      if (output.event === 'A') this.order({ type: 'evse-allow-power', value: false });
    }
  }
}

test('row 31, as far as car and board decide it: plug at 1 s, PowerOn 1 s after power is ready, 16 A, off on unplug', () => {
  const bench = new Bench();
  bench.drive({ type: 'enable', value: true });
  bench.order({ type: 'evse-enable', value: true });
  bench.drive({
    type: 'execute',
    script: 'sleep 1;iec_wait_pwr_ready;sleep 1;draw_power_regulated 16,3;sleep 30;unplug',
  });
  bench.runUntil(2600);
  bench.order({ type: 'evse-pwm', dutyPercent: 53.33333611488342 });

  bench.runUntil(30_000);
  const charging = meterReading(bench.board, 0);
  bench.runUntil(36_000);

  expect(bench.events).toEqual(['0 A', '1000 B', '3750 C', '3750 PowerOn', '33750 A', '33750 PowerOff']);
  expect(charging.current_A?.L1).toBeCloseTo(16, 6);
  expect(charging.voltage_V?.L1).toBeCloseTo(222, 6);
  expect(charging.power_W?.total).toBe(10_656);
});
