import type { Clock, Logger } from 'everest-ts';
import { EverestError } from 'everest-ts';

/** A connected module did not answer in time. */
export class PeerSilent extends EverestError {
  constructor(what: string, afterMs: number) {
    super('MODULE_PEER_SILENT', `no answer to ${what} within ${afterMs} ms`, {
      retryable: true,
      details: { what, afterMs },
    });
  }
}

/** Lets a call run on its own; that it failed is worth a warning, not a stop. */
export function inBackground(log: Logger, what: string, call: Promise<unknown>): void {
  call.catch((error: unknown) => log.warn({ err: error, what }, 'call failed'));
}

/** The answer, or `PeerSilent` after `delayMs`. */
export function answerWithin<T>(clock: Clock, delayMs: number, what: string, call: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => reject(new PeerSilent(what, delayMs)), delayMs);
    call.then(resolve, reject).finally(() => timer.cancel());
  });
}
