/** A transaction in memory: from its start until StopTransaction is answered. */
export interface Transaction {
  readonly sessionId: string;
  readonly connectorId: number;
  readonly idTag: string;
  /** RFC 3339 */
  readonly timeStart: string;
  readonly meterStartWh: number;
  /** Negative; stands in for the id of the central system until that is known. */
  readonly internalId: number;
  /** Given by the central system, and then used for everything; may be negative as well. */
  readonly csmsId?: number;
  readonly parentIdTag?: string;
  /** Message references, which stay the same across retries and restarts. */
  readonly startReference: string;
  readonly stopReference?: string;
}

/** The id a message names the transaction by. */
export function transactionIdOf({ csmsId, internalId }: Transaction): number {
  return csmsId ?? internalId;
}

/** The transactions of the station: the active one of each connector, and those that wait for StopTransaction.conf. */
export class TransactionBook {
  readonly #bySession = new Map<string, Transaction>();

  put(transaction: Transaction): void {
    this.#bySession.set(transaction.sessionId, transaction);
  }

  remove(sessionId: string): void {
    this.#bySession.delete(sessionId);
  }

  bySession(sessionId: string): Transaction | undefined {
    return this.#bySession.get(sessionId);
  }

  byStartReference(reference: string): Transaction | undefined {
    return this.#find((transaction) => transaction.startReference === reference);
  }

  byStopReference(reference: string): Transaction | undefined {
    return this.#find((transaction) => transaction.stopReference === reference);
  }

  /** The running transaction of a connector. */
  active(connectorId: number): Transaction | undefined {
    return this.#find((transaction) => transaction.connectorId === connectorId && isActive(transaction));
  }

  /** Only an id of the central system is looked up here; an internal id of the same value is another thing. */
  activeByCsmsId(transactionId: number): Transaction | undefined {
    return this.#find((transaction) => transaction.csmsId === transactionId && isActive(transaction));
  }

  /** The transaction a token has begun: the running one, or else one whose end is on its way. Case does not matter. */
  byIdTag(idTag: string): Transaction | undefined {
    const isOfToken = (transaction: Transaction): boolean => transaction.idTag.toLowerCase() === idTag.toLowerCase();
    return this.#find((transaction) => isOfToken(transaction) && isActive(transaction)) ?? this.#find(isOfToken);
  }

  allActive(): Transaction[] {
    return [...this.#bySession.values()].filter(isActive);
  }

  clear(): void {
    this.#bySession.clear();
  }

  #find(matches: (transaction: Transaction) => boolean): Transaction | undefined {
    for (const transaction of this.#bySession.values()) if (matches(transaction)) return transaction;
    return undefined;
  }
}

export function isActive({ stopReference }: Transaction): boolean {
  return stopReference === undefined;
}
