import type { Logger } from 'everest-ts';

/** Which EVSEs have announced that they wait for OCPP. */
export class EvseReadiness {
  readonly #log: Logger;
  readonly #missing: Set<number>;
  readonly #waiting = new Set<number>();
  readonly #listeners: (() => void)[] = [];

  constructor(count: number, log: Logger) {
    this.#log = log;
    this.#missing = new Set(Array.from({ length: count }, (_, index) => index + 1));
  }

  /** The EVSE is set up and waits for the permission to charge. */
  waiting(evseId: number): void {
    this.#waiting.add(evseId);
    this.#announced(evseId);
  }

  /** The EVSE is ready to charge; one that never waited did not leave OCPP the time to start. */
  ready(evseId: number): void {
    if (!this.#waiting.has(evseId)) {
      this.#log.error({ evseId }, 'EVSE is ready before OCPP, set external_ready_to_start_charging at it');
    }
    this.#announced(evseId);
  }

  /** Resolves when every EVSE has announced itself. Rejects with the signal's reason. */
  all(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      if (this.#missing.size === 0) return resolve();
      this.#log.info({ missing: [...this.#missing] }, 'waiting for EVSEs');
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      this.#listeners.push(resolve);
    });
  }

  #announced(evseId: number): void {
    this.#missing.delete(evseId);
    if (this.#missing.size > 0) return;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}
