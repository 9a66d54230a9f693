import type { Clock, Timer } from '../../clock/clock.js';
import { fitIdTag } from '../core/authorization/id-tag.js';

export interface PendingStart {
  readonly connectorId: number;
  readonly idTag: string;
  readonly profileId: number;
}

interface Options {
  readonly clock: Clock;
  /** 0 waits without end. */
  readonly timeoutMs: () => number;
  /** Whether somebody is about to start on the connector, so that its session decides and not the time. */
  readonly isPreparing: (connectorId: number) => boolean;
  /** The transaction of this start does not come. */
  readonly failed: (start: PendingStart) => void;
}

/** OCPP 1.6 §5.11: profiles of remote starts whose transactions have not begun yet, at most one per connector. */
export class PendingStarts {
  readonly #options: Options;
  /** Without a timer the connector is being prepared, and the end of that decides. */
  readonly #starts = new Map<number, PendingStart & { readonly timer: Timer | undefined }>();

  constructor(options: Options) {
    this.#options = options;
  }

  expect(start: PendingStart): void {
    const { clock, timeoutMs } = this.#options;
    const { connectorId } = start;
    this.fail(connectorId);
    const delayMs = timeoutMs();
    const timer = delayMs > 0 ? clock.setTimeout(() => this.#timedOut(connectorId), delayMs) : undefined;
    this.#starts.set(connectorId, { ...start, timer });
  }

  /** Another profile has taken this id: it does not go when the start fails. */
  replaced(profileId: number): void {
    for (const start of [...this.#starts.values()]) if (start.profileId === profileId) this.#take(start.connectorId);
  }

  isPending(connectorId: number, profileId: number): boolean {
    return this.#starts.get(connectorId)?.profileId === profileId;
  }

  /** A transaction has begun, which is the awaited one only when it has the token of the remote start. */
  started(connectorId: number, idTag: string): void {
    const start = this.#starts.get(connectorId);
    if (start === undefined) return;
    if (sameTag(start.idTag, idTag)) this.#take(connectorId);
    else this.fail(connectorId);
  }

  /** A session has ended without a transaction; the driver may plug in again as long as there is time. */
  sessionEnded(connectorId: number): void {
    if (this.#starts.get(connectorId)?.timer === undefined) this.fail(connectorId);
  }

  fail(connectorId: number): void {
    const start = this.#take(connectorId);
    if (start !== undefined) this.#options.failed(start);
  }

  close(): void {
    for (const { timer } of this.#starts.values()) timer?.cancel();
    this.#starts.clear();
  }

  #take(connectorId: number): PendingStart | undefined {
    const start = this.#starts.get(connectorId);
    start?.timer?.cancel();
    this.#starts.delete(connectorId);
    return start;
  }

  #timedOut(connectorId: number): void {
    const start = this.#starts.get(connectorId);
    if (start === undefined) return;
    if (this.#options.isPreparing(connectorId)) this.#starts.set(connectorId, { ...start, timer: undefined });
    else this.fail(connectorId);
  }
}

function sameTag(a: string, b: string): boolean {
  return fitIdTag(a).toLowerCase() === fitIdTag(b).toLowerCase();
}
