import { errorText, type Logger, type ModuleContext } from 'everest-ts';
import type { System } from '#generated/modules/System';
import type { BootReason } from '#generated/types/system';

type Store = ModuleContext<System>['requires']['store'];

const KEY = 'ocpp_boot_reason';

const reasons: readonly BootReason[] = [
  'ApplicationReset',
  'FirmwareUpdate',
  'LocalReset',
  'PowerUp',
  'RemoteReset',
  'ScheduledReset',
  'Triggered',
  'Unknown',
  'Watchdog',
];

/** Why the station was booted, kept over the reset in the connected store. Without a store every boot is a power-up. */
export class BootReasonNote {
  readonly #store: Store;
  readonly #log: Logger;

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** Notes why the next boot will be. A reason that is noted already stays. */
  async note(reason: BootReason): Promise<void> {
    const store = this.#store;
    if (store === undefined) return;
    await this.#attempt(async () => {
      if (!(await store.call.exists({ key: KEY }))) await store.call.store({ key: KEY, value: reason });
    });
  }

  /** The noted reason; it is used up by asking. */
  async take(): Promise<BootReason> {
    const store = this.#store;
    if (store === undefined) return 'PowerUp';
    const noted = await this.#attempt(async () => {
      const value = await store.call.load({ key: KEY });
      if (typeof value === 'string') await store.call.delete({ key: KEY });
      return value;
    });
    return reasons.find((reason) => reason === noted) ?? 'PowerUp';
  }

  /** A station without its store still boots and resets. */
  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#log.warn({ reason: errorText(error) }, 'boot reason could not be kept, the store does not answer');
      return undefined;
    }
  }
}
