import type { Clock, Timer } from 'everest-ts';
import type { BspEvent } from '#generated/types/board_support_common';
import type { Effect } from './charger/effects.js';
import type { ChargerEvent, PilotEvent } from './charger/events.js';
import { pilotSequence } from './charger/events.js';
import type { Charger, ChargerSettings } from './charger/model.js';
import { newCharger } from './charger/model.js';
import { step } from './charger/step.js';
import type { PilotInput, PilotOutput, PilotSettings, PilotTimer } from './pilot/model.js';
import { newPilot } from './pilot/model.js';
import { stepPilot } from './pilot/step-pilot.js';

/** Time between two evaluations of the charger state, ms. */
export const LOOP_PERIOD_MS = 100;

type PilotEffect = Extract<
  Effect,
  { type: 'enableBoard' | 'pwm' | 'pilotX1' | 'pilotF' | 'allowPower' | 'authorization' }
>;
/** Effects beyond the control pilot. */
export type OuterEffect = Exclude<Effect, PilotEffect>;
/** What board and connector lock are told on behalf of the control pilot. */
export type BoardOutput = Exclude<PilotOutput, { type: 'event' | 'startTimer' | 'stopTimer' }>;

export interface Surroundings {
  /** A promise holds up everything else until it gives the event to go on with. */
  perform(effect: OuterEffect): Promise<ChargerEvent> | void;
  tellBoard(output: BoardOutput): void;
  pilotEvent(event: PilotEvent): void;
  newSessionId(): string;
  /** A bug: nobody waits for the job that threw. */
  fail(cause: unknown): void;
}

export interface ChargerLoopOptions {
  readonly charger: ChargerSettings;
  readonly pilot: PilotSettings;
  readonly clock: Clock;
  readonly surroundings: Surroundings;
}

interface Job {
  readonly events: readonly ChargerEvent[];
  readonly done?: (accepted: boolean) => void;
  readonly failed?: (reason: unknown) => void;
}

/** Runs charger and control pilot: one event after the other, commands, ticks and pilot events alike. */
export class ChargerLoop {
  readonly #options: ChargerLoopOptions;
  readonly #jobs: Job[] = [];
  readonly #timers = new Map<PilotTimer, Timer>();
  #charger: Charger = newCharger();
  #pilot = newPilot();
  #newSessionId: string;
  #working = false;
  #tick: Timer | undefined;

  constructor(options: ChargerLoopOptions) {
    this.#options = options;
    this.#newSessionId = options.surroundings.newSessionId();
  }

  get charger(): Charger {
    return this.#charger;
  }

  /** Resolves when all `events` are done, with the answer to the first. */
  run(...events: readonly ChargerEvent[]): Promise<boolean> {
    return new Promise((done, failed) => this.#enqueue({ events, done, failed }));
  }

  /** Like `run` for those who do not wait. */
  post(...events: readonly ChargerEvent[]): void {
    this.#enqueue({ events });
  }

  board(event: BspEvent['event']): void {
    this.#tellPilot({ type: 'board', event });
    this.#work();
  }

  forceUnlock(): void {
    this.#tellPilot({ type: 'forceUnlock' });
  }

  start(): void {
    this.post({ type: 'start' }, { type: 'pass' });
    this.#tick = this.#options.clock.setInterval(() => this.#ticked(), LOOP_PERIOD_MS);
  }

  close(): void {
    this.#tick?.cancel();
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
    this.#jobs.length = 0;
  }

  /** Ticks do not pile up behind a slow meter. */
  #ticked(): void {
    if (this.#jobs.length === 0 && !this.#working) this.post({ type: 'tick' });
  }

  #enqueue(job: Job): void {
    this.#jobs.push(job);
    this.#work();
  }

  #work(): void {
    if (this.#working) return;
    this.#working = true;
    void this.#drain();
  }

  /** Runs without a pause as long as nothing has to be waited for. */
  async #drain(): Promise<void> {
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) {
      try {
        let answer: boolean | undefined;
        for (const event of job.events) {
          const pending = this.#step(event);
          const accepted = typeof pending === 'boolean' ? pending : await pending;
          answer ??= accepted;
        }
        job.done?.(answer ?? true);
      } catch (error) {
        const failed = job.failed ?? ((cause: unknown) => this.#options.surroundings.fail(cause));
        failed(error);
      }
    }
    this.#working = false;
  }

  #step(event: ChargerEvent): boolean | Promise<boolean> {
    const environment = { now: this.#options.clock.monotonic(), newSessionId: this.#newSessionId };
    const { charger, effects, accepted } = step(this.#charger, event, this.#options.charger, environment);
    this.#charger = charger;
    if (charger.session?.id === this.#newSessionId) {
      this.#newSessionId = this.#options.surroundings.newSessionId();
    }
    let waiting: Promise<ChargerEvent> | undefined;
    for (const effect of effects) waiting = this.#perform(effect) ?? waiting;
    if (waiting === undefined) return accepted;
    return waiting.then(async (next) => {
      await this.#step(next);
      return accepted;
    });
  }

  #perform(effect: Effect): Promise<ChargerEvent> | undefined {
    switch (effect.type) {
      case 'enableBoard':
        this.#tellPilot({ type: 'enable', enabled: effect.enabled });
        return undefined;
      case 'pwm':
        this.#tellPilot({ type: 'pwm', duty: effect.duty });
        return undefined;
      case 'pilotX1':
        this.#tellPilot({ type: 'x1' });
        return undefined;
      case 'pilotF':
        this.#tellPilot({ type: 'f' });
        return undefined;
      case 'allowPower':
        this.#tellPilot({ type: 'allowPower', allow: effect.allow });
        return undefined;
      case 'authorization':
        this.#tellPilot({ type: 'authorization', authorized: effect.authorized });
        return undefined;
      default:
        return this.#options.surroundings.perform(effect) ?? undefined;
    }
  }

  #tellPilot(input: PilotInput): void {
    const { pilot, outputs } = stepPilot(this.#pilot, input, this.#options.pilot);
    this.#pilot = pilot;
    for (const output of outputs) this.#applyPilot(output);
  }

  #applyPilot(output: PilotOutput): void {
    switch (output.type) {
      case 'event':
        this.#options.surroundings.pilotEvent(output.event);
        this.#jobs.push({ events: pilotSequence(output.event) });
        return;
      case 'startTimer':
        this.#stopTimer(output.timer);
        this.#timers.set(
          output.timer,
          this.#options.clock.setTimeout(() => {
            this.#timers.delete(output.timer);
            this.#tellPilot({ type: 'timer', timer: output.timer });
            this.#work();
          }, output.delayMs),
        );
        return;
      case 'stopTimer':
        return this.#stopTimer(output.timer);
      default:
        return this.#options.surroundings.tellBoard(output);
    }
  }

  #stopTimer(timer: PilotTimer): void {
    this.#timers.get(timer)?.cancel();
    this.#timers.delete(timer);
  }
}
