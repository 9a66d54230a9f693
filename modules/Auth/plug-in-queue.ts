/** EVSEs with an EV that waits for a grant, in the order of their plug-ins. */
export class PlugInQueue {
  #evseIds: readonly number[] = [];

  append(evseId: number): void {
    this.#evseIds = [...this.#evseIds, evseId];
  }

  remove(evseId: number): void {
    this.#evseIds = this.#evseIds.filter((id) => id !== evseId);
  }

  earliest(among: readonly number[]): number | undefined {
    return this.#evseIds.find((id) => among.includes(id));
  }

  latest(among: readonly number[]): number | undefined {
    return this.#evseIds.findLast((id) => among.includes(id));
  }
}
