import type { Clock, Timer } from '../../clock/clock.js';
import type { Logger } from '../../log/logger.js';
import type { Guard } from '../core/guard.js';
import type { ChargePointStore, SecurityProfileStore } from '../store/index.js';

interface SwitchParts {
  readonly clock: Clock;
  readonly guard: Pick<Guard, 'store'>;
  readonly log: Logger;
  readonly store: Pick<ChargePointStore, 'securityProfile'>;
  /** Milliseconds a connection with the new profile may take. */
  readonly timeoutMs: () => number;
  readonly isConnected: () => boolean;
  /** Must not wait for the back-off, which may be longer than `timeoutMs`. */
  readonly reconnect: () => void;
  /** The profile in the configuration. */
  readonly current: () => number;
  /** Writes the profile back into the configuration. */
  readonly restore: (securityProfile: number) => Promise<unknown>;
}

/**
 * Security WP A05: a higher security profile stays only if the central system can be reached with it. The one before is on
 * disk until then, so that a power cut in between leaves no station that can never connect again.
 */
export class SecurityProfileSwitch {
  readonly #parts: SwitchParts;
  #revert: Timer | undefined;
  /** The profile to go back to. */
  #proven: number | undefined;

  constructor(parts: SwitchParts) {
    this.#parts = parts;
    parts.guard.store('security profile', () => (this.#proven = this.#disk.proven()));
  }

  /** Before a new profile is stored, whatever becomes of the request. */
  prepare(): void {
    if (this.#proven === undefined) this.#keep(this.#parts.current());
  }

  /** The request was refused, so what is in force is what was. */
  refused(): void {
    if (this.#proven === this.#parts.current()) this.#keep(undefined);
  }

  /** The new profile is stored already, and the answer to ChangeConfiguration has left. */
  begin(from: number, to: number): void {
    const { log, reconnect } = this.#parts;
    log.info({ from, to }, 'security profile changes');
    this.#wait();
    reconnect();
  }

  /** The station connects. What was being tried when it ended is tried once more, and no longer than then. */
  resume(): void {
    if (this.#proven === undefined || this.#revert !== undefined) return;
    if (this.#proven === this.#parts.current()) this.#keep(undefined);
    else this.#wait();
  }

  connected(): void {
    this.close();
    if (this.#proven !== undefined) this.#keep(undefined);
  }

  close(): void {
    this.#revert?.cancel();
    this.#revert = undefined;
  }

  #wait(): void {
    const { clock, timeoutMs } = this.#parts;
    this.close();
    this.#revert = clock.setTimeout(() => this.#giveUp(), timeoutMs());
  }

  #giveUp(): void {
    this.#revert = undefined;
    const { isConnected, log, reconnect, restore } = this.#parts;
    const proven = this.#proven;
    if (proven === undefined || isConnected()) return;
    log.warn({ securityProfile: proven }, 'no connection with the new security profile, going back');
    restore(proven).then(
      () => this.#keep(undefined),
      (error: unknown) => log.error({ err: error }, 'the security profile before could not be stored'),
    );
    reconnect();
  }

  get #disk(): SecurityProfileStore {
    return this.#parts.store.securityProfile;
  }

  #keep(proven: number | undefined): void {
    this.#proven = proven;
    this.#parts.guard.store('security profile', () => this.#disk.setProven(proven));
  }
}
