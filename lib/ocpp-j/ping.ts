export interface PingSettings {
  /** Ticks of one second between pings; 0 sends none. */
  readonly intervalS: number;
  /** Ticks to wait for a pong. */
  readonly pongTimeoutS: number;
  readonly payload: string;
}

export type PingAction = 'none' | 'ping' | 'give-up';

/** Decides, one tick a second, when to ping and when to believe that nobody is there. */
export class PingWatch {
  #sincePing = 0;
  #awaiting: number | undefined;

  pong(): void {
    this.#awaiting = undefined;
  }

  /** A ping that falls due while a pong is awaited is sent, but does not extend the wait. */
  tick({ intervalS, pongTimeoutS }: PingSettings): PingAction {
    if (intervalS <= 0) {
      this.#sincePing = 0;
      this.#awaiting = undefined;
      return 'none';
    }
    if (this.#awaiting !== undefined && ++this.#awaiting >= pongTimeoutS) return 'give-up';
    if (++this.#sincePing < intervalS) return 'none';
    this.#sincePing = 0;
    this.#awaiting ??= 0;
    return 'ping';
  }
}
