import type { ModuleContext } from 'everest-ts';
import type { System } from '#generated/modules/System';
import type { BootReasonNote } from './boot-reason.js';
import { StationReset } from './station-reset.js';

type Parts = Pick<ModuleContext<System>, 'clock' | 'config' | 'fail' | 'log' | 'signal'> & {
  readonly bootReason: BootReasonNote;
};

/** Ends the system after `ResetDelay`. Soft and hard resets are the same here. */
export class Reset {
  readonly #parts: Parts;
  #isPending = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Returns at once; a further request during the delay changes nothing. */
  request(type: string): void {
    const { fail, log } = this.#parts;
    if (this.#isPending) {
      log.info({ type }, 'reset is under way already');
      return;
    }
    this.#isPending = true;
    this.#perform(type).catch(fail);
  }

  async #perform(type: string): Promise<void> {
    const { bootReason, clock, config, fail, log, signal } = this.#parts;
    const delayS = config.module.ResetDelay;
    log.info({ type, delayS }, 'station resets');
    await bootReason.note('RemoteReset');
    const isShutDown = await clock.sleep(delayS * 1000, signal).then(
      () => false,
      () => true,
    );
    if (!isShutDown) fail(new StationReset(type));
  }
}
