import type { Clock, Logger, Required } from 'everest-ts';
import type { KvsInterface } from '#generated/interfaces/kvs';
import { plainKey } from '../../../lib/text/plain-key.js';
import { answerWithin } from '../background.js';

const STORE_TIMEOUT_MS = 5000;

export interface UnfinishedSessionOptions {
  /** Undefined when nothing can be stored. */
  readonly store: Required<KvsInterface> | undefined;
  readonly moduleId: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Where a store keeps the session of a module. */
export function sessionKey(moduleId: string): string {
  return `${plainKey(moduleId)}_session`;
}

/** Remembers the session with an open transaction over a loss of power. */
export class UnfinishedSession {
  readonly #options: UnfinishedSessionOptions;
  readonly #key: string;

  constructor(options: UnfinishedSessionOptions) {
    this.#options = options;
    this.#key = sessionKey(options.moduleId);
  }

  /** An empty id says that no transaction is open. A store that does not answer keeps nobody from charging. */
  async remember(sessionId: string): Promise<void> {
    const { store, clock, log } = this.#options;
    if (store === undefined) return;
    try {
      await answerWithin(clock, STORE_TIMEOUT_MS, 'store', store.call.store({ key: this.#key, value: sessionId }));
    } catch (error) {
      log.warn({ err: error }, 'unfinished session cannot be stored');
    }
  }

  /** The session that was cut off, if any. A store that does not answer remembers nothing. */
  async load(): Promise<string | undefined> {
    const { store, clock, log } = this.#options;
    if (store === undefined) return undefined;
    try {
      const value = await answerWithin(clock, STORE_TIMEOUT_MS, 'load', store.call.load({ key: this.#key }));
      return typeof value === 'string' && value !== '' ? value : undefined;
    } catch (error) {
      log.warn({ err: error }, 'unfinished session cannot be looked up');
      return undefined;
    }
  }
}
