import type { Effect } from './effects.js';
import type { Car, EvState, Session, Setup, Signals } from './car.js';

/** One step in the making: the car as it becomes, and what is to be done outside. */
export class Pass {
  readonly setup: Setup;
  readonly effects: Effect[] = [];
  car: Car;

  constructor(car: Car, setup: Setup) {
    this.car = car;
    this.setup = setup;
  }

  get session(): Session {
    return this.car.session;
  }

  set(changes: Partial<Car>): void {
    this.car = { ...this.car, ...changes };
  }

  setSession(changes: Partial<Session>): void {
    this.set({ session: { ...this.session, ...changes } });
  }

  setSignals(changes: Partial<Signals>): void {
    this.setSession({ signals: { ...this.session.signals, ...changes } });
  }

  enter(state: EvState): void {
    this.setSession({ state });
  }

  /** Effects on a connection that is not there are left out. */
  emit(...effects: Effect[]): void {
    const { links, remembersPlug } = this.setup;
    for (const effect of effects) {
      if (needsEv.has(effect.type) && !links.has('ev')) continue;
      if (effect.type === 'store-plugged-in' && !remembersPlug) continue;
      this.effects.push(effect);
    }
  }

  log(level: 'info' | 'warn' | 'error', fields: Readonly<Record<string, unknown>>, message: string): void {
    this.effects.push({ type: 'log', level, fields, message });
  }

  /** Has the plugged-in state stored when it changed. */
  rememberPlug(value: boolean): void {
    if (this.car.storedPluggedIn === value) return;
    this.set({ storedPluggedIn: value });
    this.emit({ type: 'store-plugged-in', value });
  }
}

const needsEv: ReadonlySet<Effect['type']> = new Set<Effect['type']>([
  'update-soc',
  'start-v2g',
  'stop-v2g',
  'pause-v2g',
]);
