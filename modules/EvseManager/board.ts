import type { Logger } from 'everest-ts';
import type { EvseManager } from '#generated/modules/EvseManager';
import type { Requires } from 'everest-ts';
import { inBackground } from './background.js';
import type { BoardOutput } from './charger-loop.js';
import type { SessionLog } from './session/session-log.js';

export interface BoardOptions {
  readonly requires: Pick<Requires<EvseManager>, 'bsp' | 'connector_lock'>;
  readonly sessionLog: SessionLog;
  readonly log: Logger;
}

/** Board support and connector lock. Calls go out in order and are not waited for. */
export class Board {
  readonly #options: BoardOptions;
  #overcurrentLimitA: number | undefined;

  constructor(options: BoardOptions) {
    this.#options = options;
  }

  tell(output: BoardOutput): void {
    const { requires, sessionLog } = this.#options;
    const { bsp, connector_lock: lock } = requires;
    switch (output.type) {
      case 'enable':
        return this.#send('enable', bsp.call.enable({ value: output.enabled }));
      case 'pwm':
        sessionLog.evse(`PWM on, ${output.percent.toFixed(1)} %`);
        return this.#send('pwm_on', bsp.call.pwm_on({ value: output.percent }));
      case 'x1':
        sessionLog.evse('PWM off, X1');
        return this.#send('cp_state_X1', bsp.call.cp_state_X1());
      case 'f':
        sessionLog.evse('PWM off, F');
        return this.#send('cp_state_F', bsp.call.cp_state_F());
      case 'allowPower': {
        const reason = output.allow ? 'FullPowerCharging' : 'PowerOff';
        const value = { allow_power_on: output.allow, reason } as const;
        return this.#send('allow_power_on', bsp.call.allow_power_on({ value }));
      }
      case 'lock':
        if (lock !== undefined) this.#send('lock', lock.call.lock());
        return;
      case 'unlock':
        if (lock !== undefined) this.#send('unlock', lock.call.unlock());
        return;
    }
  }

  /** Only a changed limit is sent. */
  setOvercurrentLimit(ampere: number): void {
    if (ampere === this.#overcurrentLimitA) return;
    this.#overcurrentLimitA = ampere;
    const { bsp } = this.#options.requires;
    this.#send('ac_set_overcurrent_limit_A', bsp.call.ac_set_overcurrent_limit_A({ value: ampere }));
  }

  switchThreePhases(threePhases: boolean): void {
    const { bsp } = this.#options.requires;
    const call = bsp.call.ac_switch_three_phases_while_charging({ value: threePhases });
    this.#send('ac_switch_three_phases_while_charging', call);
  }

  #send(what: string, call: Promise<unknown>): void {
    inBackground(this.#options.log, what, call);
  }
}
