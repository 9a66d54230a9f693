import type { Clock, Timer } from '../../clock/clock.js';

/** Pings after this part of the keep alive time, so that the broker hears in time even when a timer is late. */
const PING_SHARE = 0.75;
/** A single miss may be this process having been busy while the answer already waited in the socket. */
const MISSES = 2;

/** MQTT 5 §3.1.2.10: pings regularly, and tells when the peer answers nothing any more. */
export class KeepAlive {
  readonly #timer: Timer | undefined;
  #heard = true;
  #missed = 0;

  constructor(clock: Clock, keepAliveS: number, on: { readonly ping: () => void; readonly dead: () => void }) {
    if (keepAliveS === 0) return;
    this.#timer = clock.setInterval(
      () => {
        this.#missed = this.#heard ? 0 : this.#missed + 1;
        this.#heard = false;
        if (this.#missed < MISSES) on.ping();
        else on.dead();
      },
      keepAliveS * 1000 * PING_SHARE,
    );
  }

  /** Something came from the peer. */
  heard(): void {
    this.#heard = true;
  }

  close(): void {
    this.#timer?.cancel();
  }
}
