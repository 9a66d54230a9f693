import type { Request } from '../lib/ocpp16/messages/index.js';

export interface Transaction {
  readonly transactionId: number;
  readonly chargePointId: string;
  readonly connectorId: number;
  readonly idTag: string;
  /** Wh. */
  readonly meterStart: number;
  readonly startedAt: string;
  /** Wh. */
  readonly meterStop?: number;
  readonly stoppedAt?: string;
  readonly reason?: string;
}

/** Ended transactions beyond this number are forgotten, oldest first. */
const MAX_KEPT = 1000;

/** Transactions of all charge points; ids are 1, 2, 3 and so on and are never used again. */
export class Transactions {
  readonly #byId = new Map<number, Transaction>();
  #nextId: number;

  constructor(known: readonly Transaction[] = [], nextId = 1) {
    for (const transaction of known) this.#byId.set(transaction.transactionId, transaction);
    this.#nextId = Math.max(nextId, ...known.map(({ transactionId }) => transactionId + 1));
  }

  get all(): readonly Transaction[] {
    return [...this.#byId.values()];
  }

  get nextId(): number {
    return this.#nextId;
  }

  get(transactionId: number): Transaction | undefined {
    return this.#byId.get(transactionId);
  }

  /** A charge point repeats StartTransaction when no answer reached it; the repetition gets the same id. */
  start(chargePointId: string, request: Request<'StartTransaction'>): Transaction {
    const started: Transaction = {
      transactionId: this.#nextId,
      chargePointId,
      connectorId: request.connectorId,
      idTag: request.idTag,
      meterStart: request.meterStart,
      startedAt: request.timestamp,
    };
    const repeated = this.all.find((known) => known.stoppedAt === undefined && isSameStart(known, started));
    if (repeated !== undefined) return repeated;
    this.#nextId++;
    this.#byId.set(started.transactionId, started);
    this.#forgetOldest();
    return started;
  }

  /** Undefined for a transaction that was never started here. */
  stop(chargePointId: string, request: Request<'StopTransaction'>): Transaction | undefined {
    const known = this.#byId.get(request.transactionId);
    if (known?.chargePointId !== chargePointId) return undefined;
    const { meterStop, timestamp: stoppedAt, reason = 'Local' } = request;
    const stopped = { ...known, meterStop, stoppedAt, reason };
    this.#byId.set(stopped.transactionId, stopped);
    return stopped;
  }

  #forgetOldest(): void {
    const ended = this.all.filter(({ stoppedAt }) => stoppedAt !== undefined);
    for (const { transactionId } of ended.slice(0, Math.max(0, ended.length - MAX_KEPT)))
      this.#byId.delete(transactionId);
  }
}

function isSameStart(one: Transaction, other: Transaction): boolean {
  return (
    one.chargePointId === other.chargePointId &&
    one.connectorId === other.connectorId &&
    one.idTag === other.idTag &&
    one.meterStart === other.meterStart &&
    one.startedAt === other.startedAt
  );
}
