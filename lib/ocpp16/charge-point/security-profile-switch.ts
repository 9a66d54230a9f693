import type { Clock, Timer } from '../../clock/clock.js';
import type { Logger } from '../../log/logger.js';

interface SwitchParts {
  readonly clock: Clock;
  readonly log: Logger;
  /** Milliseconds a connection with the new profile may take. */
  readonly timeoutMs: () => number;
  readonly isConnected: () => boolean;
  /** Must not wait for the back-off, which may be longer than `timeoutMs`. */
  readonly reconnect: () => void;
  /** Writes the profile back into the configuration. */
  readonly restore: (securityProfile: number) => void;
}

/** Security WP A05: a higher security profile stays only if the central system can be reached with it. */
export class SecurityProfileSwitch {
  readonly #parts: SwitchParts;
  #revert: Timer | undefined;

  constructor(parts: SwitchParts) {
    this.#parts = parts;
  }

  /** The new profile is stored already, and the answer to ChangeConfiguration has left. */
  begin(from: number, to: number): void {
    const { clock, log, reconnect, timeoutMs } = this.#parts;
    log.info({ from, to }, 'security profile changes');
    this.close();
    this.#revert = clock.setTimeout(() => this.#giveUp(from), timeoutMs());
    reconnect();
  }

  connected(): void {
    this.close();
  }

  close(): void {
    this.#revert?.cancel();
    this.#revert = undefined;
  }

  #giveUp(from: number): void {
    this.#revert = undefined;
    const { isConnected, log, reconnect, restore } = this.#parts;
    if (isConnected()) return;
    log.warn({ securityProfile: from }, 'no connection with the new security profile, going back');
    restore(from);
    reconnect();
  }
}
