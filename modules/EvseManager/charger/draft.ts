import type { Effect } from './effects.js';
import type { Charger, ChargerSettings } from './model.js';

export interface StepEnvironment {
  /** Milliseconds on the monotonic clock. */
  readonly now: number;
  /** Id for a session that may begin in this step. */
  readonly newSessionId: string;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The charger while one step works on it, and the effects collected so far. */
export class Draft {
  readonly charger: Writable<Charger>;
  readonly effects: Effect[] = [];
  readonly settings: ChargerSettings;
  readonly environment: StepEnvironment;
  /** The active fault has been evaluated for the first time in this pass. */
  faultIsNew = false;

  constructor(charger: Charger, settings: ChargerSettings, environment: StepEnvironment) {
    this.charger = { ...charger };
    this.settings = settings;
    this.environment = environment;
  }

  get now(): number {
    return this.environment.now;
  }

  /** Milliseconds since the entry actions of the present state ran. */
  get timeInState(): number {
    return this.now - this.charger.enteredAt;
  }

  get sessionId(): string {
    return this.charger.session?.id ?? '';
  }

  emit(effect: Effect): void {
    this.effects.push(effect);
  }
}

export type Action = (draft: Draft) => void;
export type Guard = (draft: Draft) => boolean;
