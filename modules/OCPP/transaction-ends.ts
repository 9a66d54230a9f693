/** Lets others wait until the transaction of a connector has ended. */
export class TransactionEnds {
  readonly #waiting = new Map<number, (() => void)[]>();

  next(connectorId: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(connectorId, [...(this.#waiting.get(connectorId) ?? []), resolve]);
    });
  }

  ended(connectorId: number): void {
    const waiting = this.#waiting.get(connectorId) ?? [];
    this.#waiting.delete(connectorId);
    for (const resolve of waiting) resolve();
  }
}
