import type { Logger } from '../../lib/log/logger.js';

/** Kinds that are told apart; what comes beyond is not logged. */
const MAX_KINDS = 1000;

/** Tells of messages that are of no use: each kind once per topic, however many come. */
export class DropLog {
  readonly #log: Logger;
  readonly #seen = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** `message` is constant text, e.g. `value dropped`. */
  report(topic: string, message: string, reason?: string, err?: unknown): void {
    const kind = `${topic} ${message} ${reason ?? ''}`;
    if (this.#seen.has(kind) || this.#seen.size >= MAX_KINDS) return;
    this.#seen.add(kind);
    this.#log.warn({ topic, ...(reason !== undefined && { reason }), ...(err !== undefined && { err }) }, message);
  }
}
