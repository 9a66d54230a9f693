import type { BspEvent } from '#generated/types/board_support_common';
import type { TransactionRequestStatus } from '#generated/types/powermeter';
import type { Effect } from '../../../../../modules/EvseManager/charger/effects.js';
import type { ChargerEvent } from '../../../../../modules/EvseManager/charger/events.js';
import { pilotSequence } from '../../../../../modules/EvseManager/charger/events.js';
import type { Charger, ChargerSettings, Shutdown } from '../../../../../modules/EvseManager/charger/model.js';
import { newCharger } from '../../../../../modules/EvseManager/charger/model.js';
import { step } from '../../../../../modules/EvseManager/charger/step.js';
import type {
  Pilot,
  PilotInput,
  PilotOutput,
  PilotSettings,
  PilotTimer,
} from '../../../../../modules/EvseManager/pilot/model.js';
import { newPilot } from '../../../../../modules/EvseManager/pilot/model.js';
import { stepPilot } from '../../../../../modules/EvseManager/pilot/step-pilot.js';

export const settings: ChargerSettings = {
  faultPulseMs: 300,
  switchPhasesDelayMs: 10_000,
  switchPhasesPilot: 'X1',
  overCurrentTolerancePercent: 10,
  overCurrentNoiseA: 0.5,
  overCurrentTimeoutMs: 7000,
  failOnMeterErrors: true,
  raiseAuthorizationTimeout: true,
};

export const pilotSettings: PilotSettings = {
  hasVentilation: true,
  lockInStateB: true,
  unlockWhenDeauthorized: false,
  limitSimplifiedMode: false,
};

/** Charger and control pilot on a table: time, board and meter are played without any module around. */
export class Bench {
  charger: Charger = newCharger();
  pilot: Pilot = newPilot();
  now = 0;
  meterStatus: TransactionRequestStatus = 'OK';
  readonly effects: Effect[] = [];
  readonly outputs: PilotOutput[] = [];
  readonly #timers = new Map<PilotTimer, number>();
  #queue: ChargerEvent[] = [];
  #sessions = 0;
  #foreign: Shutdown = 'None';
  #own = false;

  run(...events: readonly ChargerEvent[]): void {
    this.#queue.push(...events);
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) this.#step(event);
  }

  board(event: BspEvent['event']): void {
    this.#tellPilot({ type: 'board', event });
    this.run();
  }

  forceUnlock(): void {
    this.#tellPilot({ type: 'forceUnlock' });
    this.run();
  }

  /** An error of a connected module. */
  fault(shutdown: Shutdown): void {
    this.#foreign = shutdown;
    this.#evaluate();
    this.run({ type: 'pass' });
  }

  pass(ms: number): void {
    const until = this.now + ms;
    while (this.now < until) {
      this.now += 100;
      for (const [timer, due] of this.#timers) {
        if (due > this.now) continue;
        this.#timers.delete(timer);
        this.#tellPilot({ type: 'timer', timer });
      }
      this.run({ type: 'tick' });
    }
  }

  #step(event: ChargerEvent): void {
    const environment = { now: this.now, newSessionId: `session ${this.#sessions}` };
    const { charger, effects } = step(this.charger, event, settings, environment);
    this.charger = charger;
    if (charger.session?.id === environment.newSessionId) this.#sessions += 1;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: Effect): void {
    this.effects.push(effect);
    switch (effect.type) {
      case 'enableBoard':
        return this.#tellPilot({ type: 'enable', enabled: effect.enabled });
      case 'pwm':
        return this.#tellPilot({ type: 'pwm', duty: effect.duty });
      case 'pilotX1':
        return this.#tellPilot({ type: 'x1' });
      case 'pilotF':
        return this.#tellPilot({ type: 'f' });
      case 'allowPower':
        return this.#tellPilot({ type: 'allowPower', allow: effect.allow });
      case 'authorization':
        return this.#tellPilot({ type: 'authorization', authorized: effect.authorized });
      case 'startMeter':
        this.#queue.unshift({ type: 'meterStarted', response: { status: this.meterStatus } });
        return;
      case 'stopMeter':
        this.#queue.unshift({ type: 'meterStopped', response: { status: this.meterStatus } });
        return;
      case 'raise':
        this.#own = true;
        return this.#evaluate();
      case 'clearSessionErrors':
        this.#own = false;
        return this.#evaluate();
      default:
    }
  }

  #evaluate(): void {
    const shutdown = this.#foreign === 'None' && this.#own ? 'Error' : this.#foreign;
    if (shutdown !== this.charger.shutdown) this.#queue.push({ type: 'shutdown', shutdown }, { type: 'pass' });
  }

  #tellPilot(input: PilotInput): void {
    const { pilot, outputs } = stepPilot(this.pilot, input, pilotSettings);
    this.pilot = pilot;
    for (const output of outputs) {
      this.outputs.push(output);
      if (output.type === 'event') this.#queue.push(...pilotSequence(output.event));
      if (output.type === 'startTimer') this.#timers.set(output.timer, this.now + output.delayMs);
      if (output.type === 'stopTimer') this.#timers.delete(output.timer);
    }
  }
}
