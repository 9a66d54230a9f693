import type { ModuleContext } from 'everest-ts';
import type { EvManager } from '#generated/modules/EvManager';
import type { Effect } from './effects.js';
import { pluggedInKey } from './plug-memory.js';

/** Carries out effects strictly in their order, each after the answer to the one before. */
export class Actuator {
  readonly #context: ModuleContext<EvManager>;
  #pending = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(context: ModuleContext<EvManager>) {
    this.#context = context;
  }

  /** Something is still to be done or to be answered. */
  get busy(): boolean {
    return this.#pending > 0;
  }

  run(effects: readonly Effect[]): void {
    for (const effect of effects) this.#take(effect);
  }

  /** What is only passed on to others does not wait for its turn. */
  #take(effect: Effect): void {
    const { log, provides } = this.#context;
    if (effect.type === 'log') log[effect.level](effect.fields, effect.message);
    else if (effect.type === 'publish-bsp-event') provides.ev_manager.publish.bsp_event(effect.event);
    else this.enqueue(effect.type, () => this.#perform(effect));
  }

  /** A task that fails is reported and does not keep the next ones from running. */
  enqueue(name: string, task: () => void | Promise<void>): void {
    this.#pending += 1;
    this.#last = this.#last.then(() => this.#attempt(name, task));
  }

  async #attempt(name: string, task: () => void | Promise<void>): Promise<void> {
    const { signal, log } = this.#context;
    try {
      if (!signal.aborted) await task();
    } catch (error) {
      if (!signal.aborted) log.error({ action: name, err: error }, 'action of the car failed');
    }
    this.#pending -= 1;
  }

  async #perform(effect: Exclude<Effect, { type: 'log' | 'publish-bsp-event' }>): Promise<void> {
    const { provides, requires, info } = this.#context;
    const board = requires.ev_board_support.call;
    switch (effect.type) {
      case 'board-enable':
        return board.enable({ value: effect.value });
      case 'publish-enabled':
        return provides.main.publish.enabled(effect.value);
      case 'cp-state':
        return board.set_cp_state({ cp_state: effect.state });
      case 'allow-power':
        return board.allow_power_on({ value: effect.value });
      case 'diode-fail':
        return board.diode_fail({ value: true });
      case 'max-current':
        return board.set_ac_max_current({ current: effect.currentA });
      case 'three-phases':
        return board.set_three_phases({ three_phases: effect.value });
      case 'rcd-current':
        return board.set_rcd_error({ rcd_current_mA: effect.currentMa });
      case 'publish-ev-info':
        return provides.ev_manager.publish.ev_info(effect.info);
      case 'update-soc':
        return requires.ev?.call.update_soc({ SoC: effect.socPercent });
      case 'slac-reset':
        return requires.slac?.call.reset();
      case 'slac-trigger':
        return this.#expectStarted('SLAC matching', requires.slac?.call.trigger_matching());
      case 'start-v2g':
        return this.#expectStarted('V2G session', requires.ev?.call.start_charging(effect.request));
      case 'stop-v2g':
        return requires.ev?.call.stop_charging();
      case 'pause-v2g':
        return requires.ev?.call.pause_charging();
      case 'store-plugged-in':
        return requires.kvs?.call.store({ key: pluggedInKey(info.id), value: effect.value });
    }
  }

  async #expectStarted(what: string, starting: Promise<boolean> | undefined): Promise<void> {
    if ((await starting) === false) this.#context.log.warn({ what }, 'could not be started');
  }
}
