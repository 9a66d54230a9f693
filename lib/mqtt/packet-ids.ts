/** MQTT 5 §2.2.1: 1 to 65,535. */
const ID_MAX = 65_535;

/** Hands out packet identifiers that are not in use, the least recently used first. */
export class PacketIds {
  #last = 0;

  /** The caller sees to it that one is free. */
  next(isUsed: (packetId: number) => boolean): number {
    do this.#last = this.#last === ID_MAX ? 1 : this.#last + 1;
    while (isUsed(this.#last));
    return this.#last;
  }
}
